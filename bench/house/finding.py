"""Finding an item by name at every keystroke, beside SQLite's trigrams and a scan with rapidfuzz."""

from __future__ import annotations

import gc
import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

import psutil
from rapidfuzz import fuzz, process

from bench.clock import spread
from bench.house.limits import Row, against
from yike.engines.search.entry import Entry
from yike.engines.search.index import Index
from yike.engines.search.sounds import sounds

LIMIT_MS = 40
SIZES = (5_000, 50_000)
LOOKS = 60  # titles typed, each letter by letter
TITLES = 10
SUBJECTS: list[str] = re.findall(
    r"\w+",
    "居住 身份 医保 社保 养老 失业 工伤 生育 就业 创业 公积金 户口 流动人口 残疾人 "
    "老年人 退役军人 法律援助 人民调解 公证 婚姻 收养 救助 低保 特困 临时 住房 租赁 补贴 "
    "高龄 津贴 优待 个体工商户 营业执照 食品经营 卫生 许可 社会团体 养犬 车辆 停车 物业 "
    "业主 计划 教育 入学 学籍 灵活 参保 城乡 居民 职工 退休 资格 认证 企业",
)
DEEDS: list[str] = re.findall(
    r"\w+",
    "登记 申领 变更 注销 补办 查询 认定 审核 备案 年检 换领 证明 给付 发放 咨询 受理 "
    "转移 接续 缴费 报销 办理",
)
ROADS: list[str] = re.findall(
    r"\w+",
    "双塔 十全 钟楼 大公园 锦帆 竹辉 南门 道前 里河 二郎 葑门 定慧寺 凤凰 平江 观前 沧浪 网师园",
)


@dataclass(frozen=True)
class Kind:
    """A way of typing a title."""

    what: str
    typed: Callable[[str, Random], str]


def wrong(title: str, dice: Random) -> str:
    """Put one wrong character into a title, not the first."""
    at = dice.randrange(1, len(title))
    return title[:at] + dice.choice("之其而且乎") + title[at + 1 :]


KINDS = (
    Kind("title", lambda title, _: title),
    Kind("pinyin", lambda title, _: "".join(sounds(tuple(title)))),
    Kind("initials", lambda title, _: "".join(sound[0] for sound in sounds(tuple(title)))),
    Kind("one wrong character", wrong),
    Kind("asked as a question", lambda title, _: f"我要办{title}，去哪里？"),
)
Finder = Callable[[str], list[str]]


def entries(count: int, seed: int = 3) -> list[Entry]:
    """Return made-up items with two other words each, and as many addresses."""
    dice = Random(seed)  # noqa: S311 - nothing secret is drawn
    titles = dict.fromkeys(_title(number, dice) for number in range(3 * count))
    words = [tuple(dice.sample(SUBJECTS, 2)) if title[-1] not in "号幢" else () for title in titles]
    return [Entry(number, t, w) for number, (t, w) in enumerate(zip(titles, words, strict=True))][:count]


def _title(number: int, dice: Random) -> str:
    if number % 2:
        road = dice.choice(ROADS) + dice.choice(("路", "街", "巷", "新村"))
        return f"{road}{dice.randrange(1, 400)}号" + dice.choice(("", f"{dice.randrange(1, 30)}幢"))
    return "".join(dice.sample(SUBJECTS, dice.choice((1, 2, 2, 3)))) + dice.choice(DEEDS)


def trigrams(made: list[Entry]) -> Finder:
    """Return a finder on SQLite's full text of trigrams, as most would write it."""
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE t USING fts5(title, tokenize='trigram')")
    base.executemany("INSERT INTO t VALUES (?)", [(entry.title,) for entry in made])

    def find(typed: str) -> list[str]:
        asked = '"' + typed.replace('"', "") + '"'
        rows = base.execute("SELECT title FROM t WHERE t MATCH ? ORDER BY rank LIMIT 8", (asked,))
        return [title for (title,) in rows]

    return find


def scan(made: list[Entry]) -> Finder:
    """Return a finder that compares what is typed with every title."""
    titles = [entry.title for entry in made]
    return lambda typed: [
        title for title, _, _ in process.extract(typed, titles, scorer=fuzz.WRatio, limit=8)
    ]


def ours(made: list[Entry]) -> Finder:
    """Return our own finder."""
    index = Index.of(made)
    return lambda typed: [hit.title for hit in index.suggest(typed)]


FINDERS = {"ours": ours, "SQLite FTS5 trigram": trigrams, "rapidfuzz WRatio": scan}


def cpu(work: Callable[[], object]) -> float:
    """Return the processor's seconds that one run takes."""
    begin = time.process_time()
    work()
    return time.process_time() - begin


def rows(_database: str) -> Iterator[Row]:
    """Measure every keystroke of titles typed in several ways, and how often a whole title is found first."""
    for size in SIZES:
        made = entries(size)
        for name, make in FINDERS.items():
            gc.collect()
            before, begin = psutil.Process().memory_info().rss, time.process_time()
            find = make(made)
            built, held = time.process_time() - begin, psutil.Process().memory_info().rss - before
            yield {"table": "every keystroke, processor time"} | _keystrokes(name, size, find, built, held)
            yield {"table": "found first when typed in full, %"} | _found(name, size, find)


def _keystrokes(name: str, size: int, find: Finder, built: float, held: int) -> Row:
    dice = Random(5)  # noqa: S311 - nothing secret is drawn
    titles = dice.sample(entries(size), TITLES)
    typed = [kind.typed(entry.title, dice) for entry in titles for kind in KINDS]
    find(typed[0])
    taken = [cpu(lambda t=text[:end]: find(t)) for text in typed for end in range(1, len(text) + 1)]  # type: ignore[misc]
    median, late = spread(taken)
    row = {"entries": size, "by": name, "build s": built, "memory MB": held / 1e6, "median ms": median}
    row |= {"p95 ms": late, "longest ms": 1e3 * max(taken)}
    return row | against(late, LIMIT_MS, "limit ms")


def _found(name: str, size: int, find: Finder) -> Row:
    dice = Random(7)  # noqa: S311 - nothing secret is drawn
    titles = dice.sample(entries(size), LOOKS)
    row: Row = {"entries": size, "by": name}
    for kind in KINDS:
        first = sum(find(kind.typed(entry.title, dice))[:1] == [entry.title] for entry in titles)
        row[kind.what] = round(100 * first / LOOKS)
    return row
