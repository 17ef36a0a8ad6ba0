"""说一说: anybody says what is the matter, without an account, on one page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from yike.core.look.often import WINDOW, too_often
from yike.core.rights.by import By
from yike.core.rights.guard import public
from yike.engines.faults import Fault
from yike.rooms.grid.actions import requests as actions
from yike.rooms.grid.actions.requests import NewRequest
from yike.rooms.grid.door import emergency
from yike.rooms.grid.door.forms import SayForm
from yike.rooms.grid.door.links import link_for, written
from yike.rooms.grid.door.personal import personal

PRIVATE = "private, no-store"


def visitor() -> By:
    """Return the doer of what somebody does at the door: nobody who is known, and no address."""
    return By(None, _("诉求人"), "web")


@public("whoever has something to say says it without an account")
def say(request: HttpRequest) -> HttpResponse:
    """Take what somebody says and lead to its secret page."""
    form = SayForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and (answer := _sent(request, form)) is not None:
        return answer
    status = 200 if request.method != "POST" else 429 if getattr(form, "often", False) else 422
    shown = {"form": form, "calls": emergency.calls(form.data.get("words", "")) if form.is_bound else []}
    answer = render(request, "say/say.html", shown, status=status)
    answer["Cache-Control"] = PRIVATE
    return answer


def _sent(request: HttpRequest, form: SayForm) -> HttpResponse | None:
    """Return where to go once it is registered; None where the form has to say something first."""
    said = form.cleaned_data
    if said["website"]:
        return redirect("say:say")
    if _personal(form):
        return None
    if too_often(request.META.get("REMOTE_ADDR", ""), "say"):
        _slow_down(form)
        return None
    link = link_for(said["press"], *written(said))
    try:
        actions.take_request(visitor(), _new(form, link))
    except Fault as fault:
        form.refuse(fault)
        return None
    return redirect("say:told", link=link)


def _new(form: SayForm, link: str) -> NewRequest:
    said = form.cleaned_data
    return NewRequest(
        words=said["words"],
        place=form.place(),
        kind=said["kind"],
        category=said["category"],
        name=said["name"],
        phone=said["phone"],
        secret=said["secret"],
        urgent=bool(emergency.calls(said["words"])),
        link=link,
        photos=said["photos"],
    )


def _personal(form: SayForm) -> bool:
    """Warn once of numbers that belong to somebody; who sends it again means it."""
    found = personal(form.cleaned_data["words"])
    if not found or form.cleaned_data["seen"] == "personal":
        return False
    names = {"id": _("身份证号"), "card": _("银行卡号"), "phone": _("电话号码")}
    listed = "、".join(names[one] for one in found)
    form.add_error(
        "words",
        _("里面像是有{what}。是别人的请删掉；您自己的电话请写在下面。确实要写，再按一次送出。").format(
            what=listed
        ),
    )
    form.data = {**form.data.dict(), "seen": "personal"}  # type: ignore[attr-defined]
    return True


def _slow_down(form: SayForm) -> None:
    minutes = WINDOW // 60
    form.often = True  # type: ignore[attr-defined]
    form.add_error(
        None,
        _(
            "从您这里刚刚连着送来好几件，我们怕看漏了。请过 {n} 分钟再送，写好的还在这里；急事请打电话。"
        ).format(n=minutes),
    )
