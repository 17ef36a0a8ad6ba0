"""Version 1 of the API: for whoever is logged in, within their areas; the circle and secrets of one's own for all.

The description of it is committed as ``docs/api/openapi.json``; a test compares it with what is served.
"""

from __future__ import annotations

from http import HTTPStatus

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.security import django_auth

from yike.engines.faults import Fault
from yike.faces.api.v1 import areas, board, callers, circle, figures, grid, work
from yike.faces.api.v1.shapes import Told
from yike.rooms.circle import standing

api = NinjaAPI(
    title="一刻 Yike",
    version="1.0",
    description=(
        "The circle is public; a request's state is for whoever has its secret; for the rest log in, and see what "
        "lies in your areas. A programme may show a key: Authorization: Bearer yike_… Only requests and cases can "
        "be made. "
        "圈公开；诉求的进展凭密钥看；其余先登录，只见本辖区。程序可带接口凭证。能写的只有登记诉求和上报案件。"
    ),
    docs_url=None,  # its page needs scripts from elsewhere
    auth=django_auth,
    urls_namespace="api-v1",
)
api.add_decorator(callers.marked, mode="view")
api.add_decorator(callers.spoken, mode="view")
api.add_router("/areas", areas.router, tags=["areas 区域"])
api.add_router("/circle", circle.router, tags=["circle 圈"])
api.add_router("/measures", figures.router, tags=["figures 数字"])
api.add_router("/grid", grid.router, tags=["grid 格"])
api.add_router("/grid", board.router, tags=["grid 格"])
api.add_router("/grid/work", work.router, tags=["grid 格"])


@api.get(
    "/health",
    auth=None,
    response={200: dict[str, str], 400: Told},
    tags=["health 存活"],
    operation_id="health",
)
def health(request: HttpRequest) -> dict[str, str]:  # noqa: ARG001 - the framework gives it
    """Say that the house answers; nothing else is told to strangers."""
    return {"status": "ok"}


def _told(request: HttpRequest, status: int, zh: str, en: str) -> HttpResponse:
    return api.create_response(request, Told(zh=zh, en=en).model_dump(), status=status)


@api.exception_handler(Fault)
def on_fault(request: HttpRequest, fault: Fault) -> HttpResponse:
    """Answer input that cannot be used: what, where, what to do, in both languages."""
    return _told(request, 422, fault.text("zh"), fault.text("en"))


@api.exception_handler(standing.Preparing)
def on_preparing(request: HttpRequest, fault: Fault) -> HttpResponse:
    """Answer while the streets are being read."""
    answer = _told(request, 503, fault.text("zh"), fault.text("en"))
    answer["Retry-After"] = "5"
    return answer


@api.exception_handler(callers.TooOften)
def on_too_often(request: HttpRequest, error: callers.TooOften) -> HttpResponse:
    """Answer who asks too much, tries one secret after another, or sends too much."""
    minutes = error.wait // 60
    english = "a minute" if minutes == 1 else f"{minutes} minutes"
    answer = _told(
        request,
        429,
        f"问得太快了，请过 {minutes} 分钟再问。",
        f"Too many questions. Ask again in {english}.",
    )
    answer["Retry-After"] = str(error.wait)
    return answer


@api.exception_handler(callers.NotValid)
def on_bad_key(request: HttpRequest, _error: callers.NotValid) -> HttpResponse:
    """Answer a key that opens nothing: none, expired or revoked, all alike."""
    answer = _told(request, 401, "接口凭证无效或已过期。", "The API key is not valid, or has expired.")
    answer["WWW-Authenticate"] = "Bearer"
    return answer


@api.exception_handler(HttpError)
def on_unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Answer a body that is no JSON in both languages, and anything else as the framework says it."""
    if error.status_code == HTTPStatus.BAD_REQUEST:
        return _told(request, 400, "内容不是 JSON。", "The body is no JSON.")
    return api.create_response(request, {"detail": str(error)}, status=error.status_code)


@api.exception_handler(ValidationError)
def on_shape(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Answer a request of the wrong shape: which parameters."""
    names = "、".join(sorted({str(part["loc"][-1]) for part in error.errors}))
    english = names.replace("、", ", ")
    return _told(request, 422, f"看不懂这些参数：{names}。", f"These parameters cannot be read: {english}.")


@api.exception_handler(Http404)
def on_missing(request: HttpRequest, _error: Http404) -> HttpResponse:
    """Answer what is not there, or not in the person's areas: the two look alike."""
    return _told(request, 404, "没有，或不在您的辖区里。", "Not there, or not in your areas.")


@api.exception_handler(PermissionDenied)
def on_refusal(request: HttpRequest, _error: PermissionDenied) -> HttpResponse:
    """Answer who may not ask this."""
    return _told(request, 403, "您没有这项权限。", "You have no right to this.")
