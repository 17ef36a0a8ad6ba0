"""What can be wrong with opening hours, and what to write instead."""

from __future__ import annotations

from dataclasses import dataclass

from yike.engines.faults import Fault


@dataclass(frozen=True)
class Place:
    """Where the hours stand, for messages."""

    file: object = None
    row: int | None = None
    column: str | None = None

    def fault(self, zh: str, en: str, do_zh: str, do_en: str) -> Fault:
        """Return a fault at this place."""
        return Fault(zh, en, do_zh=do_zh, do_en=do_en, file=self.file, row=self.row, column=self.column)

    def not_understood(self, part: str) -> Fault:
        """Return the fault of a part that this program does not read."""
        shown = part if len(part) <= 40 else part[:39] + "…"
        return self.fault(
            f"看不懂开放时间里的“{shown}”",
            f'the opening hours have "{shown}", which is not understood',
            "请写成“周一至周五 9:00-12:00,13:00-17:00；周六 9:00-12:00；节假日休息”这样",
            'Write them like "Mo-Fr 09:00-12:00,13:00-17:00; Sa 09:00-12:00; PH off"',
        )

    def no_such_time(self, clock: str) -> Fault:
        """Return the fault of a time that no day has."""
        return self.fault(
            f"没有“{clock}”这个时刻",
            f'there is no time "{clock}"',
            "请改正：小时 0 到 24，分钟两位 00 到 59，24:00 只能作结束",
            "Correct it: hours 0 to 24, two digits for minutes 00 to 59, and 24:00 only as an end",
        )

    def no_such_date(self, text: str) -> Fault:
        """Return the fault of a date that no year has."""
        return self.fault(
            f"没有“{text}”这个日期",
            f'there is no date "{text}"',
            "请改正月、日；写了年份时结束不能早于开始",
            "Correct month and day; with years given, the end must not come before the start",
        )

    def backwards(self, span: str) -> Fault:
        """Return the fault of a span whose end is very likely a typing error."""
        return self.fault(
            f"“{span}”的结束早于开始，跨夜超过 18 小时，像是写错了",
            f'"{span}" ends before it starts, over 18 hours later: it looks like a typing error',
            "下午请写 17:00 或“下午5点”；真的跨夜请写成 6:00-24:00,0:00-2:00",
            "Write afternoons as 17:00 or 5pm; if it does run through the night, write 06:00-24:00,00:00-02:00",
        )

    def no_times(self, days: str) -> Fault:
        """Return the fault of days without hours."""
        return self.fault(
            f"“{days}”没有写几点到几点",
            f'"{days}" has no times',
            "请写上时间，如 9:00-17:00；关门写“休息”，不关门写“24小时”",
            'Add the times, such as 09:00-17:00; write "off" for closed or "24/7" for always open',
        )
