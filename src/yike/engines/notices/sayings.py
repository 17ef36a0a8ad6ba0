"""What the proof-reading says, as data: (grave, what is wrong and what to do, in Chinese and English).

A grave remark keeps an issue from going to its reviewers. ``{found}`` is the place in the text, ``{right}`` what
it should be.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Saying(NamedTuple):
    """One kind of remark in two languages."""

    grave: bool
    zh: str
    en: str
    do_zh: str
    do_en: str


SAYINGS: Mapping[str, Saying] = {
    "empty": Saying(True, "没有写是什么事", "it does not say what it is", "请写一句话", "Write one sentence"),
    "long": Saying(
        True,
        "群里的一行有 {found} 个字，最多 {right} 个",
        "its line in the chat has {found} characters, {right} are the most",
        "请改短，详情写在“更多”里",
        "Shorten it; details go below",
    ),
    "called_off": Saying(
        True,
        "这场活动取消或延期了",
        "the activity is cancelled or postponed",
        "请不登这一条",
        "Drop this entry",
    ),
    "moved": Saying(
        True,
        "这场活动改了，现在是：{right}",
        "the activity has changed, it is now: {right}",
        "请按“用活动现在的时间地点”",
        "Press “Take over what the activity says now”",
    ),
    "no_day": Saying(True, "没有日期", "it has no day", "请填日期", "Give the day"),
    "backwards": Saying(
        True,
        "结束（{found}）早于开始（{right}）",
        "it ends ({found}) before it begins ({right})",
        "请对调或改正",
        "Change or swap them",
    ),
    "lasting": Saying(
        True, "从头到尾 {found} 天，太长", "it lasts {found} days", "请写准最后一天", "Give the real last day"
    ),
    "other_month": Saying(
        False,
        "{found} 不在这一期的 {right}",
        "{found} is not in {right}, the month of this issue",
        "确认没有填错",
        "Make sure that it is right",
    ),
    "no_such_day": Saying(
        True, "没有 {found} 这一天", "there is no {found}", "请查日历", "Look at a calendar"
    ),
    "weekday": Saying(
        True,
        "“{found}”：这一天是星期{right}",
        '"{found}": that day is a {right}',
        "请改日期或星期",
        "Change the day or the weekday",
    ),
    "other_day": Saying(
        False,
        "文字写的是 {found}，日期填的是 {right}",
        "the text says {found}, the day given is {right}",
        "确认哪个对",
        "Make sure which is right",
    ),
    "no_such_time": Saying(
        True, "没有 {found} 这个时间", "there is no such time as {found}", "请改正", "Mend it"
    ),
    "other_time": Saying(
        False,
        "文字写的是 {found}，时间填的是 {right}",
        "the text says {found}, the time given is {right}",
        "确认哪个对",
        "Make sure which is right",
    ),
    "phone": Saying(
        True,
        "{found} 不像电话号码",
        "{found} does not look like a telephone number",
        "手机 11 位，固定电话 7 或 8 位，区号后加横线",
        "Mobiles have 11 digits, others 7 or 8 after the area code",
    ),
    "mobile": Saying(
        False,
        "{found} 是个人手机，会印在海报上",
        "{found} is somebody's own mobile and will be on the poster",
        "请本人同意，或改用办公电话",
        "Ask the person, or give an office number",
    ),
    "identity": Saying(
        True,
        "{found} 像身份证号或银行卡号",
        "{found} looks like an identity or bank card number",
        "请删去",
        "Take it out",
    ),
    "wrong": Saying(True, "“{found}”写错了：{right}", '"{found}" is wrong: {right}', "请改正", "Mend it"),
    "hurtful": Saying(
        True, "“{found}”会伤人：{right}", '"{found}" hurts: {right}', "请换个说法", "Say it another way"
    ),
    "boast": Saying(
        True, "“{found}”不能写：{right}", '"{found}" may not be said: {right}', "请删去", "Take it out"
    ),
    "lure": Saying(
        True,
        "“{found}”要当心：{right}",
        'mind "{found}": {right}',
        "请核实来源，删去",
        "Check who asks; take it out",
    ),
    "push": Saying(False, "“{found}”：{right}", '"{found}": {right}', "请客气地说", "Say it kindly"),
    "dead_link": Saying(
        True,
        "网址 {found} 打不开",
        "the address {found} leads nowhere in this house",
        "请从浏览器的地址栏整条复制",
        "Copy it whole from the browser",
    ),
    "outside": Saying(
        False,
        "网址 {found} 在别处，这里查不了",
        "the address {found} lies elsewhere and cannot be checked here",
        "请打开看一看",
        "Open it and see",
    ),
    "no_place": Saying(True, "没有地点", "it has no place", "请填地点", "Give the place"),
    "no_contact": Saying(
        False,
        "没有写问谁",
        "it does not say whom to ask",
        "最好留一个办公电话",
        "Better give an office number",
    ),
    "brackets": Saying(
        False,
        "括号或引号不成对：{found}",
        "brackets or quotes do not match: {found}",
        "请补上",
        "Complete them",
    ),
    "doubled": Saying(
        False, "标点重复：{found}", "doubled punctuation: {found}", "请删去一个", "Take one out"
    ),
}
