"""What can be done to residents: the only door that writes the register."""

from __future__ import annotations

from yike.core.residents.actions.consents import record_consent, withdraw_consent
from yike.core.residents.actions.erasing import erase_person
from yike.core.residents.actions.exporting import export_list, look_for_namesakes, take_out
from yike.core.residents.actions.importing import check_ledger, import_ledger, look_at_ledger
from yike.core.residents.actions.keys import renew_spellings, rotate_keys
from yike.core.residents.actions.loading import load_register
from yike.core.residents.actions.merging import dismiss, merge, unmerge
from yike.core.residents.actions.numbers import Registered
from yike.core.residents.actions.people import (
    add_person,
    come_back,
    die,
    edit_person,
    leave,
    move_person,
    restore,
)
from yike.core.residents.actions.places import add_dwelling, add_household, edit_dwelling, edit_household
from yike.core.residents.actions.revealing import reveal, reveal_helper
from yike.core.residents.actions.uploading import import_file, look_at_file
from yike.core.residents.actions.wishes import add_helper, remove_helper, set_wish

__all__ = [
    "Registered",
    "add_dwelling",
    "add_helper",
    "add_household",
    "add_person",
    "check_ledger",
    "come_back",
    "die",
    "dismiss",
    "edit_dwelling",
    "edit_household",
    "edit_person",
    "erase_person",
    "export_list",
    "import_file",
    "import_ledger",
    "leave",
    "load_register",
    "look_at_file",
    "look_at_ledger",
    "look_for_namesakes",
    "merge",
    "move_person",
    "record_consent",
    "remove_helper",
    "renew_spellings",
    "restore",
    "reveal",
    "reveal_helper",
    "rotate_keys",
    "set_wish",
    "take_out",
    "unmerge",
    "withdraw_consent",
]
