"""The chain: what a seal covers, and whether everything sealed is still as it was.

A seal is an HMAC-SHA256 over the seal before it and the rows of its batch, under a key that is not in the
database: whoever can write to the database can still not make a chain that verifies. Payloads enter through their
digest only, so that a person's content can be erased without breaking the chain.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from yike.core.record.models import HistoryEntry, Seal
from yike.core.record.payload import digest as payload_digest
from yike.core.vault.current import keyring

START = "0" * 64
COVERED = (
    "id",
    "deed",
    "verb",
    "model",
    "object_pk",
    "subject",
    "area_id",
    "actor_id",
    "actor_name",
    "way",
    "address",
    "payload_digest",
)
AT_ONCE = 2000
ERASURE = Seal(number=0)  # stands for the chain where history keeps whose content was erased


@dataclass(frozen=True)
class Breach:
    """One thing found wrong: which seal, which row if it is a row, and what, in the reader's language."""

    seal: int
    entry: int | None
    what: str


@dataclass(frozen=True)
class ChainState:
    """The state of the whole chain. ``head`` is the digest of the last seal, to be kept elsewhere as a witness."""

    seals: int
    sealed: int
    unsealed: int
    erased: int
    head: str
    breaches: tuple[Breach, ...]

    @property
    def whole(self) -> bool:
        """Whether nothing was found wrong."""
        return not self.breaches


def covered(entry: HistoryEntry) -> bytes:
    """Return what the seal says of one row."""
    values = [str(v) if (v := getattr(entry, name)) is not None else None for name in COVERED]
    return json.dumps([*values, entry.at.astimezone(UTC).isoformat()], ensure_ascii=False).encode()


def digest_of(previous: str, number: int, entries: Iterable[HistoryEntry], key_version: int) -> str:
    """Return the digest of a seal over ``entries`` in the order of their ids."""
    mac = hmac.new(keyring().key(key_version).chain, f"{number} {previous}\n".encode(), "sha256")
    for entry in entries:
        mac.update(covered(entry) + b"\n")
    return mac.hexdigest()


def _rows(seal: Seal) -> QuerySet[HistoryEntry]:
    return HistoryEntry.objects.filter(seal=seal).order_by("id")


def _wrong_payload(entry: HistoryEntry) -> bool:
    if entry.payload is None:
        return False
    return payload_digest(entry.salt or "", entry.payload) != entry.payload_digest


def _content_breaches(seal: Seal, entries: Iterable[HistoryEntry]) -> Iterator[Breach]:
    for entry in entries:
        if _wrong_payload(entry):
            yield Breach(seal.number, entry.pk, _("内容和封存时不一样"))


def _missing(erased: frozenset[str], seal: Seal, entries: Iterable[HistoryEntry]) -> Iterator[Breach]:
    for entry in entries:
        if entry.payload is None and entry.subject not in erased:
            yield Breach(seal.number, entry.pk, _("内容没有了，却没有留下是谁要求删除的"))


def _erased_subjects() -> frozenset[str]:
    """Return whose content the house itself has erased."""
    rows = HistoryEntry.objects.filter(model=Seal._meta.label_lower, object_pk=str(ERASURE.pk))
    notes = (row.content.get("note", {}) for row in rows.iterator(chunk_size=AT_ONCE))
    return frozenset(subject for note in notes for subject in note.get("erased", ()))


def _breaches_of(seal: Seal, previous: str, expected: int, erased: frozenset[str]) -> Iterator[Breach]:
    """Yield what is wrong with one seal, whose forerunner has the digest ``previous``."""
    entries = list(_rows(seal).iterator(chunk_size=AT_ONCE))
    if seal.number != expected:
        yield Breach(seal.number, None, _("第 %(number)d 号封条不见了") % {"number": expected})
    elif seal.previous != previous:
        yield Breach(seal.number, None, _("和前一条封条接不上"))
    if len(entries) != seal.count:
        counts = {"sealed": seal.count, "found": len(entries)}
        yield Breach(seal.number, None, _("封存时有 %(sealed)d 条，现在是 %(found)d 条") % counts)
    elif digest_of(seal.previous, seal.number, entries, seal.key_version) != seal.digest:
        yield Breach(seal.number, None, _("有记录被改过"))
    yield from _content_breaches(seal, entries)
    yield from _missing(erased, seal, entries)


def verify_chain() -> ChainState:
    """Read the whole chain and return its state. Raises ``Fault`` where a key of the chain is not there."""
    breaches: list[Breach] = []
    erased = _erased_subjects()
    previous, expected, sealed = START, 1, 0
    for seal in Seal.objects.order_by("number").iterator(chunk_size=200):
        breaches += _breaches_of(seal, previous, expected, erased)
        previous, expected, sealed = seal.digest, seal.number + 1, sealed + seal.count
    return ChainState(
        seals=Seal.objects.count(),
        sealed=sealed,
        unsealed=HistoryEntry.objects.filter(seal=None).count(),
        erased=HistoryEntry.objects.filter(payload=None).count(),
        head=previous,
        breaches=tuple(breaches),
    )
