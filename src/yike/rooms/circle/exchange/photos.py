"""The photos of points beside the workbook: a ZIP with ``photos/<code>.jpg``, given out and taken in again."""

from __future__ import annotations

import hashlib
import io
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path, PurePosixPath

from yike.core.areas.exchange.drafts import Mistake, Spot
from yike.engines.faults import Fault
from yike.engines.pictures.clean import MAX_BYTES, clean_photo
from yike.rooms.circle.exchange.drafts import Drafts

PACKET = ".zip"
BOOK, FOLDER = "directory.xlsx", "photos"
SQUEEZED = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""Ways of packing that need little room to unpack; a header of LZMA alone may ask for 4 GB."""
PICTURES = frozenset({".jpg", ".jpeg", ".png", ".webp"})
DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, struct.error),
    *(EOFError, MemoryError, OSError, RuntimeError, ValueError),
)
"""What the ways of unpacking raise over bytes that are none of theirs; a ``Fault`` is none of these."""
MOST, MOST_PACKED, MOST_OPEN = (
    100,
    25_000_000,
    80_000_000,
)  # photos of one file; bytes given out; bytes unpacked
NOISE = (
    "__MACOSX/",
    ".DS_Store",
    "Thumbs.db",
    "desktop.ini",
)  # what systems put beside the files that are meant


def parts(sizes: Iterable[tuple[str, int]]) -> list[list[str]]:
    """Return codes of points with the sizes of their photos parted so that each part can be taken in again."""
    found: list[list[str]] = []
    room = 0
    for code, size in sizes:
        if not found or size > room or len(found[-1]) >= MOST:
            found.append([])
            room = MOST_PACKED
        found[-1].append(code)
        room -= size
    return found


def packed(book: bytes, photos: Iterable[tuple[str, bytes]]) -> bytes:
    """Return a ZIP with a workbook and photos by the codes of their points. JPEGs are not squeezed once more."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as packet:
        packet.writestr(BOOK, book)
        for code, jpeg in photos:
            packet.writestr(f"{FOLDER}/{code}.jpg", jpeg)
    return out.getvalue()


def read_packet(path: Path, read: Callable[[Path], Drafts]) -> Drafts:
    """Return what a ZIP says: the rows of its workbook, if there is one, and its photos as they are.

    Raises ``Fault`` for a damaged or locked ZIP, one with too much in it, and one with neither workbook nor photo.
    """
    try:
        with zipfile.ZipFile(path) as packet:
            meant = [one for one in packet.infolist() if not one.is_dir() and _meant(one.filename)]
            _refuse(meant)
            return _read(packet, meant, read)
    except DAMAGED:
        raise _damaged() from None


def _meant(name: str) -> bool:
    return not any(name.startswith(one) or name.endswith(one) for one in NOISE)


def _refuse(meant: list[zipfile.ZipInfo]) -> None:
    if any(one.flag_bits & 1 for one in meant):
        raise _locked()
    if any(one.compress_type not in SQUEEZED for one in meant):
        raise _damaged()
    if len(meant) > MOST + 1 or sum(one.file_size for one in meant) > MOST_OPEN:
        raise _too_much()
    if sum(_suffix(one) == ".xlsx" for one in meant) > 1:
        raise _two_books()
    if not any(_suffix(one) in {".xlsx", *PICTURES} for one in meant):
        raise _nothing()


def _suffix(one: zipfile.ZipInfo) -> str:
    return PurePosixPath(one.filename).suffix.casefold()


def _read(packet: zipfile.ZipFile, meant: list[zipfile.ZipInfo], read: Callable[[Path], Drafts]) -> Drafts:
    drafts = Drafts()
    for one in sorted(meant, key=lambda one: _suffix(one) != ".xlsx"):
        with packet.open(one) as stream:
            content = stream.read(MOST_OPEN)
        if _suffix(one) == ".xlsx":
            drafts = _book(content, read)
        elif one.filename in drafts.photos:
            drafts.mistakes.append(Mistake(Spot(name=one.filename), _twice(PurePosixPath(one.filename).stem)))
        elif _suffix(one) in PICTURES:
            drafts.photos[one.filename] = content
        else:
            drafts.mistakes.append(Mistake(Spot(name=one.filename), _odd()))
    return drafts


def _book(content: bytes, read: Callable[[Path], Drafts]) -> Drafts:
    with tempfile.TemporaryDirectory(prefix="yike-") as folder:
        path = Path(folder) / BOOK
        path.write_bytes(content)
        return read(path)


def looked_at(
    photos: Mapping[str, bytes], known: Iterable[str], kept: Mapping[str, str]
) -> tuple[dict[str, bytes], list[Mistake], int]:
    """Return the photos that are other than those kept, by code, cleaned; what is wrong by name; how many stay.

    ``known`` are the codes of points that can have one, ``kept`` the digests of those that do.
    """
    found, mistakes, same = dict[str, bytes](), list[Mistake](), 0
    codes, seen = set(known), set[str]()
    for name, content in photos.items():
        code = PurePosixPath(name).stem.casefold()
        try:
            jpeg = _cleaned(code, content, codes, seen, kept)
        except Fault as fault:
            mistakes.append(Mistake(Spot(name=name), fault))
            continue
        seen.add(code)
        if jpeg is None:
            same += 1
        else:
            found[code] = jpeg
    return found, mistakes, same


def _cleaned(
    code: str, content: bytes, known: set[str], seen: set[str], kept: Mapping[str, str]
) -> bytes | None:
    """Return the pixels of a photo, written anew; None where they are kept already. Raises ``Fault``."""
    if code not in known:
        raise _nobodys(code)
    if code in seen:
        raise _twice(code)
    if kept.get(code) == digest(content):  # as it was given out
        return None
    jpeg = clean_photo(content).jpeg
    return None if kept.get(code) == digest(jpeg) else jpeg


def digest(content: bytes) -> str:
    """Return what tells two photos apart."""
    return hashlib.sha256(content).hexdigest()


def _damaged() -> Fault:
    return Fault(
        "压缩包打不开，可能已经损坏",
        "the ZIP cannot be opened; it may be damaged",
        do_zh="请重新压缩一次再传",
        do_en="Make the ZIP once more",
    )


def _locked() -> Fault:
    return Fault(
        "压缩包设了密码",
        "the ZIP is locked with a password",
        do_zh="请不设密码再压缩一次",
        do_en="Make it without a password",
    )


def _too_much() -> Fault:
    return Fault(
        f"压缩包里东西太多：最多 {MOST} 张照片，解开后最多 {MOST_OPEN // 1_000_000} MB",
        f"there is too much in the ZIP: at most {MOST} photos, and {MOST_OPEN // 1_000_000} MB unpacked",
        do_zh="请分成几份，一份一份导入",
        do_en="Split it, and import one part after the other",
    )


def _two_books() -> Fault:
    return Fault(
        "压缩包里有几份表格",
        "there is more than one workbook in the ZIP",
        do_zh="请只留一份",
        do_en="Leave one of them",
    )


def _nothing() -> Fault:
    return Fault(
        "压缩包里没有表格，也没有照片",
        "there is neither a workbook nor a photo in the ZIP",
        do_zh=f"照片放在 {FOLDER} 里，文件名是站点编号，如 {FOLDER}/st001.jpg",
        do_en=f"Put photos into {FOLDER}, named by the code of their point: {FOLDER}/st001.jpg",
    )


def _odd() -> Fault:
    return Fault(
        "这不是表格，也不是照片",
        "this is neither a workbook nor a photo",
        do_zh="请从压缩包里去掉",
        do_en="Take it out of the ZIP",
    )


def _nobodys(code: str) -> Fault:
    return Fault(
        f"没有编号是“{code[:24]}”的站点，或已关闭、不归您管",
        f"no point has the code {code[:24]}, or it is closed or not yours",
        do_zh="照片的文件名要和站点编号一样",
        do_en="Name the photo by the code of its point",
    )


def _twice(code: str) -> Fault:
    return Fault(
        f"“{code}”有两张照片",
        f"there are two photos of {code}",
        do_zh="一个站点请只留一张",
        do_en="Leave one for each point",
    )


assert MAX_BYTES < MOST_OPEN  # noqa: S101 - one photo alone is refused by its own size, in its own words
