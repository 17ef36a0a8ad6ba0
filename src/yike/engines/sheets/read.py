"""Read a table from any of the formats an office or a GIS program writes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from yike.engines.faults import Fault
from yike.engines.sheets.delimited import read_delimited
from yike.engines.sheets.features import read_geojson
from yike.engines.sheets.geopackage import read_geopackage
from yike.engines.sheets.parquet import read_parquet
from yike.engines.sheets.table import Table, empty_file
from yike.engines.sheets.workbook import read_workbook

READERS: dict[str, tuple[str, Callable[[Path], Table]]] = {
    ".csv": ("CSV", read_delimited),
    ".tsv": ("CSV", read_delimited),
    ".txt": ("CSV", read_delimited),
    ".xlsx": ("XLSX", read_workbook),
    ".xlsm": ("XLSX", read_workbook),
    ".xls": ("XLS", read_workbook),
    ".geojson": ("GeoJSON", read_geojson),
    ".json": ("GeoJSON", read_geojson),
    ".gpkg": ("GeoPackage", read_geopackage),
    ".parquet": ("Parquet", read_parquet),
    ".geoparquet": ("Parquet", read_parquet),
}
# How files of a format begin, and the extension they should have. XLS covers XLSX with a password.
SIGNATURES: tuple[tuple[bytes, tuple[str, ...], str], ...] = (
    (b"PK\x03\x04", ("XLSX",), ".xlsx"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ("XLS", "XLSX"), ".xls"),
    (b"SQLite format 3\x00", ("GeoPackage",), ".gpkg"),
    (b"PAR1", ("Parquet",), ".parquet"),
    (b"{", ("GeoJSON",), ".geojson"),
)


def _start(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(64)
    except OSError as error:
        raise Fault(
            f"打不开：{error.strerror}",
            f"cannot be opened: {error.strerror}",
            do_zh="请检查文件名和读取权限",
            do_en="Check the file name and that you may read it",
            file=path,
        ) from error


def _unknown(path: Path) -> Fault:
    known = " ".join(READERS)
    return Fault(
        f"不认得扩展名“{path.suffix}”",
        f'the extension "{path.suffix}" is not known',
        do_zh=f"请另存为其中之一：{known}",
        do_en=f"Save it as one of: {known}",
        file=path,
    )


def _check_extension(path: Path, start: bytes, format_: str) -> None:
    """Refuse a file whose first bytes tell of another format than its name: it was renamed, not converted."""
    trimmed = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    for signature, formats, extension in SIGNATURES:
        if trimmed.startswith(signature) and format_ not in formats:
            raise Fault(
                f"扩展名是 {path.suffix}，内容却是 {formats[0]}",
                f"the name ends in {path.suffix}, but inside it is {formats[0]}",
                do_zh=f"请把扩展名改为 {extension}，或重新导出",
                do_en=f"Rename it to end in {extension}, or export it again",
                file=path,
            )


def format_of(path: Path) -> str:
    """Return the format a file's name tells ("XLSX", "GeoJSON" …), once its first bytes have agreed.

    Raises ``Fault`` for an unknown extension, an empty file, or contents of another format.
    """
    if path.suffix.casefold() not in READERS:
        raise _unknown(path)
    start = _start(path)
    if not start:
        raise empty_file(str(path))
    format_, _ = READERS[path.suffix.casefold()]
    _check_extension(path, start, format_)
    return format_


def read_table(path: Path) -> Table:
    """Return the table in ``path``: CSV, XLSX, XLS, GeoJSON, GeoPackage, Parquet (with pyarrow).

    Raises ``Fault``, naming file and row, for whatever is not a table of that kind.
    """
    format_of(path)
    _, reader = READERS[path.suffix.casefold()]
    try:
        return reader(path)
    except MemoryError as error:
        raise Fault(
            "文件太大，内存放不下",
            "the file is too large for the memory of this machine",
            do_zh="请分成几个文件，或只保留要用的列",
            do_en="Split it, or keep only the columns you need",
            file=path,
        ) from error
