"""The state of the keys, for the security officer: which one seals, since when, and what each has sealed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Count, Min
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from yike.core.accounts import rules
from yike.core.record.models import Seal
from yike.core.rights.guard import guarded
from yike.core.upkeep.checks.folder import keys as examined
from yike.core.vault.current import keyring
from yike.core.vault.rotation import sealed_counts
from yike.core.vault.sealing import version_of
from yike.engines.faults import Fault, Language

TONES = {"well": "ok", "watch": "warn", "bad": "stop"}


@dataclass(frozen=True)
class Sealing:
    """So many rows of one kind, sealed by one version of the key; ``held``: that key is at hand."""

    what: str
    version: int
    rows: int
    held: bool
    stays: bool = False

    @property
    def waits(self) -> bool:
        """Return whether rotation would seal these rows anew."""
        return not self.stays and self.version != keyring().newest.version


def sealings() -> list[Sealing]:
    """Return what every key has sealed, table by table, the history's seals last: those keep their key."""
    counted = [(str(model._meta.verbose_name), v, n, False) for model, v, n in sealed_counts()]
    counted += [(_("第二道验证"), version, n, False) for version, n in _second_factors()]
    seals = Seal.objects.values_list("key_version").annotate(n=Count("pk")).order_by("key_version")
    counted += [(_("留痕的封条"), version, n, True) for version, n in seals]
    held = set(keyring().versions)
    return [Sealing(what, version, n, version in held, stays) for what, version, n, stays in counted]


def _second_factors() -> list[tuple[int, int]]:
    found: dict[int, int] = {}
    for data in Authenticator.objects.values_list("data", flat=True):
        if sealed := data.get("secret") or data.get("seed"):
            found[version_of(sealed)] = found.get(version_of(sealed), 0) + 1
    return sorted(found.items())


def _state() -> dict[str, Any]:
    newest = keyring().newest.version
    rows = sealings()
    since: datetime | None = Seal.objects.filter(key_version=newest).aggregate(first=Min("at"))["first"]
    return {
        "newest": newest,
        "versions": keyring().versions,
        "since": since,
        "rows": rows,
        "waiting": sum(row.rows for row in rows if row.waits),
        "lost": sum(row.rows for row in rows if not row.held),
    }


@guarded(rules.KEYS)
def keys(request: HttpRequest) -> HttpResponse:
    """Show the state of the keys; never a key. Where they do not open, only what the doctor says."""
    language: Language = "en" if (get_language() or "").startswith("en") else "zh"
    found = [(TONES[one.level.value], one.text(language)) for one in examined()]
    try:
        state = _state()
    except Fault:
        state = {}
    return render(request, "desk/keys.html", {"findings": found, **state})
