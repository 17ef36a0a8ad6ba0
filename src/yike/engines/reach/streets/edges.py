"""A plain table of edges, one row a street between two junctions: CSV, XLSX or Parquet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from yike.engines.faults import Fault
from yike.engines.reach.streets.attributes import key_of, tags_of, verdict_of
from yike.engines.reach.streets.bends import Edges, Geometries, explode
from yike.engines.reach.streets.drawn import Drawn, Ids, Nodes, Words, no_street, streets_of
from yike.engines.reach.streets.model import Floats, Ints, Source, Streets
from yike.engines.reach.streets.walking import WayVerdict
from yike.engines.sheets.cells import numbers, texts
from yike.engines.sheets.delimited import read_delimited
from yike.engines.sheets.headers import find_lon_lat, find_role, normal
from yike.engines.sheets.parquet import read_parquet
from yike.engines.sheets.read import read_table
from yike.engines.sheets.table import Table

HEADERS: dict[str, tuple[str, ...]] = {
    "u": ("u", "from", "起点", "起点编号", "起始节点", "source", "fromnode", "nodefrom", "start", "node1"),
    "v": ("v", "to", "终点", "终点编号", "终止节点", "target", "tonode", "nodeto", "end", "node2"),
    "length": ("length", "长度", "距离", "lengthm", "metres", "meters", "distance", "dist", "米"),
    "lon_u": ("lonu", "ulon", "起点经度", "fromlon", "lonfrom", "xu", "ux", "x1", "lon1"),
    "lat_u": ("latu", "ulat", "起点纬度", "fromlat", "latfrom", "yu", "uy", "y1", "lat1"),
    "lon_v": ("lonv", "vlon", "终点经度", "tolon", "lonto", "xv", "vx", "x2", "lon2"),
    "lat_v": ("latv", "vlat", "终点纬度", "tolat", "latto", "yv", "vy", "y2", "lat2"),
    "geometry": ("geometry", "wkt", "geom", "几何"),
}
NODE_IDS = ("id", "node", "nodeid", "osmid", "节点", "节点编号", "编号")
# A table of nodes beside the table of edges is found by its name: edges.csv → nodes.csv.
PAIRED = (("edges", "nodes"), ("edge", "node"), ("Edges", "Nodes"), ("路段", "节点"), ("边", "节点"))
COORDINATES = ("lon_u", "lat_u", "lon_v", "lat_v")


def _column(table: Table, names: Iterable[str]) -> str | None:
    by_normal = {normal(header): header for header in reversed(table.headers)}
    return next((by_normal[name] for name in names if name in by_normal), None)


def _fault(table: Table, index: int, column: str, zh: str, en: str, do_zh: str, do_en: str) -> Fault:
    row = table.row_of(index)
    return Fault(zh, en, do_zh=do_zh, do_en=do_en, file=table.file, row=row, column=column)


@dataclass(frozen=True)
class _Ends:
    """Node rows of both ends of every edge, and the node ids."""

    u: Ints
    v: Ints
    ids: Ids
    key: dict[str, int]  # node rows by their id as text


def _table(path: Path) -> Table:
    with path.open("rb") as stream:
        start = stream.read(4)
    if start == b"PAR1":
        return read_parquet(path)
    return read_table(path) if path.suffix.lower() in (".xlsx", ".xls") else read_delimited(path)


def _required(table: Table, role: str) -> str:
    header = _column(table, HEADERS[role])
    if header is not None:
        return header
    listed = ", ".join(table.headers[:20])
    raise Fault(
        f"没有“{HEADERS[role][2]}”（{role}）列，不像路段表",
        f'there is no column "{role}"; it does not look like a table of edges',
        do_zh=f"请加上 u/起点、v/终点、length/长度 三列。现有：{listed}",
        do_en=f"Add the columns u, v and length. There are: {listed}",
        file=table.file,
    )


def _as_integers(cells: list[str]) -> NDArray[np.int64] | None:
    try:
        return np.array(list(map(int, cells)), np.int64)
    except (ValueError, OverflowError):
        return None


def _ends(table: Table) -> _Ends:
    """Return the nodes, numbered. Ids may be whole numbers, kept as they are, or any text, counted."""
    cells = []
    for role in ("u", "v"):
        header = _required(table, role)
        cells.append(texts(table, header))
        if "" in cells[-1]:
            raise _fault(
                table, cells[-1].index(""), header,
                "没有节点编号", "there is no node id", "请补上编号，或删去这一行", "Fill it in or delete the row",
            )  # fmt: skip
    both = cells[0] + cells[1]
    whole = _as_integers(both)
    if whole is not None:
        ids, row = np.unique(whole, return_inverse=True)
        key = {str(number): at for at, number in enumerate(ids.tolist())}
    else:
        known, row = np.unique(np.array(both, object).astype(str), return_inverse=True)
        ids, key = np.arange(len(known), dtype=np.int64), {str(text): at for at, text in enumerate(known)}
    rows: Ints = row.astype(np.int32)
    return _Ends(rows[: len(table)], rows[len(table) :], ids, key)


def _lengths(table: Table, measured: bool) -> Floats:
    """Return metres per edge; NaN throughout where there is no such column but there are coordinates."""
    header = _column(table, HEADERS["length"])
    if header is None:
        if not measured:
            _required(table, "length")
        return np.full(len(table), np.nan)
    length = numbers(table, header)
    bad = np.flatnonzero(~(length >= 0.0))
    if len(bad):
        value = length[bad[0]]
        raise _fault(
            table, int(bad[0]), header,
            "没有长度" if np.isnan(value) else f"长度是负数（{value:g}）",
            "there is no length" if np.isnan(value) else f"the length is negative ({value:g})",
            "请填写不小于 0 的米数", "Fill in metres, not below 0",
        )  # fmt: skip
    return length


def _beside(path: Path) -> Path | None:
    """Return the table of nodes that lies beside a table of edges, by its name."""
    for edge, node in PAIRED:
        if edge in path.name and (found := path.with_name(path.name.replace(edge, node))).exists():
            return found
    return None


def _check_pairs(table: Table, headers: list[str], lon: Floats, lat: Floats) -> None:
    """Raise ``Fault`` with the first row whose coordinates are no degrees."""
    bad = np.flatnonzero(~((np.abs(lon) <= 180.0) & (np.abs(lat) <= 90.0)))
    if not len(bad):
        return
    x, y = lon[bad[0]], lat[bad[0]]
    swapped = np.nanmax(np.abs(lon)) <= 90.0 and 90.0 < np.nanmax(np.abs(lat)) <= 180.0
    raise _fault(
        table, int(bad[0]), headers[0],
        "经纬度写反了" if swapped else f"不是经纬度（{x:g}, {y:g}）",
        "longitude and latitude are swapped" if swapped else f"no longitude and latitude ({x:g}, {y:g})",
        "请对调两列" if swapped else "请填 WGS-84 经纬度，投影坐标要先转换",
        "Swap the two columns" if swapped else "Give WGS-84 degrees; convert projected coordinates first",
    )  # fmt: skip


def _coordinates_in_edges(table: Table, ends: _Ends) -> tuple[Floats, Floats] | None:
    found = [_column(table, HEADERS[role]) for role in COORDINATES]
    headers = [header for header in found if header is not None]
    if len(headers) < len(COORDINATES):
        return None
    lon, lat = np.full(len(ends.ids), np.nan), np.full(len(ends.ids), np.nan)
    for at, pair in ((ends.u, headers[:2]), (ends.v, headers[2:])):
        x, y = numbers(table, pair[0]), numbers(table, pair[1])
        _check_pairs(table, pair, x, y)
        lon[at], lat[at] = x, y
    return lon, lat


def _coordinates_beside(path: Path, ends: _Ends, edges: Table) -> tuple[Floats, Floats]:
    """Return the coordinates of all nodes from a table of nodes. Raises ``Fault`` where one is missing."""
    table = _table(path)
    header, pair = _column(table, NODE_IDS) or find_role(table.headers, "id"), find_lon_lat(table.headers)
    if header is None or pair is None:
        raise Fault(
            "节点表要有编号、经度、纬度三列",
            "a table of nodes needs the columns id, lon and lat",
            do_zh="请补上",
            do_en="Add them",
            file=path,
        )
    x, y = numbers(table, pair[0]), numbers(table, pair[1])
    _check_pairs(table, list(pair[:2]), x, y)
    at = np.array([ends.key.get(text, -1) for text in texts(table, header)], np.int64)
    lon, lat = np.full(len(ends.ids), np.nan), np.full(len(ends.ids), np.nan)
    lon[at[at >= 0]], lat[at[at >= 0]] = x[at >= 0], y[at >= 0]
    lost = np.isnan(lon)[ends.u] | np.isnan(lon)[ends.v]
    if lost.any():
        raise _fault(
            edges, int(np.argmax(lost)), _required(edges, "u"),
            f"节点表 {path.name} 里没有这条路段的一个节点", f"a node of this edge is not in {path.name}",
            "请补上该节点", "Add that node",
        )  # fmt: skip
    return lon, lat


def _verdicts(table: Table) -> tuple[list[WayVerdict | None], list[str]]:
    """Return what every row means for walkers, and its street name. Equal rows are judged once."""
    taken = {_column(table, names) for names in HEADERS.values()}
    headers = [header for header in table.headers if key_of(header) and header not in taken]
    name = next((header for header in headers if key_of(header) == "name"), None)
    names = texts(table, name) if name else [""] * len(table)
    columns = [table.columns[header] for header in headers if header != name]
    if not columns:
        return [verdict_of({})] * len(table), names
    kinds = [header for header in headers if header != name]
    judged: dict[tuple[object, ...], WayVerdict | None] = {}
    for cells in set(zip(*columns, strict=True)):
        judged[cells] = verdict_of(tags_of(dict(zip(kinds, cells, strict=True))))
    return [judged[cells] for cells in zip(*columns, strict=True)], names


def _geometry(table: Table) -> Geometries:
    header = _column(table, HEADERS["geometry"])
    if header is None:
        return np.full(len(table), None)
    cells = np.array([text or None for text in texts(table, header)], object)
    shapes = shapely.from_wkt(cells, on_invalid="ignore")
    bad = np.array([text is not None for text in cells])
    bad &= shapely.get_type_id(shapes) != shapely.GeometryType.LINESTRING
    if bad.any():
        raise _fault(
            table, int(np.argmax(bad)), header,
            "几何不是 WKT 线", "the geometry is no WKT line", "应为 LINESTRING (经度 纬度, …)",
            "Write LINESTRING (lon lat, …)",
        )  # fmt: skip
    return shapes


def _edges(table: Table, ends: _Ends, length: Floats, names: Words, hours: Words) -> Edges:
    verdicts, street = _verdicts(table)
    kept = np.array([number for number, verdict in enumerate(verdicts) if verdict is not None], np.int64)
    good = [verdict for verdict in verdicts if verdict is not None]
    back = np.array([verdict.backwards for verdict in good], np.bool_)
    u, v = ends.u[kept], ends.v[kept]
    return Edges(
        np.where(back, v, u),
        np.where(back, u, v),
        length[kept],
        np.array([int(verdict.mark) for verdict in good], np.uint16),
        np.array([int(verdict.crossing) for verdict in good], np.uint16),
        np.array([names.number(street[number]) for number in kept.tolist()], np.int32),
        np.array([hours.number(verdict.hours) for verdict in good], np.int32),
        _geometry(table)[kept],
    )


def read_edges(path: Path, nodes: Path | None = None) -> Streets:
    """Return the streets of a table of edges: u, v, and either metres or the coordinates of both ends.

    Coordinates (WGS-84 degrees) stand in the table (``lon_u lat_u lon_v lat_v``), in the table ``nodes``, or
    in one beside it whose name says so (edges.csv, nodes.csv). Without any, the streets have NaN coordinates:
    times along them can be had, places cannot be put on them. Raises ``Fault`` with the row.
    """
    table = _table(path)
    ends = _ends(table)
    beside = nodes or _beside(path)
    found = _coordinates_in_edges(table, ends)
    if found is None and beside is not None:
        found = _coordinates_beside(beside, ends, table)
    length = _lengths(table, found is not None)
    lon, lat = found or (np.full(len(ends.ids), np.nan), np.full(len(ends.ids), np.nan))
    names, hours = Words(), Words()
    edges = _edges(table, ends, length, names, hours)
    if not len(edges.u):
        raise no_street(path)
    at, steps = explode(Nodes(ends.ids, lon, lat), edges, path)
    notes = () if found else ("nodes have no coordinates",)
    source = Source(str(path), "edge table", notes=notes)
    return streets_of(Drawn(at, steps, names.all, hours.all, source=source, placed=found is not None))
