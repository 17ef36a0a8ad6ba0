"""Read a street map of any common format, told apart by what is in the file."""

from __future__ import annotations

import bz2
import re
import zlib
from pathlib import Path

from yike.engines.faults import Fault
from yike.engines.reach.streets.edges import read_edges
from yike.engines.reach.streets.graphml import read_graphml
from yike.engines.reach.streets.lines import read_lines
from yike.engines.reach.streets.model import Streets
from yike.engines.reach.streets.osm import read_osm
from yike.engines.reach.streets.xmlguard import check_xml

HEAD = 1 << 16  # bytes looked at
FORMATS = ".osm.pbf .osm .osm.gz .osm.bz2 .graphml .geojson .csv .parquet"
_ROOT = re.compile(rb"<([A-Za-z_][\w:.-]*)")
_SKIP = re.compile(rb"<!--.*?(-->|\Z)|<[?!][^>]*(>|\Z)", re.DOTALL)
_OSM_BASE = re.compile(rb'osm_base="(\d{4}-\d\d-\d\d)')  # the day of the data in an Overpass answer
# What else people hand over, by its first bytes, and what to do with it.
ELSEWHERE: tuple[tuple[bytes, str, str, str], ...] = (
    (b"PK\x03\x04", "压缩包", "a zip archive", "unzip"),
    (b"\x00\x00\x27\x0a", "Shapefile", "a shapefile", "geojson"),
    (b"SQLite format 3", "数据库或 GeoPackage", "a database or GeoPackage", "geojson"),
    (b"%PDF", "PDF", "a PDF", "other"),
    (b"\x89PNG", "图片", "a picture", "other"),
    (b"\xff\xd8\xff", "图片", "a picture", "other"),
)
REMEDIES = {
    "unzip": ("请先解开，再给里面的街道文件", "Unpack it and give the street file inside"),
    "geojson": ("请用 GIS 软件导出为 GeoJSON（WGS-84）", "Export it as GeoJSON (WGS-84) from a GIS program"),
    "other": (f"请给街道文件：{FORMATS}", f"Give a street file: {FORMATS}"),
}


def _refuse(path: Path, zh: str, en: str, remedy: str = "other") -> Fault:
    do_zh, do_en = REMEDIES[remedy]
    return Fault(f"不是街道地图，是{zh}", f"is no street map but {en}", do_zh=do_zh, do_en=do_en, file=path)


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            head = stream.read(HEAD)
    except OSError as error:
        raise Fault(
            f"打不开：{error.strerror}",
            f"cannot be opened: {error.strerror}",
            do_zh="请检查文件名和读取权限",
            do_en="Check the file name and that you may read it",
            file=path,
        ) from error
    if head.strip(b"\x00\r\n\t "):
        return head
    raise Fault(
        "文件是空的",
        "the file is empty",
        do_zh="请重新下载或导出",
        do_en="Download or export it again",
        file=path,
    )


def _unpacked(head: bytes) -> tuple[str, bytes]:
    """Return the packing ("", "gz", "bz2") and the first bytes inside it."""
    try:
        if head.startswith(b"\x1f\x8b"):
            return "gz", zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(head, HEAD)
        if head.startswith(b"BZh"):
            return "bz2", bz2.BZ2Decompressor().decompress(head, HEAD)
    except (zlib.error, OSError, EOFError):
        return "gz", b""
    return "", head


def _is_prose(text: bytes) -> bool:
    """Return whether a text has nothing in its first line that could keep two columns apart."""
    if b"\x00" in text or text.startswith(b"PAR1"):
        return False
    return re.search(rb"[,;\t|]", text.strip().splitlines()[0]) is None


def _root(text: bytes) -> str:
    """Return the name of the outermost element of an XML text, without its prefix."""
    found = _ROOT.search(_SKIP.sub(b"", text))
    return found[1].decode("ascii", "replace").rpartition(":")[2] if found else ""


def _read_xml(path: Path, packing: str, text: bytes) -> Streets:
    root = _root(text)
    if root.lower() == "html":
        raise _refuse(path, "网页，可能下载时出了错", "a web page; the download may have failed")
    check_xml(path, packing)
    if root == "osm":
        dated = _OSM_BASE.search(text)
        form = f"osm.{packing}" if packing else "osm"
        return read_osm(path, form, "OpenStreetMap XML", dated[1].decode() if dated else "")
    if root == "graphml" and not packing:
        return read_graphml(path)
    if root == "osmChange":
        raise _refuse(path, "OpenStreetMap 改动文件", "a file of OpenStreetMap changes")
    raise _refuse(path, f"别的 XML（<{root}>）", f"some other XML (<{root}>)")


def read_streets(path: Path, *, nodes: Path | None = None) -> Streets:
    """Return the streets in ``path``, whatever its format: OSM XML (plain, gz, bz2), OSM PBF, GraphML, GeoJSON
    lines, or a table of edges (CSV, Parquet); ``nodes`` is the table of node coordinates beside such a table.

    Only what a person may walk is kept (docs/walking-filter.md). Raises ``Fault`` with file, row where there
    is one, and what to do, for whatever cannot be used.
    """  # noqa: D205
    head = _head(path)
    packing, text = _unpacked(head)
    start = text.removeprefix(b"\xef\xbb\xbf").lstrip()
    for signature, zh, en, remedy in ELSEWHERE:
        if head.startswith(signature) and path.suffix.lower() != ".xlsx":
            raise _refuse(path, zh, en, remedy)
    if b"OSMHeader" in head[:64]:
        return read_osm(path, "pbf", "OpenStreetMap PBF")
    if start.startswith(b"<") or b"\x00<" in text[:8] or b"<\x00" in text[:8]:
        return _read_xml(path, packing, text)
    if path.name.lower().endswith(".pbf"):
        return read_osm(path, "pbf", "OpenStreetMap PBF")  # which says what is wrong with it
    if packing:
        raise _refuse(path, "压缩文件，里面不是 OSM XML", "a packed file that holds no OSM XML", "unzip")
    if start.startswith((b"{", b"[")):
        return read_lines(path)
    if _is_prose(text):
        raise _refuse(path, "一段文字，不是表格", "plain text, not a table")
    return read_edges(path, nodes)
