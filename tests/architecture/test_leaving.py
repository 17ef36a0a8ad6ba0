"""Whatever lies with somebody passes on when they leave, or says why it stays."""

from __future__ import annotations

import re

from django.apps import apps
from django.contrib.auth import get_user_model

from yike.core.accounts import handover

LOOKS_AFTER = re.compile(
    r"owner|keeper|leader|liaison|handler|caller|worker|deputy|principal|^(made|kept)_by$"
)
STAYS = {
    "accounts.Deputy.deputy": "who stands in for a leaver is nobody: the arrangement ends",
    "accounts.Deputy.principal": "a leaver has nobody stand in for them: the arrangement ends",
    "outbox.Endpoint.owner": "their own mailbox, not the office's",
    "circle.Plan.kept_by": "says who thought of it; anybody of the area goes on with it",
    "almanac.Series.made_by": "says who planned it; its sessions pass on one by one",
    "almanac.Entry.made_by": "says who wrote it; the issue passes on",
    "almanac.Bulletin.made_by": "says who wrote it",
    "grid.Campaign.made_by": "says who planned it; its teams pass on",
    "grid.GridNotice.worker": "what was posted, until somebody posts who works in the grid now",
}


def columns() -> set[str]:
    """Return all columns of ours that name a user as one who looks after something."""
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("yike.")
        for field in model._meta.concrete_fields
        if field.related_model is get_user_model() and LOOKS_AFTER.search(field.name)
    }


def test_whatever_somebody_looks_after_passes_on_when_they_leave_or_says_why_it_stays() -> None:
    passed = {column for work in handover.kinds() for column in work.of}
    assert passed & set(STAYS) == set()
    assert passed | set(STAYS) == columns()


def test_every_kind_of_work_says_in_which_columns_it_stands() -> None:
    assert [work.code for work in handover.kinds() if not work.of] == []
