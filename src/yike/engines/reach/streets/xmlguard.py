"""XML is read only where it declares nothing of its own: no document type, hence no entities to blow up."""

from __future__ import annotations

import bz2
import gzip
import lzma
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Any

from yike.engines.faults import Fault

BLOCK = 1 << 20
FORBIDDEN = (b"<!DOCTYPE", b"<!ENTITY")
MOST_EXPANSION = 100  # times; real street maps pack about 15 times
FREE_EXPANSION = 1 << 26  # bytes that may come out whatever went in
WIDE = (b"\xff\xfe", b"\xfe\xff", b"\x00<", b"<\x00")  # UTF-16 and UTF-32, where the scan would see nothing

_OPEN: dict[str, Callable[[Path], AbstractContextManager[Any]]] = {
    "": partial(open, mode="rb"),
    "gz": partial(gzip.open, mode="rb"),
    "bz2": partial(bz2.open, mode="rb"),
}


def _bomb(path: Path) -> Fault:
    return Fault(
        "XML 里有 DOCTYPE 或 ENTITY 声明，可能会撑爆内存，不读",
        "the XML declares a DOCTYPE or ENTITY, which can be made to fill the memory; it is not read",
        do_zh="请用正规来源导出的街道文件",
        do_en="Use a street file exported by a source you trust",
        file=path,
    )


def _swollen(path: Path) -> Fault:
    return Fault(
        f"压缩包解开后超过原来的 {MOST_EXPANSION} 倍，不像街道地图，不读",
        f"it unpacks to more than {MOST_EXPANSION} times its size, which no street map does; it is not read",
        do_zh="请用正规来源导出的街道文件",
        do_en="Use a street file exported by a source you trust",
        file=path,
    )


def _broken(path: Path) -> Fault:
    return Fault(
        "压缩文件不完整或已损坏",
        "the packed file is incomplete or damaged",
        do_zh="请重新下载这个文件",
        do_en="Download the file again",
        file=path,
    )


def _not_utf8(path: Path) -> Fault:
    return Fault(
        "XML 不是 UTF-8 编码",
        "the XML is not in UTF-8",
        do_zh="请另存为 UTF-8",
        do_en="Save it as UTF-8",
        file=path,
    )


def unpacked(path: Path, packing: str) -> Iterator[bytes]:
    """Yield the content in blocks; ``packing`` is "", "gz" or "bz2".

    Raises ``Fault`` where it is damaged or swells beyond all measure.
    """
    most, size = max(FREE_EXPANSION, MOST_EXPANSION * path.stat().st_size), 0
    try:
        with _OPEN[packing](path) as stream:
            while block := stream.read(BLOCK):
                size += len(block)
                if packing and size > most:
                    raise _swollen(path)
                yield block
    except (EOFError, OSError, zlib.error, lzma.LZMAError) as error:
        raise _broken(path) from error


def check_xml(path: Path, packing: str) -> None:
    """Raise ``Fault`` where an XML file could make its reader run wild."""
    tail = b""
    for block in unpacked(path, packing):
        if not tail and any(mark in block[:64] for mark in WIDE):
            raise _not_utf8(path)
        text = tail + block
        if any(word in text for word in FORBIDDEN):
            raise _bomb(path)
        tail = block[-16:]
