"""Secret links of keepers: made from the key of the house, so that nobody who reads the database can make one."""

from __future__ import annotations

import base64
import hashlib

from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac

from yike.core.accounts.models import User
from yike.core.record.deed import Deed, deed
from yike.core.rights.by import By
from yike.rooms.almanac.models import MicroGroup
from yike.rooms.almanac.models.packs import KeeperLink
from yike.rooms.almanac.rules import KEEP

_SALT = "yike.almanac.keeper"


def written(user_pk: int, generation: int) -> str:
    """Return the link of somebody: 43 characters of an address."""
    told = salted_hmac(_SALT, f"{user_pk}:{generation}", algorithm="sha256").digest()
    return base64.urlsafe_b64encode(told).decode().rstrip("=")


def digest(link: str) -> str:
    """Return what a link is found by."""
    return hashlib.sha256(link.encode("utf-8", "replace")).hexdigest()


def _made(user_pk: int, generation: int = 1) -> KeeperLink:
    row = KeeperLink(user_id=user_pk, generation=generation)
    row.digest = digest(written(user_pk, generation))
    return row


def make_links(d: Deed, users: set[int]) -> None:
    """Make the links of those who have none, inside the deed that hands them something.

    Where another makes one of them in the same moment, that one counts.
    """
    try:
        with transaction.atomic():
            _make_missing(d, users)
    except IntegrityError:
        _make_missing(d, users)


def _make_missing(d: Deed, users: set[int]) -> None:
    there = set(KeeperLink.objects.filter(user__in=users).values_list("user_id", flat=True))
    d.add_many([_made(pk) for pk in sorted(users - there)])


def link_of(by: By, user: User) -> str:
    """Return the link of a keeper; made where there is none yet, anew where the house has another key since.

    A backup that was restored beside a new key holds such: by their digests nobody would find the links again.
    """
    row = KeeperLink.objects.filter(user=user.pk).first()
    if row is None:
        with deed(by, "almanac.link.make") as d:
            make_links(d, {user.pk})
        row = KeeperLink.objects.get(user=user.pk)
    if row.digest != digest(written(user.pk, row.generation)):
        with deed(by, "almanac.link.renew") as d:
            return _another(d, user)
    return written(user.pk, row.generation)


def new_link(by: By, group: MicroGroup, user: User) -> str:
    """Make another link for a keeper of a group: the former one leads nowhere from now on."""
    with deed(by, "almanac.link.renew") as d:
        KEEP.require(by, group.area)
        if user.pk not in {group.owner_id, group.deputy_id}:
            raise ValueError("not a keeper of this group")
        make_links(d, {user.pk})
        return _another(d, user)


def _another(d: Deed, user: User) -> str:
    row = d.lock(KeeperLink.objects.get(user=user.pk))
    row.digest = digest(written(user.pk, row.generation + 1))
    d.change(row, generation=row.generation + 1)
    return written(user.pk, row.generation)
