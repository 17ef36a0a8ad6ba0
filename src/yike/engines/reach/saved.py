"""Prepared streets in one file, mapped into memory: ready in milliseconds, read only where they are used.

Layout: 8 bytes of magic, 8 bytes header length (little endian), 4 bytes CRC-32 of the header, the header as
JSON, then the arrays, each beginning on a multiple of 64 bytes, as the machine holds them (little endian).
"""

from __future__ import annotations

import json
import mmap
import struct
import sys
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields, is_dataclass, replace
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

import numpy as np
from numpy.typing import NDArray

from yike.engines.faults import Fault
from yike.engines.reach.graph import Graph, graph_of
from yike.engines.reach.hierarchy import Hierarchy
from yike.engines.reach.pace import Pace
from yike.engines.reach.streets.model import Mark, Streets
from yike.engines.reach.walk import Walk
from yike.engines.wholefile import whole_file

MAGIC = b"YIKEWALK"
VERSION = 2
_LINE = 64
_HEAD = struct.Struct("<8sQI")

Record = TypeVar("Record")


@dataclass(frozen=True)
class Saved:
    """What a file holds: the streets, and walks of them by pace."""

    streets: Streets
    walks: tuple[Walk, ...]

    def walk(self, pace: Pace) -> Walk:
        """Return the prepared walk of that pace, or a fresh one where the file has none."""
        return next((w for w in self.walks if w.pace == pace), None) or Walk.of(self.streets, pace)


def in_sweep_order(streets: Streets, pace: Pace) -> tuple[Streets, Walk]:
    """Return the streets renumbered so that node order is the sweep order of that pace, and that walk."""
    walk = Walk.of(streets, pace)
    place = walk.hierarchy.place
    node = np.empty_like(place)
    node[place] = np.arange(len(place), dtype=np.int32)
    moved = replace(
        streets,
        lon=streets.lon[node],
        lat=streets.lat[node],
        a=place[streets.a],
        b=place[streets.b],
        node_id=streets.node_id[node],
        height=None if streets.height is None else streets.height[node],
    )
    graph = graph_of(moved.nodes, moved.a, moved.b, walk.out, walk.back)
    hierarchy = replace(walk.hierarchy, place=np.arange(len(place), dtype=np.int32))
    return moved, _walk(moved, pace, walk.out, walk.back, graph, hierarchy)


def _walk(streets: Streets, pace: Pace, out: Any, back: Any, graph: Graph, hierarchy: Hierarchy) -> Walk:
    """Return a walk that already has its graph and hierarchy."""
    walk = Walk(streets, pace, out, back)
    walk.__dict__.update(graph=graph, hierarchy=hierarchy)
    return walk


class _Arrays:
    """Arrays to be written, each once however often it is used."""

    def __init__(self) -> None:
        self.kept: list[NDArray[Any]] = []
        self.known: dict[int, int] = {}

    def add(self, array: NDArray[Any]) -> dict[str, int]:
        at = self.known.setdefault(id(array), len(self.kept))
        if at == len(self.kept):
            self.kept.append(array)
        return {"array": at}

    def pack(self, value: Any) -> Any:
        """Return a JSON value for a record, with its arrays replaced by their numbers."""
        if isinstance(value, np.ndarray):
            return self.add(value)
        if is_dataclass(value) and not isinstance(value, type):
            return {f.name: self.pack(getattr(value, f.name)) for f in fields(value)}
        return value


def _contents(streets: Streets, walks: Sequence[Walk], arrays: _Arrays) -> dict[str, Any]:
    return {
        "version": VERSION,
        "streets": arrays.pack(streets),
        "walks": [
            {
                "pace": asdict(w.pace) | {"never": int(w.pace.never)},
                "out": arrays.pack(w.out),
                "back": arrays.pack(w.back),
                "graph": arrays.pack(w.graph),
                "hierarchy": arrays.pack(w.hierarchy),
            }
            for w in walks
        ],
    }


def _places(arrays: list[NDArray[Any]]) -> Iterator[dict[str, Any]]:
    at = 0
    for array in arrays:
        yield {"dtype": array.dtype.str, "shape": array.shape, "at": at}
        at += -(-array.nbytes // _LINE) * _LINE


def save(path: Path, streets: Streets, walks: Sequence[Walk]) -> None:
    """Write streets and prepared walks of them as one whole file. Raises ``Fault`` where it cannot be written."""
    arrays = _Arrays()
    header = _contents(streets, walks, arrays)
    header["arrays"] = list(_places(arrays.kept))
    header["bytes"] = sum(-(-a.nbytes // _LINE) * _LINE for a in arrays.kept)
    header["crc"] = [
        zlib.crc32(np.ascontiguousarray(a).data.cast("B") if a.nbytes else b"") for a in arrays.kept
    ]
    text = json.dumps(header, ensure_ascii=False).encode()
    with whole_file(path) as part, part.open("wb") as file:
        file.write(_HEAD.pack(MAGIC, len(text), zlib.crc32(text)))
        file.write(text)
        file.write(bytes(-file.tell() % _LINE))
        for array in arrays.kept:
            file.write(np.ascontiguousarray(array).tobytes())
            file.write(bytes(-file.tell() % _LINE))


def is_saved(path: Path) -> bool:
    """Return whether a file is of this form."""
    try:
        with path.open("rb") as file:
            return file.read(len(MAGIC)) == MAGIC
    except OSError:
        return False


def _broken(path: Path, zh: str, en: str) -> Fault:
    do_zh, do_en = (
        "请用 yike circle prepare 重新准备街道",
        "Prepare the streets again with yike circle prepare",
    )
    return Fault(zh, en, do_zh=do_zh, do_en=do_en, file=path)


def _header(path: Path, raw: mmap.mmap) -> tuple[dict[str, Any], int]:
    if len(raw) < _HEAD.size or raw[: len(MAGIC)] != MAGIC:
        raise _broken(path, "不是准备好的街道文件", "is not a prepared street file")
    _, length, crc = _HEAD.unpack(raw[: _HEAD.size])
    text = raw[_HEAD.size : _HEAD.size + length]
    if len(text) < length or zlib.crc32(text) != crc:
        raise _broken(path, "文件头损坏或不完整", "has a damaged or incomplete header")
    header: dict[str, Any] = json.loads(text)
    if header["version"] != VERSION or sys.byteorder != "little":
        raise _broken(
            path, "由另一版本写成，这里读不了", "was written by another version and cannot be read here"
        )
    first = -(-(_HEAD.size + length) // _LINE) * _LINE
    if first + header["bytes"] > len(raw):
        raise _broken(path, "文件不完整，少了一截", "is cut short")
    return header, first


class _Reader:
    """Records rebuilt from a header, their arrays as views of the mapped file."""

    def __init__(self, raw: mmap.mmap, header: dict[str, Any], first: int) -> None:
        self.arrays = [
            np.frombuffer(raw, np.dtype(a["dtype"]), int(np.prod(a["shape"])), first + a["at"]).reshape(
                a["shape"]
            )
            for a in header["arrays"]
        ]
        self.sound = [zlib.crc32(a.data.cast("B") if a.nbytes else b"") for a in self.arrays] == header["crc"]

    def record(self, kind: type[Record], value: dict[str, Any]) -> Record:
        """Return a record of that type; nested records are found by their declared types."""
        hints = get_type_hints(kind)
        return kind(**{name: self._value(hints[name], held) for name, held in value.items()})

    def _value(self, hint: Any, value: Any) -> Any:
        if isinstance(value, dict) and set(value) == {"array"}:
            return self.arrays[value["array"]]
        if isinstance(value, dict) and isinstance(hint, type):
            return self.record(hint, value)
        return tuple(value) if isinstance(value, list) else value


def load(path: Path) -> Saved:
    """Return what a file holds, mapped: nothing is copied, changes to the arrays stay in this process.

    Raises ``Fault`` where the file is not of this form, damaged, cut short or of another version.
    """
    try:
        with path.open("rb") as file:
            raw = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)
    except (OSError, ValueError) as error:
        raise _broken(path, "打不开", "cannot be opened") from error
    header, first = _header(path, raw)
    reader = _Reader(raw, header, first)
    if not reader.sound:  # a wrong index would take the whole process down
        raise _broken(path, "内容损坏", "is damaged")
    if hasattr(mmap, "MADV_DONTNEED"):  # checking read all of it; only what is used need stay in memory
        raw.madvise(mmap.MADV_DONTNEED)
    streets = reader.record(Streets, header["streets"])
    walks = (
        _walk(
            streets,
            Pace(**(w["pace"] | {"never": Mark(w["pace"]["never"])})),
            reader.arrays[w["out"]["array"]],
            reader.arrays[w["back"]["array"]],
            reader.record(Graph, w["graph"]),
            reader.record(Hierarchy, w["hierarchy"]),
        )
        for w in header["walks"]
    )
    return Saved(streets, tuple(walks))
