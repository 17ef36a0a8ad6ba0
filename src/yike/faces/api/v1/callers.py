"""Who asks, how often, and whether they have the answer already.

Anybody may ask the circle, so often from one address; a logged-in person as often as they like, within their areas;
a programme that shows a key (``Authorization: Bearer yike_…``) as often as its key says, within the key's scopes.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import get_conditional_response, set_response_etag
from django.views.decorators.cache import cache_control
from django.views.decorators.http import etag
from ninja.decorators import decorate_view
from ninja.security import HttpBearer

from yike.core.apikeys import actions as keys
from yike.core.apikeys.models import ApiKey, Scope
from yike.core.apikeys.queries import key_behind
from yike.core.look.faults import language
from yike.core.look.often import too_often
from yike.core.record.clock import today
from yike.core.rights.by import By
from yike.rooms.circle import queries

MOST, WINDOW = 120, 60  # questions of one address without an account or a key, in so many seconds
WRONG = 20  # keys that are none, from one address in that time; a good one beside them is never held up
F = TypeVar("F", bound=Callable[..., Any])


class TooOften(Exception):  # noqa: N818 - what happened, as the asker sees it
    """One address, or one key, asked too much; ``wait`` is after how many seconds it may again."""

    def __init__(self, wait: int = WINDOW) -> None:
        super().__init__(wait)
        self.wait = wait


class NotValid(Exception):  # noqa: N818 - what is the matter with the key
    """The key shown is none, has expired, or was revoked."""


class Key(HttpBearer):
    """A key where an account is asked for: it must be good, and open what is asked."""

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> ApiKey:
        """Return the key. Raises ``NotValid``, ``PermissionDenied`` and ``TooOften``."""
        return _admitted(request, token, self.scope)


def _admitted(request: HttpRequest, text: str, scope: Scope) -> ApiKey:
    """Return the key behind a text, counted once more; it is kept with the request. Wrong ones are counted too."""
    key = key_behind(text.strip())
    if key is None:
        if too_often(request.META.get("REMOTE_ADDR", ""), "api key wrong", WRONG, WINDOW):
            raise TooOften
        raise NotValid
    if scope not in key.scopes:
        raise PermissionDenied("scope")
    if too_often(str(key.pk), "api key", key.per_minute, WINDOW):
        raise TooOften
    keys.used(key)
    request.api_key = key  # type: ignore[attr-defined]
    return key


def key_of(request: HttpRequest) -> ApiKey | None:
    """Return the key that was shown, None for people."""
    return getattr(request, "api_key", None)


def hand_of(key: ApiKey) -> By:
    """Return the doer of what a programme writes: two keys of one name are two hands, told apart by their marks."""
    return By(None, key.name, "api", address=key.mark)


def paced(scope: Scope) -> Callable[[F], F]:
    """Let an address without an account ask so often and no more, and a key as its own limit says.

    Raises ``TooOften``, and for a key ``NotValid`` or ``PermissionDenied``.
    """

    def wrap(view: F) -> F:
        @wraps(view)
        def answered(request: HttpRequest, *args: Any, **named: Any) -> Any:
            way, _, text = request.headers.get("Authorization", "").partition(" ")
            address = request.META.get("REMOTE_ADDR", "")
            if way.lower() == "bearer":
                _admitted(request, text, scope)
            elif not request.user.is_authenticated and too_often(address, "api", MOST, WINDOW):
                raise TooOften
            return view(request, *args, **named)

        return answered  # type: ignore[return-value]

    return wrap


def _edition(_request: HttpRequest, **_asked: Any) -> str:
    """Return what changes whenever an answer about the directory may: its edition, the day, the language.

    A check makes no new edition, for which all would be read anew; how many were made today tells of each.
    """
    return f'"{queries.edition()}-{today()}-{queries.checked_today()}-{language()}"'


def _unless_unchanged(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer 304 to who has it already; what went wrong gets no mark, so that nobody keeps it."""
    marked = etag(_edition)(view)

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        answer = marked(request, *args, **named)
        if answer.status_code not in {200, 304}:
            del answer["ETag"]
        return answer

    return answered


unchanged = decorate_view(_unless_unchanged)  # marked by the edition: known before the answer is made
unkept = decorate_view(cache_control(private=True, no_store=True))  # where somebody stands is kept by nobody


LANGUAGES = {"zh": "zh-hans", "en": "en"}


def spoken(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer in the language that is asked for by ``lang``; else as Accept-Language says."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        wanted = LANGUAGES.get(request.GET.get("lang", ""))
        if wanted is None:
            return view(request, *args, **named)
        with translation.override(wanted):
            answer = view(request, *args, **named)
        answer["Content-Language"] = wanted
        return answer

    return answered


def marked(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Mark every good answer that has no mark by what it says, and answer 304 to who has just that."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        answer = view(request, *args, **named)
        if answer.status_code != 200 or answer.has_header("ETag"):
            return answer
        set_response_etag(answer)
        if not answer.has_header("Cache-Control"):
            answer["Cache-Control"] = "private, no-cache"  # kept, but asked about each time
        return get_conditional_response(request, answer["ETag"], None, answer) or answer

    return answered
