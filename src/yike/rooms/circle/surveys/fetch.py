"""Fetch a street extract from a server that the office names: an Overpass API, or plain files as Geofabrik has.

No server is built in: the address is a setting (an argument, or the variable ``YIKE_STREET_SERVER``).
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import cast
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import Request, urlopen

from yike.engines.faults import Fault
from yike.engines.reach.streets.model import Streets
from yike.engines.reach.streets.read import read_streets
from yike.engines.wholefile import whole_file

SETTING = "YIKE_STREET_SERVER"
FILES = (".pbf", ".osm", ".osm.gz", ".osm.bz2")
BUSY = (429, 502, 503, 504)
BLOCK = 1 << 16
LARGEST_BOX = 4.0  # square degrees: a province; beyond that an Overpass server should not be asked
_NUMBER = re.compile(r"\s*[-+]?\d+(\.\d+)?\s*")
_TAIL = 4096  # bytes at the end of an answer in which Overpass reports that it broke off
_PAGE = re.compile(rb"(?is)(?:\xef\xbb\xbf)?\s*(?:<\?xml.*?\?>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+)?html")

Box = tuple[float, float, float, float]
Progress = Callable[[int, int | None], None]


@dataclass(frozen=True)
class Manners:
    """How long to wait for a server, how often to ask a busy one again, how much to take."""

    timeout: float = 60.0  # seconds without a byte
    tries: int = 4
    pause: float = 5.0  # seconds before the second try, doubled each time; Retry-After counts more
    longest_pause: float = 120.0
    most_bytes: int = 4 << 30
    sleep: Callable[[float], None] = time.sleep


Told = Callable[[str, str], None]  # 中文, English


class _Busy(Exception):  # noqa: N818 - not an error yet: asking again may help
    """``zh``/``en`` say what happened, ``do_zh``/``do_en`` what to do if it happens to the end."""

    def __init__(self, zh: str, en: str, do_zh: str, do_en: str, after: float | None = None) -> None:
        super().__init__(en)
        self.zh, self.en, self.do_zh, self.do_en, self.after = zh, en, do_zh, do_en, after


def _busy(code: int, after: float | None) -> _Busy:
    do_zh, do_en = "请过一会儿再试，或缩小范围", "Try again later, or ask for less"
    return _Busy(f"服务器一直忙（{code}）", f"the server stayed busy ({code})", do_zh, do_en, after)


def _silent() -> _Busy:
    do_zh, do_en = "请过一会儿再试，并检查网络", "Try again later, and check the network"
    return _Busy("服务器太久没有应答", "the server gave no answer in time", do_zh, do_en)


def _cut_short(done: int, total: int | None) -> _Busy:
    do_zh, do_en = (
        "请检查网络后再试，或换一个小一些的地区",
        "Check the network and try again, or ask for less",
    )
    of_zh, of_en = ("", "") if total is None else (f"，应有 {total:,}", f" of {total:,}")
    zh, en = f"下载中断，只收到 {done:,} 字节{of_zh}", f"the download was cut short at {done:,}{of_en} bytes"
    return _Busy(zh, en, do_zh, do_en)


def box_of(area: str) -> Box | None:
    """Return the box written as west, south, east, north degrees; None for anything but four numbers.

    Raises ``Fault`` where the numbers make no box.
    """
    parts = area.replace("，", ",").split(",")
    if len(parts) != 4 or not all(_NUMBER.fullmatch(part) for part in parts):
        return None
    west, south, east, north = map(float, parts)
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise Fault(
            f"“{area}”围不成一个范围",
            f'"{area}" is no box',
            do_zh="请按 西,南,东,北 的次序写四个度数，如 120.61,31.29,120.66,31.32",
            do_en="Write west,south,east,north in degrees, such as 120.61,31.29,120.66,31.32",
        )
    if (east - west) * (north - south) > LARGEST_BOX:
        raise Fault(
            "范围太大，查询服务器承受不了",
            "the box is too large for a query server",
            do_zh="请缩小范围，或从提供整省文件的服务器下载",
            do_en="Make it smaller, or use a server that offers whole regions as files",
        )
    return west, south, east, north


def overpass_query(area: str, seconds: int = 180) -> str:
    """Return the Overpass QL query for walked ways, squares, barriers and water of a box or a named place."""
    box = box_of(area)
    if box is not None:
        west, south, east, north = box
        frame, found, within = f"[bbox:{south},{west},{north},{east}]", "", ""
    else:
        name = area.strip().replace("\\", "\\\\").replace('"', '\\"')
        frame, found, within = "", f'area["name"="{name}"]->.place;', "(area.place)"
    wanted = (
        'way["highway"]', 'way["man_made"="pier"]', 'nwr["place"="square"]',
        'rel["type"="multipolygon"]["highway"~"^(pedestrian|footway|path)$"]',
        'way["waterway"]', 'way["natural"~"^(water|bay|coastline)$"]', 'rel["natural"="water"]',
    )  # fmt: skip
    parts = "".join(f"{part}{within};" for part in wanted)
    return f"[out:xml][timeout:{seconds}]{frame};{found}({parts});(._;>;);out body;"


def server_setting(server: str | None = None) -> str:
    """Return the address of the street server: ``server``, else the setting. Raises ``Fault`` where none is set."""
    found = server or os.environ.get(SETTING, "")
    if urlsplit(found).scheme in ("http", "https") and urlsplit(found).hostname:
        return found
    raise Fault(
        "没有街道服务器的地址" if not found else "街道服务器的地址不对，应以 http:// 或 https:// 开头",
        "no street server is set" if not found else "the street server needs an http:// or https:// address",
        do_zh=f"请用 --server 给出 Overpass 或整省文件服务器的地址，或设环境变量 {SETTING}",
        do_en=f"Name an Overpass or file server with --server, or set {SETTING}",
    )


def request_for(server: str, area: str) -> Request:
    """Return the question to ask ``server`` for ``area``.

    An address that ends in a street file is that file; one that ends in ``interpreter`` is an Overpass API;
    any other is a folder of files, in which ``area`` is a region such as ``asia/china/jiangsu``.
    """
    headers = {"User-Agent": "yike (15-minute circle planning)", "Accept-Encoding": "identity"}
    path = urlsplit(server).path.rstrip("/")
    if path.endswith("interpreter"):
        body = urlencode({"data": overpass_query(area)}).encode()
        return Request(server, data=body, headers=headers)  # noqa: S310 - the scheme was checked
    whole_files = path.endswith(FILES)
    if box_of(area) is not None:
        raise Fault(
            "这个服务器只有整个地区的文件，不能按范围取",
            "this server has files of whole regions and cannot cut out a box",
            do_zh="请写地区，如 asia/china/jiangsu，或改用 Overpass 服务器（地址以 interpreter 结尾）",
            do_en="Name a region such as asia/china/jiangsu, or use an Overpass server (…/interpreter)",
        )
    region = quote(area.strip().strip("/"))
    ending = "" if region.endswith(FILES) else "-latest.osm.pbf"
    address = server if whole_files else f"{server.rstrip('/')}/{region}{ending}"
    return Request(address, headers=headers)  # noqa: S310 - the scheme was checked


def _seconds(text: str | None) -> float | None:
    return float(text) if text and text.isdigit() else None


def _opened(request: Request, manners: Manners) -> HTTPResponse:
    """Open the connection; raise ``_Busy`` where it is worth asking again, else ``Fault``."""
    try:
        return cast(HTTPResponse, urlopen(request, timeout=manners.timeout))  # noqa: S310
    except HTTPError as error:
        with error:
            if error.code in BUSY:
                raise _busy(error.code, _seconds(error.headers.get("Retry-After"))) from error
            raise _refused(request, error.code) from error
    except TimeoutError as error:
        raise _silent() from error
    except (URLError, HTTPException, OSError) as error:
        if isinstance(getattr(error, "reason", None), TimeoutError):
            raise _silent() from error
        raise _unreached(request, str(getattr(error, "reason", error))) from error


def _refused(request: Request, code: int) -> Fault:
    known = {
        400: (
            "服务器看不懂这个地名",
            "the server does not understand the place",
            "换个写法",
            "Write it another way",
        ),
        404: (
            "服务器上没有这个地区",
            "the server has no such region",
            "检查地区的写法",
            "Check its spelling",
        ),
    }
    zh, en, do_zh, do_en = known.get(
        code,
        (
            f"服务器拒绝了（{code}）",
            f"the server refused ({code})",
            "问问管服务器的人",
            "Ask whoever runs it",
        ),
    )
    return Fault(zh, en, do_zh=f"请{do_zh}", do_en=do_en, file=request.host)


def _unreached(request: Request, reason: str) -> Fault:
    return Fault(
        f"连不上服务器（{reason}）",
        f"the server cannot be reached ({reason})",
        do_zh="请检查地址和网络",
        do_en="Check the address and the network",
        file=request.host,
    )


def _download(request: Request, part: Path, manners: Manners, progress: Progress | None) -> None:
    """Write the whole answer to ``part``. Raises ``_Busy`` where it broke off, ``Fault`` where it is too large."""
    with _opened(request, manners) as answer, part.open("wb") as file:
        length = _seconds(answer.headers.get("Content-Length"))
        total, done = None if length is None else int(length), 0
        try:
            while block := answer.read(BLOCK):
                done += len(block)
                if max(done, total or 0) > manners.most_bytes:
                    raise _too_large(request, manners)
                file.write(block)
                if progress is not None:
                    progress(done, total)
        except (TimeoutError, HTTPException, ConnectionError) as error:
            raise _cut_short(done, total) from error
        if total is not None and done < total:
            raise _cut_short(done, total)


def _too_large(request: Request, manners: Manners) -> Fault:
    gigabytes = manners.most_bytes / (1 << 30)
    return Fault(
        f"文件超过 {gigabytes:.3g} GB",
        f"the file is larger than {gigabytes:.3g} GB",
        do_zh="请换一个小一些的地区",
        do_en="Choose a smaller region",
        file=request.host,
    )


def _patiently(
    request: Request, part: Path, manners: Manners, progress: Progress | None, told: Told | None
) -> None:
    """Download, asking a busy server again after a growing pause; ``told`` hears of each pause."""
    for number in range(manners.tries):
        try:
            _download(request, part, manners, progress)
        except _Busy as busy:
            if number == manners.tries - 1:
                raise _given_up(request, busy, manners.tries) from busy
            asked = manners.pause * 2**number if busy.after is None else busy.after
            pause = min(asked, manners.longest_pause)
            if told is not None:
                again = number + 2
                told(
                    f"{busy.zh}；{pause:g} 秒后再试（第 {again} 次，共 {manners.tries} 次）",
                    f"{busy.en}; trying again in {pause:g} s (try {again} of {manners.tries})",
                )
            manners.sleep(pause)
        else:
            return


def _given_up(request: Request, busy: _Busy, tries: int) -> Fault:
    return Fault(
        f"{busy.zh}，试了 {tries} 次",
        f"{busy.en} after {tries} tries",
        do_zh=busy.do_zh,
        do_en=busy.do_en,
        file=request.host,
    )


def _check_no_page(part: Path, request: Request) -> None:
    """Raise ``Fault`` where what came is a web page."""
    with part.open("rb") as file:
        if not _PAGE.match(file.read(_TAIL)):
            return
    raise Fault(
        "服务器给的是网页，不是街道文件",
        "the server gave a web page, not a street file",
        do_zh="请检查 --server：Overpass 的地址以 /api/interpreter 结尾，文件服务器写到放文件的文件夹；"
        "也看看是否要先登录，或被网络代理拦下",
        do_en="Check --server: an Overpass address ends in /api/interpreter, a file server is named by its "
        "folder; see also whether one has to log in first or a proxy is in the way",
        file=request.host,
    )


def _check_whole(part: Path, request: Request) -> None:
    """Raise ``Fault`` where an Overpass server says at the end of its answer that it broke off."""
    with part.open("rb") as file:
        file.seek(max(0, part.stat().st_size - _TAIL))
        remark = re.search(rb"<remark>(.*?)</remark>", file.read(), re.DOTALL)
    if remark is None:
        return
    reason = " ".join(remark[1].decode("utf-8", "replace").split())
    raise Fault(
        f"服务器没有答完（{reason}）",
        f"the server broke off its answer ({reason})",
        do_zh="请缩小范围，或过一会儿再试",
        do_en="Ask for a smaller area, or try again later",
        file=request.host,
    )


def _checked(part: Path, request: Request) -> Streets:
    """Return the streets that came. Raises the reader's ``Fault`` in the name of the server."""
    try:
        return read_streets(part)
    except Fault as fault:
        host = request.host
        raise Fault(fault.zh, fault.en, do_zh=fault.do_zh, do_en=fault.do_en, file=host) from fault


def fetch_streets(
    server: str | None,
    area: str | Box,
    out: Path,
    progress: Progress | None = None,
    *,
    told: Told | None = None,
    manners: Manners | None = None,
) -> Streets:
    """Fetch the streets of ``area`` from ``server`` into the file ``out`` and return them.

    ``server`` None takes the setting; see ``request_for`` for what addresses mean. ``area`` is a box in
    degrees (west, south, east, north; also as text), a place name (Overpass) or a region (files).
    ``progress`` hears bytes done and, where known, in all; ``told`` hears why there is a pause.
    ``out`` appears only when the whole answer has come and holds streets; raises ``Fault`` otherwise.
    """
    where = area if isinstance(area, str) else ",".join(map(repr, area))
    manners = manners or Manners()
    request = request_for(server_setting(server), where)
    with whole_file(out) as part:
        _patiently(request, part, manners, progress, told)
        _check_no_page(part, request)
        _check_whole(part, request)
        streets = _checked(part, request)
    return replace(streets, source=replace(streets.source, path=str(out)))
