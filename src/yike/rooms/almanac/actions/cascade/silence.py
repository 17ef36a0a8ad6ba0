"""A keeper is silent: the deputy is asked, and the pack stands on the community's late list."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from yike.core.outbox.actions import post
from yike.core.record.deed import Deed, deed
from yike.core.rights.by import By
from yike.rooms.almanac.actions.cascade.handing import address
from yike.rooms.almanac.models.packs import Pack, PackState
from yike.rooms.almanac.pace import CHUNK
from yike.rooms.almanac.written import chat


def ask_deputies(by: By, *, chunk: int = CHUNK) -> int:
    """Ask the deputies of all keepers who have been silent too long; return how many packs that were."""
    total = 0
    while True:
        with deed(by, "almanac.pack.silent") as d:
            packs = _silent(d, chunk)
            for pack in packs:
                pack.state, pack.asked_at, pack.ask_at = PackState.SILENT, d.at, None
            d.renew_many(packs, ["state", "asked_at"])
            d.tick_many(packs, ["ask_at"])
            _tell(d, packs)
        total += len(packs)
        if len(packs) < chunk:
            return total


def _silent(d: Deed, chunk: int) -> list[Pack]:
    rows = Pack.objects.filter(state=PackState.HANDED, ask_at__lte=d.at).order_by("ask_at", "pk")
    rows = rows.select_related("group__deputy", "relay", "version__issue__area")
    return list(rows.defer("version__issue__area__polygon").select_for_update(of=("self",))[:chunk])


def _tell(d: Deed, packs: list[Pack]) -> None:
    """Tell the deputies of each community with one message."""
    by_relay: dict[int, list[Pack]] = {}
    for pack in packs:
        if pack.group.deputy is not None:
            by_relay.setdefault(pack.relay_id, []).append(pack)
    for some in by_relay.values():
        version = some[0].version
        with translation.override("zh-hans"):
            title = _("群主没有回音，请您转发：{title}").format(title=version.issue.title)
            body = "\n".join(chat(version.issue, version, address(version)))
        deputies = list(dict.fromkeys(pack.group.deputy for pack in some))
        key = f"almanac.silent:{version.pk}:{some[0].group_id}"
        post(d, key=key, kind="almanac.pack", title=title, body=body, to=deputies, area=some[0].relay.area_id)
