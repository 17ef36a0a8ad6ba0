"""What is counted, as a word beside the number. In English one and many differ, and so does the heading."""

from __future__ import annotations

from django.utils.translation import npgettext_lazy

UNITS = {
    "person": npgettext_lazy("量词：人", "人", "人", "n"),
    "household": npgettext_lazy("量词：户", "户", "户", "n"),
    "dwelling": npgettext_lazy("量词：房屋", "处", "处", "n"),
    "group": npgettext_lazy("量词：微网群", "个", "个", "n"),
    "area": npgettext_lazy("量词：区域", "个", "个", "n"),
    "unit": npgettext_lazy("量词：单位", "个", "个", "n"),
    "account": npgettext_lazy("量词：账号", "个", "个", "n"),
    "proposal": npgettext_lazy("量词：建议", "条", "条", "n"),
    "message": npgettext_lazy("量词：消息", "条", "条", "n"),
    "notice": npgettext_lazy("量词：通知", "条", "条", "n"),
    "entry": npgettext_lazy("量词：留痕", "条", "条", "n"),
    "problem": npgettext_lazy("量词：问题", "处", "处", "n"),
    "pair": npgettext_lazy("量词：成对的记录", "对", "对", "n"),
    "file": npgettext_lazy("量词：文件", "份", "份", "n"),
    "deputyship": npgettext_lazy("量词：代理", "个", "个", "n"),
    "rating": npgettext_lazy("量词：评价", "条", "条", "n"),
    "point": npgettext_lazy("量词：站点", "个", "个", "n"),
    "batch": npgettext_lazy("量词：批次", "批", "批", "n"),
    "agreement": npgettext_lazy("量词：协议", "份", "份", "n"),
    "request": npgettext_lazy("量词：诉求", "件", "件", "n"),
    "limit": npgettext_lazy("量词：时限", "个", "个", "n"),
    "case": npgettext_lazy("量词：案件", "件", "件", "n"),
    "whistle": npgettext_lazy("量词：哨", "个", "个", "n"),
    "question": npgettext_lazy("量词：提问", "个", "个", "n"),
    "issue": npgettext_lazy("量词：月历", "期", "期", "n"),
    "session": npgettext_lazy("量词：活动", "场", "场", "n"),
    "line": npgettext_lazy("量词：月历条目", "条", "条", "n"),
    "year": npgettext_lazy("量词：年份", "年", "年", "n"),
}


def unit(kind: str, number: int) -> str:
    """Return the word for so many of a kind of ``UNITS``. Raises ``KeyError`` for one that does not exist."""
    return str(UNITS[kind] % {"n": number})
