"""Colours, words and numbers as people read them."""

from __future__ import annotations

import re
from datetime import datetime
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from made_survey import made_survey
from yike.rooms.circle.report import palette, phrases
from yike.rooms.circle.report.curve import arrived, curve
from yike.rooms.circle.report.details import heat_tables, island_text, lost_rows, spread_rows
from yike.rooms.circle.report.words import Words, language_of

STYLE = (files("yike.rooms.circle.report") / "style.css").read_text("utf-8")
SCHEMES = re.findall(r":root\{([^}]*--paper:[^}]*)\}", STYLE)


def colours(scheme):
    found = dict(re.findall(r"--(\w+):(#[0-9a-f]+)", scheme))
    return {k: v if len(v) == 7 else "#" + "".join(2 * c for c in v[1:]) for k, v in found.items()}


@pytest.mark.parametrize("scheme", SCHEMES, ids=["light", "dark", "print"])
def test_text_has_a_contrast_of_at_least_four_and_a_half(scheme):
    named = colours(scheme)
    pairs = [(ink, ground) for ink in ("ink", "soft", "red", "blue") for ground in ("paper", "card", "wash")]
    weak = [pair for pair in pairs if palette.contrast(named[pair[0]], named[pair[1]]) < 4.5]
    assert weak == []


def test_text_on_the_map_has_a_contrast_of_at_least_four_and_a_half():
    for ink in (palette.INK, palette.RED, "#4e535a", "#2f617c"):
        assert palette.contrast(ink, palette.CARD) >= 4.5
    assert palette.contrast("#2f617c", palette.WATER) >= 4.5


@given(st.floats(0.0, 1.0))
def test_numbers_in_the_table_of_hours_are_legible_on_their_colour(share):
    back, ink = palette.heat(share)
    assert palette.contrast(back, ink) >= 4.5


def test_classes_of_streets_differ_from_paper_and_from_their_neighbours():
    light = [palette.luminance(colour) for colour in palette.MINUTES]
    assert light[0] < light[1] < light[2]  # paler towards the limit
    assert light[3] > light[4]  # darker away from it
    assert all(palette.contrast(colour, palette.CARD) >= 2.3 for colour in palette.STREETS)


def test_contrast_is_that_of_the_guideline():
    assert palette.contrast("#000000", "#ffffff") == 21.0
    assert palette.contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=1e-3)


def test_a_share_is_never_rounded_to_all_or_nobody():
    words = Words("en")
    shown = [words.percent(v) for v in (0.0, 0.0001, 0.5, 0.99999, 1.0, float("nan"))]
    assert shown == ["0%", "<0.1%", "50.0%", ">99.9%", "100%", "–"]


def test_minutes_metres_and_counts_read_naturally_in_both_languages():
    zh, en = Words("zh-hans"), Words("en")
    assert (zh.minutes(7384), en.minutes(7384)) == ("12.3 分钟", "12.3 min")
    assert (zh.minutes(65535), en.minutes(None)) == ("走不到", "not reachable")
    assert (zh.limit(9000), en.limit(4500)) == ("15 分钟", "7.5 min")
    assert (zh.length(950.4), en.length(2500.0)) == ("950 米", "2.5 km")
    assert (zh.number(1234567.0), en.number(12.5), en.number(float("nan"))) == ("1,234,567", "12.5", "–")
    assert [en.times(v) for v in (2.345, float("inf"), float("nan"))] == ["2.35", "∞", "–"]


def test_moments_are_written_with_their_weekday():
    at = datetime(2026, 11, 25, 10, 0)
    assert Words("zh").moment(at) == "2026 年 11 月 25 日（周三）10:00"
    assert Words("en").moment(at) == "Wednesday 25 November 2026, 10:00"
    assert Words("zh").moment(None) == "不论开放时间"


def test_usual_columns_and_kinds_are_translated_and_others_keep_their_name():
    zh, en = Words("zh"), Words("en")
    assert (en.weight("户数"), zh.weight("elders"), en.weight("摊位")) == ("households", "老人", "摊位")
    assert (en.kind("便民服务站"), zh.kind("schools"), zh.kind("我的类别")) == (
        "community service station",
        "学校",
        "我的类别",
    )


def test_languages_are_told_by_their_start():
    assert [language_of(n) for n in ("zh-hans", "zh_CN", "en", "fr")] == ["zh", "zh", "en", "en"]


def test_every_phrase_has_the_same_blanks_in_both_languages():
    blanks = {
        key: [sorted(set(re.findall(r"\{(\w+)\}", t))) for t in pair] for key, pair in phrases.PHRASES.items()
    }
    optional = {"map_of_all"}
    assert {key: b for key, b in blanks.items() if b[0] != b[1] and key not in optional} == {}


def test_the_table_of_hours_shows_whole_per_cents_rounded_down():
    survey = made_survey()
    (table,) = [t for t in heat_tables(survey, Words("zh")) if t.kind == 0]
    shares = survey.hours.share[0, :, :, 0]
    assert [[cell.text for cell in cells] for _, cells in table.rows] == [
        [str(int(v * 100)) for v in day] for day in shares
    ]
    assert [name for name, _ in table.rows] == ["周一", "周二", "周三", "周四", "周五", "周六", "周日"]


def test_a_week_without_change_is_a_sentence_and_no_table():
    (table,) = [t for t in heat_tables(made_survey(), Words("en")) if t.kind == 1]
    share = Words("en").percent(float(made_survey().hours.share[1, 0, 0, 0]))
    assert (table.rows, table.summary) == ((), f"The same all week: {share}.")


def test_the_curve_ends_where_the_cover_stands():
    survey = made_survey()
    limit = np.array([survey.minutes])
    for k in range(len(survey.kinds)):
        assert arrived(survey, k, limit)[0] == pytest.approx(survey.cover.share[k, 0])
    assert curve(survey, Words("zh")).svg.count('class="arrived"') == 2


def test_the_curve_never_falls_and_never_counts_the_unreached():
    found = arrived(made_survey(), 1, np.linspace(0, 200, 50))
    assert (np.diff(found) >= 0).all()
    reached = (made_survey().home_ds[:, 1] < 65535) @ made_survey().weights["户数"]
    assert found[-1] == pytest.approx(reached / made_survey().weights["户数"].sum())


def test_what_stands_on_no_street_and_the_islands_are_named():
    words = Words("zh")
    rows = lost_rows(made_survey(), words)
    assert [(row.what, row.count, row.examples) for row in rows] == [
        ("住址", "1", "h61"),
        ("住址", "1", "h62"),
        ("服务点", "1", "p4"),
    ]
    assert island_text(made_survey(), words).startswith("街道分成 2 个互不相通的部分")
    assert island_text(made_survey(), words).endswith("1 个住址在最大的一块之外。")


def test_differences_between_areas_are_those_of_the_survey():
    survey, words = made_survey(), Words("en")
    rows = spread_rows(survey, words)
    assert [(r.best, r.worst) for r in rows] == [
        (words.percent(s.best), words.percent(s.worst)) for s in survey.spreads
    ]
