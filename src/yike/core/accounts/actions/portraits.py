"""Portraits: put up and taken down by the person alone."""

from __future__ import annotations

from yike.core.accounts.models import Portrait, User
from yike.core.record.deed import deed
from yike.core.rights.by import By
from yike.engines.pictures import Photo


def keep_portrait(by: By, user: User, photo: Photo) -> Portrait:
    """Put up one's own portrait in place of the one before; by the machine or the person, nobody else."""
    with deed(by, "accounts.portrait.keep") as d:
        user = d.lock(user)
        user.require_self(by)
        kept = Portrait.objects.filter(user=user).first()
        if kept is None:
            return d.add(Portrait(user=user, jpeg=photo.jpeg))
        return d.change(kept, jpeg=photo.jpeg)


def remove_portrait(by: By, user: User) -> None:
    """Take down one's own portrait; without one nothing happens."""
    with deed(by, "accounts.portrait.remove") as d:
        user = d.lock(user)
        user.require_self(by)
        for kept in Portrait.objects.filter(user=user):
            d.remove(kept)
