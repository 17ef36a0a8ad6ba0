"""Proposals for new points as files: PDF, PNG and XLSX, each with what was looked for and how sure it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from yike.core.look.drawing import svg
from yike.core.rights.guard import guarded
from yike.engines.faults import Fault
from yike.rooms.circle import rules
from yike.rooms.circle.board import tables
from yike.rooms.circle.board.asked import ANY, Asked
from yike.rooms.circle.planning import asking
from yike.rooms.circle.planning.asking import Said
from yike.rooms.circle.planning.paper import Figure, Paper
from yike.rooms.circle.planning.sheets import Cell
from yike.rooms.circle.views import sites
from yike.rooms.circle.views.papers import foot, lang, sent
from yike.rooms.circle.views.sheets import present
from yike.rooms.circle.views.sheets import sent as sent_sheet

if TYPE_CHECKING:
    from yike.core.areas.models import Area
    from yike.rooms.circle.forms.plans import SiteForm
    from yike.rooms.circle.walking.siting import Proposal


def _asked(request: HttpRequest) -> tuple[SiteForm, Proposal, list[Area]]:
    """Return what is looked for and the proposal as it may leave the house. Raises ``Http404`` without one."""
    form, town, areas = sites.asked_of(request), present(), tables.communities(request.user)
    if not form.is_valid():
        raise Http404
    try:
        found = sites.found_for(form, town, areas)
    except Fault as fault:
        raise Http404 from fault
    if found is None:
        raise Http404
    return form, found.told(plain=False), areas


def _choice(form: SiteForm, name: str) -> str:
    """Return what was chosen, in words."""
    choices = [(str(key), str(words)) for key, words in form.fields[name].choices]  # type: ignore[attr-defined]
    return dict(choices).get(
        form.cleaned_data[name], choices[0][1]
    )  # nothing chosen is the first, as on the page


def _looked_for(form: SiteForm) -> Said:
    fewest = form.cleaned_data["aim"] == "fewest"
    how_many = (
        (_("要让多少人走得到"), _choice(form, "share"))
        if fewest
        else (_("增设几个"), str(form.cleaned_data["add"] or 1))
    )
    return [(_("要的是什么"), _choice(form, "aim")), how_many, (_("先看谁"), _choice(form, "weight"))]


def _question(form: SiteForm) -> Asked:
    return Asked(form.cleaned_data["kind"], day=ANY)


def _sure(found: Proposal) -> str:
    return found.sure[lang() == "en"]


def _rows(found: Proposal) -> list[list[Cell]]:
    """Return the head and a row for each place: where, why, and its position."""
    english = lang() == "en"
    rows: list[list[Cell]] = [[_("次序"), _("位置"), _("理由"), _("经度"), _("纬度")]]
    for number, one in enumerate(found.sites, 1):
        where, why = (one.en, one.why_en) if english else (one.zh, one.why_zh)
        rows.append([number, where, why, f"{one.lon:.6f}", f"{one.lat:.6f}"])
    return rows


@guarded(rules.PLAN)
def sites_sheet(request: HttpRequest) -> HttpResponse:
    """Give the places proposed as a workbook."""
    form, found, areas = _asked(request)
    about = [*_looked_for(form), *asking.said(_question(form), areas, request.user)]
    return sent_sheet(_rows(found), "sites", [*about, (_("有多确定"), _sure(found))])


def _paper(request: HttpRequest, kind: str) -> HttpResponse:
    form, found, areas = _asked(request)
    before = [text for _name, text in _looked_for(form)]
    head, *rows = _rows(found)
    paper = Paper(
        str(_("选址建议")),
        asking.line(_question(form), *before),
        lang(),
        [_figure(*one) for one in sites.standards(found, plain=False)],
        [str(head[place]) for place in (0, 3, 4)],
        [[str(row[place]) for place in (0, 3, 4)] for row in rows],
        foot(request),
        svg({"features": sites.features(found, areas)}, _("建议的位置")),
        _sure(found),
        [
            f"{row[0]} {row[1]}: {row[2]}" if lang() == "en" else f"{row[0]} {row[1]}：{row[2]}"
            for row in rows
        ],
    )
    return sent(paper, kind, "sites")


def _figure(name: str, standard: object, share: tables.Share) -> Figure:
    mean = getattr(standard, "mean", None)
    walk = "" if mean is None else _("平均走 {n} 分钟").format(n=f"{mean:.1f}")
    return Figure(name, share.percent_text, _("走得到"), walk)


@guarded(rules.PLAN)
def sites_paper(request: HttpRequest) -> HttpResponse:
    """Give the places proposed as PDF."""
    return _paper(request, "pdf")


@guarded(rules.PLAN)
def sites_picture(request: HttpRequest) -> HttpResponse:
    """Give the places proposed as PNG."""
    return _paper(request, "png")
