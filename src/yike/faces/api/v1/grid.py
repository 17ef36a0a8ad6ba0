"""The grid room: what may be asked of, saying something for somebody, and how it goes by its secret."""

from typing import Annotated, Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from ninja import Field, Header, Router, Status

from yike.core.apikeys.models import Scope
from yike.core.areas.models import Area, AreaLevel
from yike.core.look import site
from yike.core.look.often import WINDOW, too_often
from yike.engines.faults import Fault
from yike.faces.api.v1.callers import Key, TooOften, hand_of, key_of, paced, unkept
from yike.faces.api.v1.shapes import (
    BUSY,
    REFUSED,
    CategoryLine,
    NewSaying,
    RequestTold,
    Said,
    Told,
)
from yike.rooms.grid.actions.requests import NewRequest, take_request
from yike.rooms.grid.door import emergency
from yike.rooms.grid.door.links import link_for
from yike.rooms.grid.door.passages import passages
from yike.rooms.grid.door.personal import personal
from yike.rooms.grid.door.receipt import answer_of, may_reopen
from yike.rooms.grid.models import Category, Request
from yike.rooms.grid.queries.categories import categories as in_use
from yike.rooms.grid.queries.places import Place, place_at
from yike.rooms.grid.queries.requests import by_link
from yike.rooms.grid.queries.requests.alike import main_of
from yike.rooms.grid.views.door.told import GUESSES

router = Router()
SAYS = 120  # requests of one key in ten minutes: more at once is a programme gone wrong
SIGNS = 6  # different ones in a programme's word for one sending
PUBLIC = {**REFUSED, **BUSY}
Number = Annotated[str, Field(max_length=20, pattern=r"^[0-9A-Za-z-]+$")]
Token = Annotated[
    str, Header(alias="X-Request-Token", min_length=20, max_length=64, pattern=r"^[0-9A-Za-z_-]+$")
]
Sending = Annotated[str, Header(alias="Idempotency-Key", min_length=16, max_length=200, pattern=r"^[!-~]+$")]


@router.get(
    "/categories", auth=None, response={200: list[CategoryLine], **PUBLIC}, operation_id="grid_categories"
)
@paced(Scope.SAY)
def categories(request: HttpRequest) -> list[dict[str, Any]]:  # noqa: ARG001 - the framework gives it
    """List the categories that the public may choose, in the order of the table."""
    return [
        {
            "code": row.code,
            "name": row.name,
            "name_en": row.name_en,
            "group": row.parent.name if row.parent else "",
            "limit": row.limit.amount,
            "unit": row.limit.unit.value,
        }
        for row in in_use().filter(public=True)
    ]


@router.get(
    "/requests/one", auth=None, response={200: RequestTold, **PUBLIC}, operation_id="grid_request_told"
)
@unkept
@paced(Scope.SAY)
def told(request: HttpRequest, number: Number, token: Token) -> dict[str, Any]:
    """Say how a request goes, to whoever has its number and its secret token; what its secret page says, no more.

    Any other number or token is 404, and so is a secret report: that is told on its own page alone.
    """
    row = _opened(request, number, token)
    unit = row.owner_unit.name if row.owner_unit else ""
    answer, main = answer_of(row), main_of(row)
    return {
        "number": row.number,
        "state": row.state,
        "unit": unit,
        "reply_by": None if row.replied_at else row.reply_by,
        "due_at": row.due_at,
        "round": row.round,
        "echoes": row.echoes,
        "words": row.words,
        "address": row.address,
        "answer": answer.words if answer else "",
        "may_reopen": may_reopen(row),
        "instead": _instead(main),
        "passages": passages(row),
    }


def _opened(request: HttpRequest, number: str, token: str) -> Request:
    """Return the request. Raises ``Http404`` for any other, ``TooOften`` for who tries one after another."""
    found = by_link(token)
    if found is not None and found.number == number.upper() and not found.secret:
        return found
    if too_often(request.META.get("REMOTE_ADDR", ""), "link", GUESSES):
        raise TooOften(WINDOW)
    raise Http404


def _instead(main: Request | None) -> dict[str, Any] | None:
    if main is None:
        return None
    unit = main.owner_unit.name if main.owner_unit else ""
    return {"state": main.state, "unit": unit, "due_at": main.due_at}


@router.post(
    "/requests", auth=Key(Scope.SAY), response={201: Said, **REFUSED, 429: Told}, operation_id="grid_say"
)
def say(request: HttpRequest, said: NewSaying, sending: Sending) -> Status[dict[str, Any]]:
    """Register what somebody says, once for each Idempotency-Key and content: sent again, the first is told again.

    The key is 16 to 200 random characters, another for each request, a UUID for example. The token is the
    person's alone: hand it to nobody else.
    """
    key = key_of(request)
    if key is None:
        raise Http404
    require_random(sending)
    _require_meant(said)
    if too_often(str(key.pk), "api say", SAYS):
        raise TooOften(WINDOW)
    link = link_for(
        f"api {key.pk} {sending}", *(f"{name}={value}" for name, value in sorted(dict(said).items()))
    )
    row = take_request(hand_of(key), _new(said, link))
    told = {
        "number": row.number,
        "token": link,
        "url": site.address(request, reverse("say:told", args=[link])),
        "calls": [call.number for call in emergency.calls(row.words)],
    }
    return Status(201, told)


def _new(said: NewSaying, link: str) -> NewRequest:
    return NewRequest(
        said.words,
        _place(said),
        kind=said.kind,
        category=_category(said.category),
        name=said.name,
        phone=said.phone,
        urgent=bool(emergency.calls(said.words)),
        link=link,
    )


def _place(said: NewSaying) -> Place:
    communities = Area.objects.light().open().filter(level=AreaLevel.COMMUNITY)
    area = communities.filter(code=said.community).first() if said.community else None
    if said.community and area is None:
        raise no_such_community()
    return place_at(said.address, lon=said.lon, lat=said.lat, area=area)


def no_such_community() -> Fault:
    """Return what is said of a code that no community has."""
    return Fault(
        "没有这个社区",
        "there is no such community",
        do_zh="请核对代码，或不写",
        do_en="Check the code, or leave it out",
    )


def _category(code: str) -> Category | None:
    found = in_use().filter(public=True, code=code).first() if code else None
    if code and found is None:
        raise Fault(
            "没有这个公众可选的类别",
            "there is no such category for the public",
            do_zh="请看 categories，或不写",
            do_en="See categories, or leave it out",
        )
    return found


def _require_meant(said: NewSaying) -> None:
    """Raise ``Fault`` for numbers that belong to somebody, unless they are meant to be told."""
    if said.numbers_meant or not personal(said.words):
        return
    raise Fault(
        "里面像是有身份证号、银行卡号或电话号码",
        "the words seem to hold the number of an identity card, a bank card or a telephone",
        do_zh="是别人的请删掉，自己的电话写在 phone；确实要写，带上 numbers_meant",
        do_en="Leave out other people's; one's own telephone goes into phone. If it is meant, send numbers_meant",
    )


def require_random(sending: str) -> None:
    """Raise ``Fault`` for a programme's word of one sending that others could guess, or that it sends each time."""
    if len(set(sending)) < SIGNS:
        raise Fault(
            "Idempotency-Key 不够随机",
            "the Idempotency-Key is not random enough",
            do_zh="每件换一个，比如 UUID",
            do_en="Use another for each, a UUID for example",
        )
