"""Which column of a ledger is which: headers in Chinese or English, in one row or in several merged ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from yike.engines.faults import Fault
from yike.engines.sheets.grid import Grid, Range
from yike.engines.sheets.headers import clean, normal
from yike.engines.sheets.table import blank

WITHIN = 20  # rows searched for the header, below titles and notes
# Every column with the names it goes by; the first is what an export calls it.
NAMES: dict[str, tuple[str, ...]] = {
    "community": ("社区", "所属社区", "社区名称", "村居", "community"),
    "grid": (
        "网格",
        "所属网格",
        "网格名称",
        "网格编号",
        "网格编码",
        "网格代码",
        "网格号",
        "grid",
        "gridcode",
    ),
    "address": (
        *(
            "地址",
            "住址",
            "家庭住址",
            "家庭地址",
            "居住地址",
            "现住址",
            "现居住地址",
            "现居住地",
            "详细地址",
            "住所",
        ),
        *("address", "homeaddress", "streetaddress"),
    ),
    "building": ("幢", "幢号", "楼栋", "栋", "栋号", "楼号", "楼幢", "building", "buildingno"),
    "unit": ("单元", "单元号", "unit", "staircase"),
    "room": ("室", "室号", "房号", "房间号", "门牌", "门牌号", "room", "roomno", "flat"),
    "code": ("户号", "户编号", "户籍号", "家庭编号", "家庭户号", "household", "householdcode", "householdno"),
    "size": ("家庭人口", "人口数", "户内人数", "家庭人数", "家里几口人", "householdsize", "size"),
    "relation": ("与户主关系", "户主关系", "关系", "家庭关系", "与户主的关系", "relation", "relationship"),
    "name": ("姓名", "居民姓名", "成员姓名", "人员姓名", "名字", "name", "fullname"),
    "sex": ("性别", "sex", "gender"),
    "national_id": (
        *(
            "身份证号",
            "身份证号码",
            "身份证",
            "公民身份号码",
            "公民身份证号码",
            "证件号码",
            "证件号",
            "居民身份证号",
        ),
        *("idnumber", "nationalid", "idno", "identitynumber"),
    ),
    "born": ("出生日期", "出生年月", "出生年月日", "生日", "birthdate", "dateofbirth", "born", "dob"),
    "phone": (
        *("手机", "手机号", "手机号码", "联系电话", "电话", "电话号码", "联系方式", "联系号码"),
        *("phone", "mobile", "telephone", "tel", "phonenumber"),
    ),
    "living": ("居住状况", "居住情况", "老人类型", "老人类别", "living", "livingsituation"),
    "kind": ("房屋类型", "房屋性质", "住房类型", "dwellingkind"),
    "lon": ("经度", "lon", "lng", "longitude"),
    "lat": ("纬度", "lat", "latitude"),
}
IGNORED = frozenset({"序号", "编号", "备注", "说明", "no", "remark", "remarks", "note", "notes"})
ROLE_OF = {normal(name): role for role, names in NAMES.items() for name in names}


@dataclass(frozen=True)
class Columns:
    """The columns of a ledger: place (from 0) by role. Data begin at row ``first`` (from 0).

    ``unknown`` are headers that mean nothing here; their columns are left out, and the person is told.
    """

    place: dict[str, int]
    first: int
    unknown: tuple[str, ...]


def _cell(row: Sequence[object], column: int) -> object:
    return row[column] if column < len(row) else None


def _label(header: object) -> str:
    """Return a header for comparing, without a note in brackets: 姓名（必填） is 姓名."""
    return normal(normal(header).partition("(")[0])


def role_of(header: object) -> str | None:
    """Return what a header means, None where it means nothing here."""
    return ROLE_OF.get(normal(header)) or ROLE_OF.get(_label(header))


def _known(row: Sequence[object]) -> int:
    return len({role for cell in row if (role := role_of(cell))})


def _extent(merged: Sequence[Range], row: int) -> tuple[int, int]:
    """Return the first and last row of the header around ``row``: as far as the cells merged with it reach."""
    across = [(start, end) for (start, _), (end, _) in merged if start <= row <= end]
    return min((start for start, _ in across), default=row), max((end for _, end in across), default=row)


def _beside(merged: Sequence[Range], row: int, column: int) -> int:
    """Return the first column of the merged cell in which a header cell lies, else the column itself."""
    for (top, left), (bottom, right) in merged:
        if top <= row <= bottom and left <= column <= right:
            return left
    return column


def _headers(grid: Grid, top: int, bottom: int, column: int) -> Iterator[str]:
    """Yield what a column may be called, the nearest to the data first, then with what stands above it."""
    rows = range(bottom, top - 1, -1)
    cells = [_cell(grid.rows[row], _beside(grid.merged, row, column)) for row in rows if row < len(grid.rows)]
    words = list(dict.fromkeys(clean(cell) for cell in cells if not blank(cell)))
    yield from words
    if len(words) > 1:
        yield "".join(reversed(words))


def _find_row(grid: Grid) -> int:
    head = grid.rows[:WITHIN]
    best = max(range(len(head)), key=lambda row: _known(head[row]), default=0)
    if not head or _known(head[best]) < 2:
        raise Fault(
            f"前 {WITHIN} 行里找不到表头",
            f"no header is to be found in the first {WITHIN} rows",
            do_zh="表头里至少要有“姓名”和“地址”两列",
            do_en="The header needs at least the columns name and address",
            file=grid.file,
        )
    return best


def _refuse_twice(grid: Grid, row: int, one: int, other: int, header: str) -> None:
    first, second = grid.address(row, one), grid.address(row, other)
    raise Fault(
        f"{first} 和 {second} 都是“{header}”",
        f'{first} and {second} are both "{header}"',
        do_zh="请给其中一列改名，或删去一列",
        do_en="Rename or remove one of the columns",
        file=grid.file,
    )


def _refuse_lacking(grid: Grid, place: dict[str, int], row: int) -> None:
    for role in ("name", "address"):
        if role not in place:
            raise Fault(
                f"{grid.address(row, 0)} 这一行表头里没有“{NAMES[role][0]}”列",
                f"the header in {grid.address(row, 0)} has no column {role}",
                do_zh="请补上这一列，或把列名改成这个词",
                do_en="Add the column, or rename the one that holds it",
                file=grid.file,
            )


def find_columns(grid: Grid) -> Columns:
    """Return the columns of a ledger.

    Raises ``Fault`` for no header, and with the cell for a column that stands twice or is lacking.
    """
    top, bottom = _extent(grid.merged, _find_row(grid))
    bottom = min(bottom, len(grid.rows) - 1)
    place: dict[str, int] = {}
    unknown: list[str] = []
    for column in range(max(map(len, grid.rows[top : bottom + 1]))):
        names = list(_headers(grid, top, bottom, column))
        role = next((found for name in names if (found := role_of(name))), None)
        if role in place:
            _refuse_twice(grid, bottom, place[role], column, names[0])
        elif role:
            place[role] = column
        elif names and normal(names[0]) not in IGNORED:
            unknown.append(names[0])
    _refuse_lacking(grid, place, bottom)
    return Columns(place, bottom + 1, tuple(unknown))
