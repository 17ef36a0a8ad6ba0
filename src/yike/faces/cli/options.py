"""The options several commands share, so that the same thing is always written the same way."""

from __future__ import annotations

import click

from yike.faces.cli.language import Say
from yike.faces.cli.values import (
    Basket,
    Existing,
    Holidays,
    LonLat,
    Moment,
    Names,
    Number,
    OneOf,
    Target,
    Words,
)

PACES = ("adult", "brisk", "elder", "wheelchair", "pram")
DATUMS = ("wgs84", "cgcs2000", "gcj02", "bd09")
BORDERS = ("wgs84", "gcj02", "bd09")  # of areas


def streets(say: Say) -> click.Option:
    """Option ``--streets``."""
    return click.Option(
        ["--streets"],
        type=Existing(),
        metavar="FILE",
        required=True,
        help=say(
            "街道：.osm.pbf、.osm、.osm.gz、GraphML、GeoJSON 线、边表，或 prepare 存下的文件",
            "Streets: .osm.pbf, .osm, .osm.gz, GraphML, GeoJSON lines, an edge table, or a file from prepare",
        ),
    )


def homes(say: Say, *, required: bool = True) -> click.Option:
    """Option ``--homes``."""
    return click.Option(
        ["--homes"],
        type=Existing(),
        metavar="TABLE",
        required=required,
        help=say(
            "住户表：CSV、XLSX、GeoJSON、GeoPackage，要有经度、纬度两列",
            "Homes: CSV, XLSX, GeoJSON or GeoPackage with longitude and latitude",
        ),
    )


def weight(say: Say) -> click.Option:
    """Option ``--weight``, several times or with several columns behind it."""
    return click.Option(
        ["--weight", "weights"],
        multiple=True,
        metavar="COLUMN ...",
        help=say(
            "住户表里作权重的列，如 户数 老人；可写多个，不写则每行算 1",
            "Columns of the homes that weigh, such as households elders; without it each row counts 1",
        ),
    )


def area(say: Say) -> click.Option:
    """Option ``--area``."""
    return click.Option(
        ["--area"],
        metavar="COLUMN",
        help=say(
            "住户表里的片区列，如 社区；覆盖率会分片区给出", "Column of the homes that names their area"
        ),
    )


def points(say: Say) -> click.Option:
    """Option ``--points``."""
    return click.Option(
        ["--points"],
        type=Existing(),
        metavar="TABLE",
        required=True,
        help=say("服务点表，格式同上", "Service points, the same formats"),
    )


def kind(say: Say) -> click.Option:
    """Option ``--kind``."""
    return click.Option(
        ["--kind"],
        metavar="COLUMN",
        help=say("服务点表里写类别的列", "Column of the points that holds each row's kind"),
    )


def kinds(say: Say) -> click.Option:
    """Option ``--kinds``."""
    return click.Option(
        ["--kinds"],
        type=Names(),
        metavar="A,B,C",
        help=say(
            "或：几个计数列的名字，某列大于 0 的行就是那一类的点",
            "Or: count columns; a row is a point of kind A where column A is above 0",
        ),
    )


def minutes(say: Say) -> click.Option:
    """Option ``--minutes``."""
    return click.Option(
        ["--minutes"],
        type=Number(0.1, 109),
        default=15,
        metavar="MIN",
        help=say("步行几分钟算够得着（默认 15）", "How many minutes on foot count as reached (default 15)"),
    )


def pace(say: Say) -> click.Option:
    """Option ``--pace``."""
    return click.Option(
        ["--pace"],
        type=OneOf(PACES),
        default="adult",
        metavar="|".join(PACES),
        help=say(
            "步速：成人 66.7、快走 80、老人 48、轮椅 40（不走台阶）、婴儿车 55 米/分（默认 adult）",
            "Walker: adult 66.7, brisk 80, elder 48, wheelchair 40 without steps, pram 55 m/min (default adult)",
        ),
    )


def crossing(say: Say) -> click.Option:
    """Option ``--crossing``."""
    return click.Option(
        ["--crossing"],
        type=Number(0, 600),
        default=0.0,
        metavar="SECONDS",
        help=say(
            "每过一处标出的过街处等几秒（默认 0）", "Seconds of waiting at every marked crossing (default 0)"
        ),
    )


def at(say: Say) -> click.Option:
    """Option ``--at``."""
    return click.Option(
        ["--at"],
        type=Moment(),
        metavar='"YYYY-MM-DD HH:MM"',
        help=say(
            "只算这一刻开门的点和门禁；不写则不看开放时间",
            "Only what is open at that moment; without it hours are not looked at",
        ),
    )


def holidays(say: Say) -> click.Option:
    """Option ``--holidays``."""
    return click.Option(
        ["--holidays"],
        type=Holidays(),
        default=(),
        metavar="DATES",
        help=say(
            "哪些天是节假日：2026-10-01..2026-10-07,2027-01-01，或每行一个日期的文件",
            "Public holidays: 2026-10-01..2026-10-07,2027-01-01, or a file with one date or range a line",
        ),
    )


def datum(say: Say) -> click.Option:
    """Option ``--datum``."""
    return click.Option(
        ["--datum"],
        type=OneOf(DATUMS),
        metavar="|".join(DATUMS),
        help=say(
            "表里和命令里坐标的基准；不写则表格从表头和街道位置判断，命令里写的地点算 WGS-84",
            "Datum of the tables and of places typed; without it tables are told from headers and where the"
            " streets are, places typed are WGS-84",
        ),
    )


def borders(say: Say) -> click.Option:
    """Option ``--datum`` of files with borders."""
    return click.Option(
        ["--datum"],
        type=OneOf(BORDERS),
        default=BORDERS[0],
        metavar="|".join(BORDERS),
        help=say(
            "边界的坐标系；不写就是 WGS-84（CGCS2000 也写它）",
            "Datum of the borders; WGS-84, which serves for CGCS2000 too, unless given",
        ),
    )


def snap_limit(say: Say) -> click.Option:
    """Option ``--snap``."""
    return click.Option(
        ["--snap"],
        type=Number(1, 5000),
        default=300,
        metavar="METRES",
        help=say(
            "离街道多远以内算在街上，超出的会列出来（默认 300 米）",
            "How far a place may stand from a street; those beyond are listed (default 300 m)",
        ),
    )


def ruleset(say: Say) -> click.Option:
    """Option ``--ruleset``."""
    return click.Option(
        ["--ruleset"],
        metavar="NAME",
        help=say(
            "各类时限改用半径表，如 gb50180（见 docs/standards.md）；表里没有的类别仍用 --minutes",
            "Take each kind's limit from a radius table such as gb50180 (docs/standards.md); others keep --minutes",
        ),
    )


def basket(say: Say) -> click.Option:
    """Option ``--basket``."""
    return click.Option(
        ["--basket", "baskets"],
        type=Basket(),
        multiple=True,
        metavar="NAME=A,B",
        help=say(
            "一组必须都走得到的类别，可写多次（默认所有类别为一组）",
            "Kinds that must all be within reach; may be given several times (default: all kinds together)",
        ),
    )


def start(say: Say) -> click.Option:
    """Option ``--from``."""
    return click.Option(
        ["--from", "start"],
        type=LonLat(),
        metavar="LON,LAT",
        required=True,
        help=say("从哪里走：经度,纬度", "Where the walk begins: LON,LAT"),
    )


def out(say: Say, zh: str, en: str, *, required: bool = True, metavar: str = "DIR") -> click.Option:
    """Option ``--out``, with what will be written there."""
    return click.Option(["--out"], type=Target(), metavar=metavar, required=required, help=say(zh, en))


def as_json(say: Say) -> click.Option:
    """Option ``--json``."""
    return click.Option(
        ["--json", "as_json"],
        is_flag=True,
        help=say(
            "在标准输出只打印一个 JSON 对象", "Print one JSON object on standard output and nothing else"
        ),
    )


def language(say: Say) -> click.Option:
    """Option ``--lang``; it was read before the commands were made, so here it only has to be known."""
    return click.Option(
        ["--lang"],
        metavar="zh|en",
        expose_value=False,
        help=say("说中文还是英文（默认看系统语言）", "Chinese or English (default: by the locale)"),
    )


def reason(say: Say, *, required: bool = False) -> click.Option:
    """Option ``--reason``: what the history keeps as the reason."""
    text = say("理由，记在留痕里", "The reason, kept in the history")
    if required:
        return click.Option(["--reason"], type=Words(), required=True, metavar="TEXT", help=text)
    return click.Option(["--reason"], default="", metavar="TEXT", help=text)


def within(say: Say, *, required: bool = False) -> click.Option:
    """Option ``--within``: the area that is meant, by its code."""
    return click.Option(
        ["--within"],
        required=required,
        metavar="CODE",
        help=say("在哪个区域以内，写区域代码", "Inside which area, by its code"),
    )


def apply(say: Say) -> click.Option:
    """Options ``--apply`` and ``--dry-run``; a dry run unless given."""
    return click.Option(
        ["--apply/--dry-run"],
        default=False,
        help=say(
            "写入；不写这一项（或写 --dry-run）就只看会怎样",
            "Write it; without it (or with --dry-run) only look",
        ),
    )
