"""The page: whole in itself, well formed, true to the survey."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from made_survey import MADE, NIGHT, NOON, ODD_NAME, made_survey, small_survey
from yike.engines.reach.standards import limits_for
from yike.rooms.circle.report.page import page
from yike.rooms.circle.report.sections import (
    GAPS_SHOWN,
    area_rows,
    cover_rows,
    figures,
    gap_tables,
    gaps_of,
    main_kind,
)
from yike.rooms.circle.report.subjects import drawing_of, subjects
from yike.rooms.circle.report.words import Words

VOID = {"meta", "input", "br", "link", "img", "hr"}


class Reader(HTMLParser):
    """Collects tags, attributes, table cells; complains about tags that do not close."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.tags: list[str] = []
        self.rows: list[list[str]] = []
        self._cell = False

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in {"td", "th"}:
            self.rows[-1].append("")
            self._cell = True

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)
        self._cell = self._cell and tag not in {"td", "th"}

    def handle_data(self, data):
        if self._cell:
            self.rows[-1][-1] += data


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader


def written(survey, language="zh", **more):
    return page(survey, drawing_of(survey), language, made=MADE, **more)


@pytest.fixture(scope="module", params=["zh-hans", "en"])
def language(request):
    return request.param


@pytest.fixture(scope="module")
def html(language):
    return written(made_survey(), language)


def test_every_tag_closes_in_order(html):
    reader = read(html)
    assert (reader.wrong, reader.open) == ([], [])


def test_nothing_outside_the_page_is_referred_to(html):
    reader = read(html)
    linked = [
        v
        for _, name, v in reader.attributes
        if name in {"src", "href", "xlink:href", "srcset", "action", "data"}
    ]
    assert [link for link in linked if not link.startswith("#")] == []
    urls = re.findall(r"url\(([^)]{0,40})", html)
    assert [url for url in urls if not url.startswith("data:font/woff;base64,")] == []
    assert re.findall(r"@import|https?://", html) == []


def test_the_page_needs_no_script(html):
    reader = read(html)
    assert "script" not in reader.tags
    assert [name for _, name, _ in reader.attributes if name.startswith("on")] == []


def test_names_from_tables_cannot_become_markup(html):
    assert ODD_NAME not in html
    assert "&lt;script&gt;alert(&#34;里河&#34;)&lt;/script&gt; &amp; 桥" in html


def test_ids_are_unique_and_every_reference_inside_the_page_is_met(html):
    reader = read(html)
    ids = [v for _, name, v in reader.attributes if name == "id"]
    asked = {
        v.removeprefix("#") for _, name, v in reader.attributes if name in {"href", "for", "aria-labelledby"}
    }
    assert len(ids) == len(set(ids))
    assert asked - set(ids) == set()


def test_the_cover_table_holds_the_survey_s_own_shares_and_counts(html, language):
    survey, words = made_survey(), Words(language)
    cover = survey.cover
    for k, kind in enumerate(survey.kinds):
        (row,) = [r for r in read(html).rows if r and r[0].strip() == words.kind(kind) and len(r) == 8]
        for w in range(2):
            counts = words("of", part=words.number(cover.reached[k, w]), whole=words.number(cover.total[w]))
            assert row[1 + w] == words.percent(cover.share[k, w]) + counts


def test_the_three_figures_are_those_of_all_kinds_together(language):
    survey, words = made_survey(), Words(language)
    together = survey.baskets
    left = together.total[0] - together.reached[0, 0]
    shown = [figure.big for figure in figures(survey, words)]
    assert shown == [*(words.percent(v) for v in together.share[0]), words.number(left)]


def test_one_kind_stands_for_the_whole_where_nobody_reaches_all(language):
    survey, words = made_survey(minutes=2.0), Words(language)
    assert survey.baskets.reached[0, 0] == 0.0
    main = main_kind(survey)
    shown = [figure.big for figure in figures(survey, words)]
    left = survey.cover.total[0] - survey.cover.reached[main, 0]
    assert shown == [*(words.percent(v) for v in survey.cover.share[main]), words.number(left)]
    assert [subject.kind for subject in subjects(survey)] == [main, 1 - main]


def test_the_gap_list_adds_up_to_those_who_are_not_covered():
    survey, words = made_survey(), Words("zh")
    for table in gap_tables(survey, words):
        k = table.kind
        assert [row.number for row in table.rows] == list(range(1, len(table.rows) + 1))
        assert len(table.rows) + table.more == len(gaps_of(survey, k))
        assert len(table.rows) <= GAPS_SHOWN
        blind = sum(gap.weights["户数"] for gap in gaps_of(survey, k))
        nowhere = survey.weights["户数"][~survey.ground.homes.snapped].sum()
        assert blind + nowhere + survey.cover.reached[k, 0] == survey.cover.total[0]


def test_areas_come_with_the_lowest_share_first():
    survey, words = made_survey(), Words("zh")
    rows, more = area_rows(survey, words)
    lowest = [min(float(cell[0].strip("%<>")) for cell in row.cells) for row in rows]
    assert lowest == sorted(lowest)
    assert (len(rows), more) == (len(survey.cover.areas), 0)


def test_what_is_not_reached_is_a_word_and_never_a_number(html, language):
    assert "65535" not in html
    assert "6553" not in re.sub(r"base64,[^)]*|d=\"[^\"]*\"", "", html)
    assert Words(language)("unreached") in html


def test_points_closed_at_the_moment_are_counted_and_drawn_hollow():
    words = Words("zh")
    night, noon = made_survey(at=NIGHT), made_survey(at=NOON)
    assert [row.points for row in cover_rows(night, words)][:2] == ["开放 1 / 2", "2"]
    assert [row.points for row in cover_rows(noon, words)][:2] == ["2", "2"]
    assert written(night).count('<use href="#sign0" class="shut"') == 0
    assert (
        len(re.findall(r'<use href="#sign0"[^>]* class="shut"', written(night))) == 2
    )  # all kinds, and its own
    assert len(re.findall(r'class="shut"', written(noon))) == 0


def test_a_sketch_says_so_and_real_streets_do_not():
    words = Words("zh")
    mark = f'<g class="sketch" transform="translate(36 40)"><text y="40">{words("sketch")}</text></g>'
    drawn = written(made_survey())
    assert drawn.count(mark) == drawn.count('<svg class="map"')
    assert drawn.count(words("sketch_note")) == 1
    real = written(made_survey(sketch=False))
    assert (real.count(mark), real.count(words("sketch_note"))) == (0, 0)


def test_there_is_a_map_for_all_kinds_and_one_for_each_with_a_switch():
    drawn = written(made_survey())
    assert drawn.count('<svg class="map"') == 3
    assert re.findall(r'<input type="radio" name="map" id="(m\d)"', drawn) == ["m0", "m1", "m2"]


def test_one_kind_one_weight_and_no_week_still_make_a_page():
    drawn = written(small_survey(), "en")
    reader = read(drawn)
    assert (reader.wrong, reader.open) == ([], [])
    assert drawn.count('<svg class="map"') == 1
    assert 'id="hours"' not in drawn
    assert len(figures(small_survey(), Words("en"))) == 3


def test_a_title_is_printed_as_given_and_cannot_break_the_style():
    drawn = written(made_survey(), title='里河 "}body{display:none} <b>')
    assert "<title>里河 &#34;}body{display:none} &lt;b&gt;</title>" in drawn
    assert '@top-left{content:"里河   body display none   b "}' in drawn


def test_the_same_survey_gives_the_same_page():
    assert written(made_survey()) == written(made_survey())


def test_an_unverified_limit_is_marked_with_its_source():
    survey = made_survey()
    limits = limits_for(survey.kinds, "gb50180")
    strict = replace(survey, question=replace(survey.question, limits=limits, ruleset="gb50180"))
    rows = cover_rows(strict, Words("zh"))
    rule = limits.rules[0]
    assert (rows[0].source, rows[0].flag, rows[0].radius) == (rule.source, "un", "300 米")
    assert (rows[1].flag, rows[1].source) == ("", "本次设定")
    assert written(strict).count(Words("zh")("unverified_note")) == 1
