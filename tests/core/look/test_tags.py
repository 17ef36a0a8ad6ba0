"""Components come out as they are meant to, and whatever they are told is escaped."""

# ruff: noqa: E501 - what comes out stands on one line
from __future__ import annotations

import pytest
from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.translation import override

from yike.core.look.pages import paged


def drawn(source: str, **context: object) -> str:
    with override("zh-hans"):
        return Template("{% load look %}" + source).render(Context(context)).strip()


def test_a_button_sends_its_form() -> None:
    assert drawn("{% button '保存' kind='main' name='do' value='save' %}") == (
        '<button class="button button-main" type="submit" name="do" value="save">保存</button>'
    )


def test_a_button_with_an_address_is_a_link() -> None:
    assert drawn("{% button '返回' href='/desk/' dialog=True %}") == (
        '<a class="button" href="/desk/" data-dialog>返回</a>'
    )


def test_a_button_that_cannot_be_pressed_says_so() -> None:
    assert drawn("{% button '保存' disabled=True %}") == (
        '<button class="button" type="submit" disabled>保存</button>'
    )


def test_a_kind_of_button_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="no such kind of button: loud"):
        drawn("{% button '保存' kind='loud' %}")


def test_a_badge_says_its_tone_in_its_class() -> None:
    assert drawn("{% badge '已超期' 'stop' %}") == '<span class="badge tone-stop">已超期</span>'
    assert drawn("{% badge '平常' %}") == '<span class="badge">平常</span>'


def test_a_tone_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="no such tone: purple"):
        drawn("{% badge '已超期' 'purple' %}")


def test_a_figure_opens_the_list_behind_it() -> None:
    assert drawn("{% figure 7 '超期' unit='件' href='/late/' tone='stop' more='比昨天多 2 件' %}") == (
        '<div class="figure tone-stop"><span class="what">超期</span><span class="big">'
        '<a href="/late/" aria-label="超期 7 件">7</a><span class="unit">件</span></span>'
        '<span class="more">比昨天多 2 件</span></div>'
    )


def test_a_person_is_a_line_with_a_sign() -> None:
    assert drawn("{% person '周社工' href='/p/1/' note='梅东社区' badge='在岗' tone='ok' end='12 户' %}") == (
        '<div class="person"><span class="glyph" aria-hidden="true">周</span><div><div class="name">'
        '<a href="/p/1/">周社工</a> <span class="badge tone-ok">在岗</span></div><span class="more">梅东社区</span></div>'
        '<span class="end">12 户</span></div>'
    )


def test_nothing_here_says_what_can_be_done() -> None:
    assert drawn("{% empty '还没有' '新的会在这里。' action='写一条' href='/new/' %}") == (
        '<div class="empty"><h2>还没有</h2><p>新的会在这里。</p><div class="buttons">'
        '<a class="button" href="/new/">写一条</a>\n</div></div>'
    )


def test_the_way_here_ends_with_the_present_page() -> None:
    assert drawn("{% crumbs '今天' '/desk/' '住户' %}") == (
        '<nav class="crumbs" aria-label="所在位置"><ol><li><a href="/desk/">今天</a></li>'
        '<li aria-current="page">住户</li></ol></nav>'
    )


def test_steps_show_which_are_done_and_which_is_next() -> None:
    assert drawn("{% steps 2 '选' '核对' '导入' %}") == (
        '<ol class="steps" aria-label="步骤"><li class="done">选</li><li aria-current="step">核对</li><li>导入</li></ol>'
    )


def test_tabs_mark_the_present_one() -> None:
    assert drawn(
        "{% tabs '这一户' %}{% tab '概况' '/1/' here=True %}{% tab '人' '/2/' count=3 %}{% endtabs %}"
    ) == (
        '<nav class="tabs" aria-label="这一户"><ul><li><a href="/1/" aria-current="page">概况</a></li>'
        '<li><a href="/2/">人<span class="count">3</span></a></li></ul></nav>'
    )


def test_names_and_values_stand_side_by_side_and_nothing_shows_as_a_dash() -> None:
    assert drawn(
        "{% pairs %}{% pair '姓名' '钱**' %}{% pair '备注' '' %}{% pair '户数' 0 %}{% endpairs %}"
    ) == (
        '<dl class="pairs"><div><dt>姓名</dt><dd>钱**</dd></div><div><dt>备注</dt><dd>—</dd></div>'
        "<div><dt>户数</dt><dd>0</dd></div></dl>"
    )


def test_a_moment_says_when_who_and_what() -> None:
    source = "{% timeline %}{% moment '09:30' '周社工' tone='ok' %}看过{% endmoment %}{% endtimeline %}"
    assert drawn(source) == (
        '<ol class="timeline"><li class="tone-ok"><div><span class="when">09:30</span><span class="by">周社工</span></div>'
        '<div class="what">看过</div></li></ol>'
    )


def test_a_note_frames_what_must_be_seen() -> None:
    assert drawn("{% note '明天到期' tone='warn' %}<p>三件</p>{% endnote %}") == (
        '<div class="note tone-warn"><div><h2>明天到期</h2><p>三件</p></div></div>'
    )


def test_a_sign_is_silent() -> None:
    assert drawn("{% icon 'add' %}") == (
        '<svg class="icon" width="20" height="20" viewBox="0 0 24 24" aria-hidden="true"><path d="M12 5v14M5 12h14"/></svg>'
    )


def test_what_was_done_is_said_with_its_tone() -> None:
    said = [Message(constants.SUCCESS, "已保存。"), Message(constants.ERROR, "没有送到。")]
    shown = drawn("{% messages %}", messages=said)
    assert [tone for tone in ("ok", "stop", "warn", "info") if f"note tone-{tone}" in shown] == ["ok", "stop"]
    assert shown.startswith(
        '<div role="status"><ul class="notes"><li><div class="note tone-ok"><div>已保存。</div>'
    )


def test_nothing_done_says_nothing() -> None:
    assert drawn("{% messages %}", messages=[]) == ""


def test_a_search_box_keeps_what_was_asked() -> None:
    request = RequestFactory().get("/", {"q": '梅"巷'})
    assert drawn("{% searchbox '查住户' hint='姓名' %}", request=request) == (
        '<form class="search" role="search" method="get"><label class="only-heard" for="search-q">查住户</label>'
        '<input type="search" id="search-q" name="q" value="梅&quot;巷" placeholder="姓名" autocomplete="off">'
        '<button class="button" type="submit"><svg class="icon" width="20" height="20" viewBox="0 0 24 24" aria-hidden="true">'
        '<path d="M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM15.2 15.2 20 20"/></svg>查找</button>\n</form>'
    )


def test_pages_keep_what_else_was_asked() -> None:
    request = RequestFactory().get("/", {"q": "梅", "page": "2"})
    assert drawn("{% pager page %}", request=request, page=paged(request, range(120))) == (
        '<nav class="pager" aria-label="分页"><span class="soft small">第 51–100 条，共 120 条</span><ul>'
        '<li><a href="?q=%E6%A2%85&amp;page=1" rel="prev">上一页</a></li>'
        '<li class="far"><a href="?q=%E6%A2%85&amp;page=1" aria-label="第 1 页">1</a></li>'
        '<li><span class="at" aria-current="page">2</span></li>'
        '<li class="far"><a href="?q=%E6%A2%85&amp;page=3" aria-label="第 3 页">3</a></li>'
        '<li><a href="?q=%E6%A2%85&amp;page=3" rel="next">下一页</a></li></ul></nav>'
    )


def test_one_page_needs_no_pager() -> None:
    request = RequestFactory().get("/")
    assert drawn("{% pager page %}", request=request, page=paged(request, range(50))) == ""


@pytest.mark.parametrize(
    "source",
    [
        "{% button bad %}",
        "{% badge bad %}",
        "{% person bad note=bad %}",
        "{% figure bad bad more=bad %}",
        "{% empty bad bad %}",
        "{% crumbs bad '/' bad %}",
        "{% steps 1 bad %}",
        "{% tabs bad %}{% tab bad bad %}{% endtabs %}",
        "{% pairs %}{% pair bad bad %}{% endpairs %}",
        "{% timeline %}{% moment bad bad %}{{ bad }}{% endmoment %}{% endtimeline %}",
        "{% note bad %}{{ bad }}{% endnote %}",
        "{% table bad %}<thead><tr><th>{{ bad }}</th></tr></thead><tbody><tr><td>{{ bad }}</td></tr></tbody>{% endtable %}",
        "{% mapcard bad geojson_url=bad caption=bad %}",
    ],
)
def test_script_in_any_text_stays_text(source: str) -> None:
    shown = drawn(source, bad='"><script>alert(1)</script>')
    assert ("<script>alert" in shown, '"">' in shown, "&lt;script&gt;" in shown) == (False, False, True)


def test_choices_are_escaped_and_the_present_one_is_chosen() -> None:
    rows = [(1, "梅巷街道"), (2, "<script>"), ("", "全部")]
    assert drawn("{% choices rows 2 %}", rows=rows) == (
        '<option value="1">梅巷街道</option><option value="2" selected>&lt;script&gt;</option><option value="">全部</option>'
    )
    assert "selected" not in drawn("{% choices rows area.pk %}", rows=rows, area=None)


def test_a_select_of_a_form_has_its_groups_its_choice_and_its_attributes() -> None:
    field = forms.ChoiceField(choices=[("", "全部"), ("丙", [("a", "A & B"), ("b", "乙")])], initial="a")
    form = type("Asked", (forms.Form,), {"what": field})()
    assert str(form["what"]).strip() == (
        '<select name="what" required id="id_what"><option value="">全部</option><optgroup label="丙">'
        '<option value="a" selected>A &amp; B</option><option value="b">乙</option></optgroup></select>'
    )
