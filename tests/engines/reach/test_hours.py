from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yike.engines.faults import Fault
from yike.engines.reach.hours import Dates, Hours, Special, moment
from yike.engines.reach.hours.spans import merged, without

UNTIMED = settings(deadline=None)  # a busy machine is no failure

OFFICE = "周一至周五 9:00–12:00、13:00–17:00"


# --- reading ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "words"),
    [
        # as OSM spells them
        ("Mo-Fr 09:00-12:00,13:00-17:00", OFFICE),
        ("Mo-Fr 09:00-12:00,13:00-17:00; Sa 09:00-12:00", f"{OFFICE}；周六 9:00–12:00"),
        ("Mo-Sa 08:00-20:00; Su off", "周一至周六 8:00–20:00"),
        ("Su off; Mo-Sa 08:00-20:00", "周一至周六 8:00–20:00"),
        ("Mo-Su 08:00-20:00; Tu off", "周一、周三至周日 8:00–20:00"),
        ("Mo-Fr 09:00-17:00; PH off", "周一至周五 9:00–17:00；节假日休息"),
        ("PH off; Mo-Fr 09:00-17:00", "周一至周五 9:00–17:00；节假日休息"),
        ("Mo-Fr,PH 09:00-12:00", "周一至周五 9:00–12:00；节假日 9:00–12:00"),
        ("24/7", "全天24小时"),
        ("00:00-24:00", "全天24小时"),
        ("Mo,We,Fr 10:00-12:00", "周一、周三、周五 10:00–12:00"),
        ("22:00-06:00", "每天 22:00–6:00"),
        ("Fr-Mo 20:00-02:00", "周一、周五至周日 20:00–2:00"),
        (
            "Mo-Fr 09:00-12:00, We 14:00-18:00",
            "周一、周二、周四、周五 9:00–12:00；周三 9:00–12:00、14:00–18:00",
        ),
        ("Mo-Fr 09:00-12:00; Mo-Fr 13:00-17:00", OFFICE),
        ("Mo-Fr 09:00-12:00; 13:00-17:00", OFFICE),
        ("Jul 01-Aug 31 09:00-17:00", "平时休息；7月1日至8月31日 9:00–17:00"),
        ("08:00-18:00; Jul-Aug Mo-Fr 08:00-12:00", "每天 8:00–18:00；7月1日至8月31日 周一至周五 8:00–12:00"),
        ("09:00-17:00; Dec 25-26 off", "每天 9:00–17:00；12月25日至12月26日休息"),
        ("09:00-17:00; Jan 01,May 01 off", "每天 9:00–17:00；1月1日休息；5月1日休息"),
        ("09:00-17:00; 2026 Feb 16-2026 Feb 22 off", "每天 9:00–17:00；2026年2月16日至2026年2月22日休息"),
        ("Nov-Mar 10:00-16:00", "平时休息；11月1日至3月31日 10:00–16:00"),
        ("24/7; 22:00-06:00 off", "每天 6:00–22:00"),
        ("24/7; Mo-Fr 07:00-09:00 off", "周一至周五 0:00–7:00、9:00–24:00；周六、周日 24小时"),
        # everyday English
        ("9am-5pm", "每天 9:00–17:00"),
        ("Monday to Friday 9:00 am - 5:30 p.m., Saturday closed", "周一至周五 9:00–17:30"),
        ("weekdays 12am-12pm", "周一至周五 0:00–12:00"),
        # everyday Chinese
        ("周一至周五 9:00-12:00，13:00-17:00；周六 9:00-12:00", f"{OFFICE}；周六 9:00–12:00"),
        ("工作日9:00—17:00", "周一至周五 9:00–17:00；节假日休息"),
        ("工作日9:00—17:00，节假日照常", "周一至周五 9:00–17:00"),
        ("每天 8:30-20:00", "每天 8:30–20:00"),
        ("全天24小时", "全天24小时"),
        ("24小时营业", "全天24小时"),
        ("周末休息，工作日 ９：００～１７：００", "周一至周五 9:00–17:00；节假日休息"),
        ("双休日及节假日休息，周一到周五9点-17点", "周一至周五 9:00–17:00；节假日休息"),
        ("上午9点到下午5点半", "每天 9:00–17:30"),
        ("上午9:00-11:30，下午1:30-5:00", "每天 9:00–11:30、13:30–17:00"),
        ("周一至周五：上午9:00-12:00，下午13:00-17:00（节假日除外）", f"{OFFICE}；节假日休息"),
        ("周一至周五上午9：00—12：00；下午13：00—17：00", OFFICE),
        ("周一、三、五 9-11点", "周一、周三、周五 9:00–11:00"),
        ("每周二至周日 9:00-17:00（周一闭馆）", "周二至周日 9:00–17:00"),
        ("每天9:00-17:00，周六10:00-15:00", "周一至周五、周日 9:00–17:00；周六 10:00–15:00"),
        ("9:00-12:00,13:00-17:00（周一至周五）", OFFICE),
        ("周一至周五 9:00-17:00，午休12:00-13:00", OFFICE),
        ("周一至周五 9:00-17:00，中午12:00-13:00休息", OFFICE),
        ("周一至周五 08:30-17:30 (中午不休息)", "周一至周五 8:30–17:30"),
        ("全年无休 8:00-20:00", "每天 8:00–20:00"),
        ("晚上8点至凌晨2点", "每天 20:00–2:00"),
        ("下午2点-5点", "每天 14:00–17:00"),
        ("晚上6点到晚上12点", "每天 18:00–24:00"),
        ("早九点至晚五点", "每天 9:00–17:00"),
        ("周日上午九点一刻到十一点半", "周日 9:15–11:30"),
        ("10月1日至7日休息；每天 9:00-17:00", "每天 9:00–17:00；10月1日至10月7日休息"),
        ("每天 9:00-17:00；2026/10/1至2026/10/7 休息", "每天 9:00–17:00；2026年10月1日至2026年10月7日休息"),
        ("周一至周五 8:00-18:00；7-8月 8:00-12:00", "周一至周五 8:00–18:00；7月1日至8月31日 8:00–12:00"),
        ("周一至周五 9:00-17:00；其他时间休息", "周一至周五 9:00–17:00"),
        ("周一至周五 9:00-17:00；其余时间 10:00-15:00", "周一至周五 9:00–17:00；周六、周日 10:00–15:00"),
        ("休息", "休息"),
    ],
)
def test_hours_are_read_however_they_are_written(written, words):
    hours = Hours.parse(written)
    assert hours.text("zh") == words
    assert Hours.parse(words) == hours
    assert Hours.parse(hours.text("en")) == hours


def test_hours_in_english_words():
    hours = Hours.parse(
        "Mo-Fr 09:00-12:00,13:00-17:00; Sa 09:00-12:00; PH off; Dec 25-26 10:00-12:00; Sa,Su off"
    )
    assert hours.text("en") == (
        "Mon–Fri 9:00–12:00, 13:00–17:00; public holidays closed; Dec 25–Dec 26 10:00–12:00"
    )
    assert Hours.parse("24/7").text("en") == "24/7"


@pytest.mark.parametrize(
    ("written", "part"),
    [
        ("sunrise-sunset", "sunrise-sunset"),
        ("Mo[1] 09:00-12:00", "[1]"),
        ("Mo-Fr 09:00+", "+"),
        ("SH off; Mo 09:00-10:00", "sh"),
        ("Mo 09:00-10:00 || 11:00-12:00", "||"),
        ("预约开放", "预约开放"),
        ("夏季 9:00-17:00", "夏季"),
        ("10:00", "10:00"),
        ("Jul 01 PH off", "jul 01 ph"),
        ("；；", ";;"),
        ("9:00-12:00-17:00", "-"),
    ],
)
def test_a_part_not_understood_is_named(written, part):
    with pytest.raises(Fault) as caught:
        Hours.parse(written, file="points.csv", row=7, column="开放时间")
    fault = caught.value
    assert fault.zh == f"看不懂开放时间里的“{part}”"
    assert fault.text("en").startswith('points.csv, row 7, column "开放时间": the opening hours have')


@pytest.mark.parametrize(
    ("written", "clock"),
    [
        ("25:00-26:00", "25:00"),
        ("9:00-25:00", "25:00"),
        ("09:60-17:00", "09:60"),
        ("9:5-17:00", "9:5"),
        ("24:00-02:00", "24:00"),
        ("09:00-24:30", "24:30"),
        ("13pm-14pm", "13pm"),
        ("30点-31点", "30点"),
        ("9-45", "45"),
    ],
)
def test_a_time_that_no_day_has_is_named(written, clock):
    with pytest.raises(Fault) as caught:
        Hours.parse(written)
    assert caught.value.en == f'there is no time "{clock}"'


@pytest.mark.parametrize(
    "written", ["Feb 30 off", "13月1日休息", "2026年2月29日休息", "2026 May 05-2026 May 01 off"]
)
def test_a_date_that_no_year_has_is_named(written):
    with pytest.raises(Fault) as caught:
        Hours.parse(written)
    assert caught.value.en.startswith("there is no date")


@pytest.mark.parametrize("written", ["9:00-5:00", "9:00-9:00", "08:00-07:59"])
def test_an_end_before_the_start_is_a_typing_error_when_the_night_would_be_too_long(written):
    with pytest.raises(Fault) as caught:
        Hours.parse(written)
    assert caught.value.zh == f"“{written}”的结束早于开始，跨夜超过 18 小时，像是写错了"


@pytest.mark.parametrize("written", ["Mo-Fr", "周一至周五", "周一至周五 9:00-17:00；周六"])
def test_days_without_times_are_named(written):
    with pytest.raises(Fault) as caught:
        Hours.parse(written)
    assert caught.value.do_en.startswith("Add the times")


@UNTIMED
@given(st.text(max_size=30))
def test_any_text_gives_hours_or_a_fault(written):
    with suppress(Fault):
        assert isinstance(Hours.parse(written), Hours)


WORDS = [
    "周一",
    "至",
    "周五",
    "9:00",
    "-",
    "17:00",
    "，",
    "；",
    "休息",
    "节假日",
    "10月1日",
    "下午",
    "5点",
    "off",
    "PH",
]
MORE = [
    "Mo",
    "Sa",
    "24/7",
    "Jul",
    "31",
    "(",
    ")",
    "午休",
    "其他时间",
    "照常",
    "全天",
    "三",
    "8",
    "2026年",
    " ",
]


@UNTIMED
@given(st.lists(st.sampled_from(WORDS + MORE), max_size=12))
def test_any_row_of_known_words_gives_hours_that_can_be_said_or_a_fault(words):
    with suppress(Fault):
        hours = Hours.parse("".join(words))
        assert Hours.parse(hours.text("zh")) == hours
        assert Hours.parse(hours.text("en")) == hours


# --- asking -----------------------------------------------------------------------------------------------

MONDAY = date(2026, 11, 23)


def at(day, clock):
    return datetime.fromisoformat(f"{day} {clock}")


def test_open_from_the_first_minute_and_shut_at_the_last():
    office = Hours.parse("Mo-Fr 09:00-12:00,13:00-17:00")
    answers = [
        office.open_at(at(MONDAY, clock)) for clock in ("08:59", "09:00", "11:59", "12:00", "13:00", "17:00")
    ]
    assert answers == [False, True, True, False, True, False]
    assert office.open_at(at("2026-11-28", "10:00")) is False


def test_a_night_runs_into_the_next_morning_even_where_that_day_is_closed():
    night = Hours.parse("Su 22:00-06:00")
    assert night.open_at(at("2026-11-22", "23:00")) is True
    assert night.open_at(at(MONDAY, "05:59")) is True
    assert night.open_at(at(MONDAY, "06:00")) is False
    assert np.flatnonzero(night.week_matrix()).tolist() == [0, 1, 2, 3, 4, 5, 166, 167]


def test_holidays_are_the_dates_the_caller_says():
    hours = Hours.parse("工作日 9:00-17:00")
    day = at("2026-10-01", "10:00")
    assert hours.open_at(day) is True
    assert hours.open_at(day, holidays={date(2026, 10, 1)}) is False


def test_a_weekend_day_worked_in_exchange_follows_monday_where_holidays_matter():
    saturday = date(2026, 10, 10)
    assert Hours.parse("工作日 9:00-17:00").open_at(at(saturday, "10:00"), worked={saturday}) is True
    assert Hours.parse("Mo-Fr 09:00-17:00").open_at(at(saturday, "10:00"), worked={saturday}) is False


def test_dates_of_one_year_hold_by_their_own_weekday_where_they_give_monday_no_hours():
    saturday = date(2026, 10, 10)
    said = {
        "工作日 9:00-17:00; 2026 Oct 10 Sa 10:00-12:00": ((600, 720),),
        "工作日 9:00-17:00; 2026 Oct 10 off": (),
        "工作日 9:00-17:00; 2026 Oct 1-2026 Oct 31 Mo-Fr 9:00-12:00": ((540, 720),),
        "工作日 9:00-17:00; Oct Sa 10:00-12:00": ((540, 1020),),  # a season of every year keeps Monday's
    }
    assert {text: Hours.parse(text).on(saturday, worked={saturday}) for text in said} == said


def test_of_a_week_nobody_knows_only_the_days_spoken_of_are_known():
    day = date(2026, 10, 12)
    dates = Dates((day.month, day.day), (day.month, day.day), day.year)
    shut = Special(dates, ((),) * 7)
    hours = Hours.of([[(0, 1440)]] * 7, [shut], known=False)
    days = (day, day + timedelta(days=1))
    assert [hours.known_on(one) for one in days] == [True, False]
    assert [hours.on(one) for one in days] == [(), ((0, 1440),)]


def test_dates_win_over_the_week_and_later_ones_over_earlier():
    hours = Hours.parse("09:00-17:00; Jul-Aug 08:00-12:00; Aug 15 off; 2026 Jul 20 10:00-20:00")
    asked = [
        "2026-06-30 16:00",
        "2026-07-01 16:00",
        "2026-08-15 10:00",
        "2026-07-20 19:00",
        "2027-07-20 19:00",
    ]
    assert [hours.open_at(datetime.fromisoformat(one)) for one in asked] == [True, False, False, True, False]


def test_a_season_may_pass_new_year():
    winter = Dates((11, 1), (3, 31))
    days = (date(2026, 10, 31), date(2026, 11, 1), date(2027, 1, 1), date(2027, 3, 31), date(2027, 4, 1))
    assert [day in winter for day in days] == [False, True, True, True, False]


def test_a_range_of_years_holds_only_its_own_days():
    holiday = Dates((12, 30), (1, 2), 2026, 2027)
    days = (date(2026, 12, 29), date(2026, 12, 31), date(2027, 1, 2), date(2027, 12, 31))
    assert [day in holiday for day in days] == [False, True, True, False]


def test_the_week_of_a_date_knows_its_exceptions():
    hours = Hours.parse("Mo-Fr 09:00-17:00; 2026 Nov 25 off")
    assert int(hours.week_matrix().sum()) == 40
    assert int(hours.week_matrix(MONDAY).sum()) == 32
    assert int(hours.week_matrix(MONDAY, holidays={date(2026, 11, 24)}).sum()) == 32


def test_the_share_of_the_week_is_exact_where_the_full_hours_are_not():
    hours = Hours.parse("Mo 09:30-10:15")
    assert hours.open_minutes() == 45
    assert hours.share() == 45 / 10_080
    assert int(hours.week_matrix().sum()) == 1
    assert hours.week_shares()[[8, 9, 10, 11]].tolist() == [0.0, 0.5, 0.25, 0.0]


def test_the_first_day_of_all_has_no_night_before():
    assert Hours.parse("22:00-06:00").open_at(datetime(1, 1, 1, 3)) is False


# --- properties -------------------------------------------------------------------------------------------

SPAN = st.integers(0, 1439).flatmap(
    lambda start: st.integers(start + 1, max(1440, start + 1080)).map(lambda end: (start, end))
)
SPANS = st.lists(SPAN, max_size=3)
MONTH_DAY = st.tuples(st.integers(1, 12), st.integers(1, 28))
YEAR = st.none() | st.integers(2000, 2100)


@st.composite
def dates(draw):
    first, last, year = draw(MONTH_DAY), draw(MONTH_DAY), draw(YEAR)
    return Dates(*((min(first, last), max(first, last)) if year else (first, last)), year, year)


@st.composite
def special(draw):
    if draw(st.booleans()):
        return Special(None, (tuple(draw(SPANS)),) * 7)
    return Special(draw(dates()), tuple(draw(st.lists(st.none() | SPANS, min_size=7, max_size=7))))


HOURS = st.builds(Hours.of, st.lists(SPANS, min_size=7, max_size=7), st.lists(special(), max_size=3))


@UNTIMED
@given(HOURS, st.sampled_from(["zh", "en"]))
def test_hours_said_in_words_are_read_back_the_same(hours, language):
    assert Hours.parse(hours.text(language)) == hours


@UNTIMED
@given(HOURS, st.dates(date(1999, 12, 27), date(2101, 1, 10)), st.sets(st.integers(0, 13)))
def test_the_week_and_the_moment_agree(hours, day, holidays):
    monday = day - timedelta(days=day.weekday())
    off = {monday + timedelta(days=i) for i in holidays}
    matrix = hours.week_matrix(monday, off)
    start = datetime.combine(monday, datetime.min.time())
    asked = [hours.open_at(start + timedelta(hours=i), off) for i in range(168)]
    assert matrix.tolist() == asked


@UNTIMED
@given(st.lists(SPANS, min_size=7, max_size=7))
def test_the_share_of_the_week_is_the_mean_of_its_hours(days):
    hours = Hours.of(days)
    assert hours.share() == pytest.approx(hours.week_shares().mean())
    assert hours.open_minutes() == int(hours.minutes().sum())


@UNTIMED
@given(SPANS, SPANS)
def test_open_minutes_add_up_where_spans_do_not_overlap(some, others):
    day_hours = [Hours.of([spans, *[()] * 6]).minutes() for spans in (some, others, [*some, *others])]
    assert np.array_equal(day_hours[0] | day_hours[1], day_hours[2])


@UNTIMED
@given(SPANS, st.integers(0, 1439), st.integers(1, 1440))
def test_cutting_leaves_exactly_what_lies_outside(spans, start, length):
    end = min(start + length, 1439)
    left = without(merged(spans), start, end)
    minute = np.zeros(2900, bool)
    for s, e in merged(spans):
        minute[s:e] = True
    minute[start:end] = False
    found = np.zeros(2900, bool)
    for s, e in left:
        found[s:e] = True
    assert np.array_equal(found, minute)


# --- a moment ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    [
        "2026-11-25 10:30",
        "2026-11-25T10:30",
        "2026/11/25 10:30:00",
        " 2026年11月25日 10:30 ",
        "2026年11月25日10点半",
        "２０２６－１１－２５　１０：３０",
        "2026.11.25 10时30分",
    ],
)
def test_a_moment_is_read_however_it_is_typed(written):
    assert moment(written) == datetime(2026, 11, 25, 10, 30)


@pytest.mark.parametrize(
    "written",
    ["", "2026-11-25", "10:00", "2026-02-30 10:00", "2026-11-25 25:00", "2026-11-25 10:00Z", "明天10点"],
)
def test_anything_else_is_no_moment(written):
    with pytest.raises(Fault) as caught:
        moment(written)
    assert caught.value.do_zh == "请写成 2026-11-25 10:00 这样的当地日期和时间"


@UNTIMED
@given(st.datetimes(datetime(1000, 1, 1), datetime(9999, 1, 1)))
def test_every_minute_can_be_written_and_read(when):
    minute = when.replace(second=0, microsecond=0)
    assert moment(f"{minute:%Y-%m-%d %H:%M}") == minute
