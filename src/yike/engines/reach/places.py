"""Homes and service points as read from tables: where, how heavy, of what kind, open when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from yike.engines.faults import Fault
from yike.engines.reach.datum import check_degrees, datum_named, to_wgs84
from yike.engines.reach.hours import Hours
from yike.engines.reach.streets.model import Floats, Ints
from yike.engines.sheets.cells import SAYS_NOTHING, empty_cells, number, numbers, texts
from yike.engines.sheets.headers import datum_word, find_column, find_lon_lat, find_role, role_of
from yike.engines.sheets.read import read_table
from yike.engines.sheets.table import Rows, Table

Note = tuple[str, str]  # the same sentence in Chinese and English
EVERY_HOME = "homes"  # the weight of tables that name none: each row counts once
ANY_POINT = "points"  # the kind of tables that name none
SAME_PLACE = 1e-6  # degrees, a decimetre: what rounding may leave between rows of one point
NO_HOURS = SAYS_NOTHING | {"不详", "未知", "待定", "unknown"}


@dataclass(frozen=True)
class Origin:
    """Where k places came from: file, spreadsheet row of each as read, the datum their coordinates were in.

    A row is 0 where a place was added to the table's. ``datum`` is None where neither the table nor the caller
    declared one; they were then taken as WGS-84.
    ``guessed`` is whether the datum was told from where the places lie; ``notes`` say what was assumed on the
    way.
    """

    file: str
    rows: Rows
    datum: str | None = None
    notes: tuple[Note, ...] = ()
    guessed: bool = False


@dataclass(frozen=True)
class Homes:
    """h homes. Degrees are WGS-84, NaN where a row has no coordinates. ``area`` is "" where a home has none."""

    id: tuple[str, ...]
    lon: Floats
    lat: Floats
    weights: dict[str, Floats]
    area: tuple[str, ...]
    origin: Origin | None = None


@dataclass(frozen=True)
class Points:
    """p service points; ``kind`` indexes ``kinds``. Degrees are WGS-84, NaN where a row has none.

    ``hours`` is None where not given, which counts as open. A row of several kinds gives several points of
    the same id.
    """

    id: tuple[str, ...]
    name: tuple[str, ...]
    kind: Ints
    kinds: tuple[str, ...]
    lon: Floats
    lat: Floats
    hours: tuple[Hours | None, ...]
    origin: Origin | None = None


Places = TypeVar("Places", Homes, Points)


def _column(table: Table, name: str | None, role: str) -> str | None:
    """Return the header a person named, else the one that holds ``role``, else None."""
    return find_column(name, table.headers, file=table.file) if name else find_role(table.headers, role)


# --- ids --------------------------------------------------------------------------------------------------


def _refuse_twice(table: Table, ids: Sequence[str], header: str, kind: Sequence[str] | None = None) -> None:
    keys = list(zip(ids, kind, strict=True)) if kind else list(ids)
    if len(set(keys)) == len(keys):
        return
    seen: dict[object, int] = {}
    for row, key in enumerate(keys):
        if key in seen:
            first, second = table.row_of(seen[key]), table.row_of(row)
            raise Fault(
                f"编号“{ids[row]}”在第 {first} 行和第 {second} 行重复",
                f'the id "{ids[row]}" stands in rows {first} and {second}',
                do_zh="请改成各不相同的编号，或删去多余的一行",
                do_en="Give each its own id, or delete the row that is there twice",
                file=table.file,
                row=second,
                column=header,
            )
        seen[key] = row


def _refuse_scattered(table: Table, ids: Sequence[str], header: str, lon: Floats, lat: Floats) -> None:
    """Raise ``Fault`` where one id stands at two places: several kinds are one point only where it is one."""
    if len(set(ids)) == len(ids):
        return
    seen: dict[str, int] = {}
    for row, name in enumerate(ids):
        first = seen.setdefault(name, row)
        if any(abs(axis[row] - axis[first]) > SAME_PLACE for axis in (lon, lat)):
            one, other = table.row_of(first), table.row_of(row)
            raise Fault(
                f"编号“{name}”在第 {one} 行和第 {other} 行，坐标却不同",
                f'the id "{name}" stands in rows {one} and {other} with different coordinates',
                do_zh="一个点有几类时坐标要相同；不是同一个点请给不同的编号",
                do_en="Give them the same coordinates if they are one point of several kinds, else their own ids",
                file=table.file,
                row=other,
                column=header,
            )


def _ids(table: Table, header: str | None) -> list[str]:
    """Return ids as text: the row number where there is no such column, #row where its cell is empty."""
    if header is None:
        return [str(row) for row in table.rows.tolist()]
    return [text or f"#{row}" for text, row in zip(texts(table, header), table.rows.tolist(), strict=True)]


# --- where ------------------------------------------------------------------------------------------------


def _no_coordinates(table: Table) -> Fault:
    listed = list(table.headers)
    return Fault(
        "没有经度、纬度两列",
        "there are no columns of longitude and latitude",
        do_zh=f"请把列名改为 经度、纬度（或 lon、lat）；表里有这些列：{'、'.join(listed)}",
        do_en=f"Name them lon and lat (or 经度, 纬度); the columns are: {', '.join(listed)}",
        file=table.file,
    )


def _pair(table: Table, header: str, index: int, cell: str) -> tuple[float, float]:
    """Return the two numbers in a cell such as "120.6281,31.3085"."""
    if cell.casefold() in SAYS_NOTHING:
        return np.nan, np.nan
    parts = cell.strip("()[]（）").replace("，", ",").replace(";", ",").replace(" ", ",").split(",")
    read = [number(part) for part in parts if part]
    if len(read) != 2 or read[0] is None or read[1] is None:
        raise Fault(
            f"“{cell[:40]}”不是“经度,纬度”",
            f'"{cell[:40]}" is not "longitude,latitude"',
            do_zh="请写成 120.6281,31.3085，或分成 经度、纬度 两列",
            do_en="Write 120.6281,31.3085, or split it into columns lon and lat",
            file=table.file,
            row=table.row_of(index),
            column=header,
        )
    return read[0], read[1]


def _as_written(table: Table, lon: str | None, lat: str | None) -> tuple[Floats, Floats, str | None]:
    """Return the coordinates as they stand in the table and the datum their headers state."""
    if lon or lat:
        columns = [_column(table, name, role) for name, role in ((lon, "lon"), (lat, "lat"))]
        if columns[0] and columns[1]:
            return numbers(table, columns[0]), numbers(table, columns[1]), role_of(columns[0])[1]
        raise _no_coordinates(table)
    if table.lon is not None and table.lat is not None:
        return table.lon, table.lat, None
    if found := find_lon_lat(table.headers):
        return numbers(table, found[0]), numbers(table, found[1]), found[2]
    if both := find_role(table.headers, "lonlat"):
        pairs = [_pair(table, both, i, cell) for i, cell in enumerate(texts(table, both))]
        return np.array([p[0] for p in pairs]), np.array([p[1] for p in pairs]), role_of(both)[1]
    raise _no_coordinates(table)


def _datum_cells(table: Table) -> list[str | None] | None:
    """Return the datum of each row where a column says it, None where there is no such column."""
    header = find_role(table.headers, "datum")
    if header is None:
        return None
    known: dict[str, str | None] = {"": None}
    for index, text in enumerate(texts(table, header)):
        if text not in known:
            known[text] = datum_word(text) or datum_named(
                text, file=table.file, row=table.row_of(index), column=header
            )
    return [known[text] for text in texts(table, header)]


@dataclass(frozen=True)
class _Where:
    lon: Floats
    lat: Floats
    origin: Origin


def _converted(lon: Floats, lat: Floats, datums: Sequence[str | None]) -> tuple[Floats, Floats]:
    """Return WGS-84 for rows of mixed datums, WGS-84 where a row says none."""
    x, y = lon.copy(), lat.copy()
    each = np.array([datum or "wgs84" for datum in datums])
    for datum in set(each.tolist()):
        rows = np.flatnonzero(each == datum)
        x[rows], y[rows] = to_wgs84(lon[rows], lat[rows], datum)
    return x, y


def _where(table: Table, lon: str | None, lat: str | None, datum: str | None) -> _Where:
    """Return the places in WGS-84. The caller's datum wins over the table's column, that over its header."""
    x, y, stated = _as_written(table, lon, lat)
    check_degrees(x, y, rows=table.rows, file=table.file)
    missing = np.isnan(x) | np.isnan(y) | ((x == 0.0) & (y == 0.0))  # 0, 0 is how programs write "none"
    x, y = np.where(missing, np.nan, x), np.where(missing, np.nan, y)
    notes = _missing_note(table, missing)
    cells = None if datum else _datum_cells(table)
    if cells is not None:
        named = {cell for cell in cells if cell}
        origin = Origin(table.file, table.rows, "、".join(sorted(named)) or None, notes)
        return _Where(*_converted(x, y, cells), origin)
    declared = datum_named(datum) if datum else stated
    return _Where(*to_wgs84(x, y, declared or "wgs84"), Origin(table.file, table.rows, declared, notes))


def _missing_note(table: Table, missing: NDArray[np.bool_]) -> tuple[Note, ...]:
    count = int(missing.sum())
    if not count:
        return ()
    first = table.row_of(int(np.argmax(missing)))
    note = f"{count} 行没有坐标（如第 {first} 行）", f"{count} rows have no coordinates (such as row {first})"
    return (note,)


def redeclared(places: Places, datum: str) -> Places:
    """Return places that nobody declared a datum for, read as ``datum`` instead of WGS-84."""
    lon, lat = to_wgs84(places.lon, places.lat, datum)
    origin = places.origin and replace(places.origin, datum=datum_named(datum))
    return replace(places, lon=lon, lat=lat, origin=origin)


# --- homes ------------------------------------------------------------------------------------------------


def _weigh(table: Table, header: str) -> tuple[Floats, tuple[Note, ...]]:
    """Return a column of weights, empty cells as 0, and a note of how many. Raises ``Fault`` with the row."""
    values = numbers(table, header)
    empty = empty_cells(table, header) if np.isnan(values).any() else np.zeros(len(table), np.bool_)
    bad = np.flatnonzero((np.isnan(values) & ~empty) | (values < 0))
    if len(bad):
        value = table.columns[header][int(bad[0])]
        raise Fault(
            f"“{value}”不能作数量：要大于或等于 0",
            f'"{value}" cannot be a count: it must be 0 or more',
            do_zh="请改正；没有就写 0 或留空",
            do_en="Correct it; write 0 or leave it empty if there is none",
            file=table.file,
            row=table.row_of(int(bad[0])),
            column=header,
        )
    values[empty] = 0.0
    count = int(empty.sum())
    if not count:
        return values, ()
    note = f"“{header}”有 {count} 格是空的，按 0 计", f'"{header}" has {count} empty cells, counted as 0'
    return values, (note,)


def _area(table: Table, name: str | None) -> tuple[str, ...]:
    """Return the area of each row. A column "area" of fractions is a size, not an area's name."""
    header = _column(table, name, "area")
    if header is None:
        return ("",) * len(table)
    cells = texts(table, header)
    sizes = (number(cell) for cell in cells)
    if not name and all(size is not None and size % 1 for size in sizes):
        return ("",) * len(table)
    return tuple(cells)


def homes_of(
    table: Table,
    *,
    weights: Sequence[str] = (),
    area: str | None = None,
    datum: str | None = None,
    id_column: str | None = None,
    lon: str | None = None,
    lat: str | None = None,
) -> Homes:
    """Return the homes of a table; see ``read_homes``."""
    where = _where(table, lon, lat, datum)
    header = _column(table, id_column, "id")
    ids = _ids(table, header)
    _refuse_twice(table, ids, header or "")
    weighed = {name: _weigh(table, find_column(name, table.headers, file=table.file)) for name in weights}
    notes = tuple(note for _, some in weighed.values() for note in some)
    return Homes(
        tuple(ids),
        where.lon,
        where.lat,
        {name: values for name, (values, _) in weighed.items()} or {EVERY_HOME: np.ones(len(table))},
        _area(table, area),
        replace(where.origin, notes=where.origin.notes + notes),
    )


def read_homes(
    path: Path,
    *,
    weights: Sequence[str] = (),
    area: str | None = None,
    datum: str | None = None,
    id_column: str | None = None,
    lon: str | None = None,
    lat: str | None = None,
) -> Homes:
    """Return the homes in the table at ``path``; columns are found by their headers unless named.

    ``weights`` name columns of counts (an empty cell is 0 and noted); without any, each row weighs 1 under
    the name "homes". ``datum`` is what the coordinates are in, else a datum column or header says it, else
    WGS-84 is assumed. A row without coordinates stays, as NaN. Raises ``Fault`` for unreadable files, unknown
    columns (the closest named first), ids there twice, negative or unreadable numbers, wrong coordinates.
    """
    table = read_table(path)
    return homes_of(table, weights=weights, area=area, datum=datum, id_column=id_column, lon=lon, lat=lat)


# --- points -----------------------------------------------------------------------------------------------


def _kind_cells(table: Table, header: str) -> tuple[list[int], list[str]]:
    """Return every row and its kind. Raises ``Fault`` where a cell is empty."""
    cells = texts(table, header)
    if "" in cells:
        raise Fault(
            "没有写类别",
            "the kind is missing",
            do_zh="请填上类别，或删去这一行",
            do_en="Fill in the kind, or delete the row",
            file=table.file,
            row=table.row_of(cells.index("")),
            column=header,
        )
    return list(range(len(table))), cells


def _kinds_by_count(table: Table, names: Sequence[str]) -> tuple[list[int], list[str]]:
    """Return rows and kinds: a row is a point of every kind whose column is above 0, kind by kind."""
    rows: list[int] = []
    kinds: list[str] = []
    for name in dict.fromkeys(names):
        counts, _ = _weigh(table, find_column(name, table.headers, file=table.file))
        some = np.flatnonzero(counts > 0).tolist()
        rows += some
        kinds += [name] * len(some)
    return rows, kinds


def _kinds(
    table: Table, kind: str | None, kinds: Sequence[str]
) -> tuple[list[int], list[str], tuple[str, ...]]:
    """Return the row and kind of each point, and all kinds in order."""
    if kinds:
        rows, each = _kinds_by_count(table, kinds)
        return rows, each, tuple(dict.fromkeys(kinds))
    header = _column(table, kind, "kind")
    rows, each = _kind_cells(table, header) if header else (list(range(len(table))), [ANY_POINT] * len(table))
    return rows, each, tuple(dict.fromkeys(each))


def _hours(table: Table, name: str | None) -> list[Hours | None]:
    """Return the hours of each row, None where not given. Raises ``Fault`` with the row."""
    header = _column(table, name, "hours")
    if header is None:
        return [None] * len(table)
    known: dict[str, Hours | None] = {}
    cells = texts(table, header)
    for index, text in enumerate(cells):
        if text not in known:
            given = text.casefold() not in NO_HOURS
            row = table.row_of(index)
            known[text] = Hours.parse(text, file=table.file, row=row, column=header) if given else None
    return [known[text] for text in cells]


def points_of(
    table: Table,
    *,
    kind: str | None = None,
    kinds: Sequence[str] = (),
    datum: str | None = None,
    id_column: str | None = None,
    name: str | None = None,
    hours: str | None = None,
    lon: str | None = None,
    lat: str | None = None,
) -> Points:
    """Return the points of a table; see ``read_points``."""
    where = _where(table, lon, lat, datum)
    rows, each, all_kinds = _kinds(table, kind, kinds)
    header = _column(table, id_column, "id")
    ids = _ids(table, header)
    if not kinds:
        _refuse_twice(table, ids, header or "", each)
        _refuse_scattered(table, ids, header or "", where.lon, where.lat)
    elif header:
        _refuse_twice(table, ids, header)
    titles = _column(table, name, "name")
    names = [title or i for title, i in zip(texts(table, titles), ids, strict=True)] if titles else ids
    opening = _hours(table, hours)
    number_of = {one: i for i, one in enumerate(all_kinds)}
    return Points(
        tuple(ids[row] for row in rows),
        tuple(names[row] for row in rows),
        np.array([number_of[one] for one in each], np.int32),
        all_kinds,
        where.lon[rows],
        where.lat[rows],
        tuple(opening[row] for row in rows),
        replace(where.origin, rows=table.rows[rows]),
    )


def read_points(
    path: Path,
    *,
    kind: str | None = None,
    kinds: Sequence[str] = (),
    datum: str | None = None,
    id_column: str | None = None,
    name: str | None = None,
    hours: str | None = None,
    lon: str | None = None,
    lat: str | None = None,
) -> Points:
    """Return the service points in the table at ``path``; columns are found by their headers unless named.

    ``kind`` names the column of each row's kind. ``kinds`` name columns of counts instead: a row is a point of
    kind A where column A is above 0. With neither, the column that looks like a kind is used, else all
    points are of one kind, "points". Ids are unique within a kind, and rows of
    one id stand at one place. Raises ``Fault`` as ``read_homes``, and for an empty kind and for hours that
    cannot be (with the row).
    """
    return points_of(
        read_table(path),
        kind=kind,
        kinds=kinds,
        datum=datum,
        id_column=id_column,
        name=name,
        hours=hours,
        lon=lon,
        lat=lat,
    )
