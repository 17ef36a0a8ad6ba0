"""Hand packs out: keepers and communities are told, robots get the text; not in the quiet hours."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from yike.core.outbox.actions import post
from yike.core.outbox.channels.parcel import Form
from yike.core.outbox.models import Endpoint, Message
from yike.core.outbox.quiet import next_allowed
from yike.core.record.deed import Deed, deed
from yike.core.rights.by import By
from yike.core.rights.roles import Role
from yike.rooms.almanac.models.issues import IssueVersion, VersionKind
from yike.rooms.almanac.models.packs import Pack, PackState, Relay
from yike.rooms.almanac.pace import CHUNK, ROBOT, ask_at
from yike.rooms.almanac.queries.activities import around
from yike.rooms.almanac.queries.robots import speaking_below, speaking_in
from yike.rooms.almanac.written import chat, head

ONE_MESSAGE = 2048  # bytes of the shortest text that a chat takes whole (企业微信)


def hand_out(by: By, *, chunk: int = CHUNK) -> int:
    """Hand out the packs whose time has come, a community at a time; return how many."""
    total = 0
    while True:
        with deed(by, "almanac.pack.hand") as d:
            packs = _due(d, chunk)
            give(d, packs)
            d.renew_many(packs, ["state", "handed_at", "message"])
            d.tick_many(packs, ["ask_at", "keeper_asked"])
        total += len(packs)
        if len(packs) < chunk:
            return total


def _due(d: Deed, chunk: int) -> list[Pack]:
    rows = Pack.objects.select_related(
        *("group__owner", "group__deputy", "group__endpoint", "relay__area", "version__issue__area")
    )
    rows = rows.defer("relay__area__polygon", "version__issue__area__polygon")
    rows = rows.filter(
        state=PackState.WAITING, not_before__lte=d.at, version__number=F("version__issue__version")
    )
    rows = rows.order_by("not_before", "pk")
    return list(rows.select_for_update(of=("self",))[:chunk])


def give(d: Deed, packs: list[Pack]) -> None:
    """Hand packs over: set state and moments on the rows (the caller writes them), tell keepers, send to robots."""
    for pack in packs:
        pack.state, pack.handed_at, pack.ask_at = PackState.HANDED, d.at, ask_at(d.at)
    by_relay: dict[int, list[Pack]] = {}
    for pack in packs:
        by_relay.setdefault(pack.relay_id, []).append(pack)
    for some in by_relay.values():
        robots = _send_to_robots(d, some)
        _tell_keepers(d, [pack for pack in some if pack not in robots])


def _tell_keepers(d: Deed, packs: list[Pack], whom: str = "keepers") -> None:
    """Tell the owners of a community's groups, all with one message; nobody where there are none."""
    if not packs:
        return
    version = packs[0].version
    with translation.override("zh-hans"):
        title = _ask(version)
        body = "\n".join([*chat(version.issue, version, address(version)), *_where(version)])
    owners = list(dict.fromkeys(pack.group.owner for pack in packs))
    _post(d, packs[0], whom, title=title, body=body, to=owners)


def _ask(version: IssueVersion) -> str:
    if version.kind == VersionKind.FIRST:
        return _("请转发：{title}").format(title=version.issue.title)
    return head(version.issue, version)


def _where(version: IssueVersion) -> list[str]:
    return [_("转发以后请点“已转发”：{url}").format(url=f"{version.base}{reverse('almanac:mine')}")]


def address(version: IssueVersion) -> str:
    """Return the whole address of the public page of a version's issue, another one for each version."""
    return f"{version.base}{reverse('on:issue', args=[version.issue_id])}?v={version.number}"


def ask_instead(by: By, *, chunk: int = CHUNK) -> int:
    """Ask the keepers of groups whose robot has not said it within an hour; return of how many groups."""
    with deed(by, "almanac.pack.instead") as d:
        if next_allowed(d.at) > d.at:
            return 0
        rows = Pack.objects.filter(keeper_asked=False, state=PackState.HANDED, message__isnull=False)
        rows = rows.filter(handed_at__lte=d.at - ROBOT, version__number=F("version__issue__version"))
        rows = rows.select_related("group__owner", "relay__area", "version__issue__area")
        rows = rows.defer("relay__area__polygon", "version__issue__area__polygon").order_by("pk")
        packs = list(rows.select_for_update(of=("self",))[:chunk])
        by_relay: dict[int, list[Pack]] = {}
        for pack in packs:
            pack.keeper_asked = True
            by_relay.setdefault(pack.relay_id, []).append(pack)
        for some in by_relay.values():
            _tell_keepers(d, some, "instead")
        d.tick_many(packs, ["keeper_asked"])
        return len(packs)


def _send_to_robots(d: Deed, packs: list[Pack]) -> list[Pack]:
    """Let the robots of groups that have one say it; the outbox sees to pace, failures and repeats.

    Return their packs: nobody is asked to forward what a robot says.
    """
    robots = [pack for pack in packs if pack.group.endpoint_id and pack.group.endpoint.enabled]
    if not robots:
        return []
    ends: list[Endpoint] = list(dict.fromkeys(pack.group.endpoint for pack in robots))
    message = _post(d, robots[0], "robots", to=ends, **_said(packs[0].version))
    for pack in robots:
        pack.message, pack.keeper_asked = message, False
    return robots


def _post(d: Deed, first: Pack, whom: str, *, to: list[Any], **said: Any) -> Message:
    """Post once for a chunk: the key names its first pack, by version and group."""
    key = f"almanac.pack:{first.version_id}:{first.group_id}:{whom}"
    return post(d, key=key, kind="almanac.pack", to=to, area=first.relay.area_id, **said)


def _said(version: IssueVersion) -> dict[str, Any]:
    """Return what a robot says: all of it where that is one message everywhere, else a card over page and picture.

    A chat that is told a month in three messages reads none of them. What is corrected or withdrawn is always told
    in full: whoever only glances at the chat must know.
    """
    with translation.override("zh-hans"):
        title, *rows = "\n".join(chat(version.issue, version, address(version), "offline")).split("\n")
    said = {"title": title, "body": "\n".join(rows)}
    if version.kind != VersionKind.FIRST or len("\n".join((title, *rows)).encode()) <= ONE_MESSAGE:
        return said
    picture = f"{version.base}{reverse('on:picture', args=[version.issue_id])}?v={version.number}"
    return said | {"form": Form.CARD, "link": address(version), "picture": picture}


def tell_robots(d: Deed, relay: Relay) -> None:
    """Let the robots of a community's own chats say a version, once, and not in the quiet hours."""
    _let_say(d, relay.version, speaking_in(relay.area), relay.area_id)


def tell_rest(d: Deed, version: IssueVersion) -> None:
    """Let robots of communities without groups say a version; a withdrawal where they said a former one."""
    relayed = Relay.objects.filter(version=version).values_list("area_id", flat=True)
    by_area: dict[int, list[Endpoint]] = {}
    for end in speaking_below(version.issue.area).exclude(area__in=relayed):
        by_area.setdefault(end.area_id, []).append(end)
    for area, ends in by_area.items():
        if version.kind != VersionKind.WITHDRAWAL or _said_before(version, ends):
            _let_say(d, version, ends, area)


def _said_before(version: IssueVersion, ends: list[Endpoint]) -> bool:
    keys = [_key(pk, ends[0].area_id) for pk in version.issue.versions.values_list("pk", flat=True)]
    return Message.objects.filter(key__in=keys).exists()


def _key(version: int, area: int) -> str:
    return f"almanac.version:{version}:{area}:robots"


def _let_say(d: Deed, version: IssueVersion, ends: list[Endpoint], area: int) -> None:
    if not ends:
        return
    later = next_allowed(d.at)
    post(
        d,
        key=_key(version.pk, area),
        kind="almanac.pack",
        to=ends,
        area=area,
        not_before=later if later > d.at else None,
        **_said(version),
    )


def tell_community(d: Deed, relay: Relay) -> None:
    """Tell the workers of a community that their groups have a version to pass on."""
    workers = around(relay.area, {Role.COMMUNITY_WORKER, Role.SECRETARY})
    with translation.override("zh-hans"):
        title = _("{what}：请盯住本社区各群").format(what=head(relay.version.issue, relay.version))
        body = f"{relay.version.base}{relay.get_absolute_url()}"
    if workers:
        key = f"almanac.relay:{relay.pk}"
        post(d, key=key, kind="almanac.relay", title=title, body=body, to=workers, area=relay.area_id)
