"""Fetching streets from a server of one's own: a plain web server on this machine plays both kinds."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import osmium
import pytest

from osmdraw import osm_xml, pairs
from yike.engines.faults import Fault
from yike.engines.reach.streets.model import Mark
from yike.rooms.circle.surveys.fetch import (
    SETTING,
    Manners,
    box_of,
    fetch_streets,
    overpass_query,
    request_for,
    server_setting,
)

MAP = osm_xml({1: (0.0, 0.0), 2: (90.0, 0.0)}, [([1, 2], {"highway": "footway", "name": "定慧寺巷"})])
BOX = "120.62,31.29,120.65,31.32"


@dataclass
class Answer:
    """What the server says once: status, body, headers; ``promised`` bytes, when fewer are sent."""

    status: int = 200
    body: bytes = MAP.encode()
    headers: dict[str, str] = field(default_factory=dict)
    promised: int | None = None


@dataclass
class Server:
    """A server on the loopback that says its answers one after the other, the last one for ever."""

    url: str
    answers: list[Answer]
    asked: list[tuple[str, str, str]] = field(default_factory=list)  # method, path, body

    @property
    def overpass(self) -> str:
        return f"{self.url}/api/interpreter"


def handler(server: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            server.asked.append((self.command, self.path, body))
            said = server.answers.pop(0) if len(server.answers) > 1 else server.answers[0]
            self.send_response(said.status)
            self.send_header("Content-Length", str(said.promised or len(said.body)))
            for name, value in said.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said.body)

        do_GET = do_POST = answer  # noqa: N815 - the names that http.server calls

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler


@pytest.fixture
def server() -> Iterator[Server]:
    state = Server("", [Answer()])
    with ThreadingHTTPServer(("127.0.0.1", 0), handler(state)) as running:
        state.url = f"http://127.0.0.1:{running.server_address[1]}"
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield state
        running.shutdown()
        thread.join()


def manners(slept: list[float] | None = None, **more: object) -> Manners:
    naps = [] if slept is None else slept
    return Manners(timeout=5.0, sleep=naps.append, **more)  # type: ignore[arg-type]


def fault_of(server: Server, out: Path, area: str = BOX, **more: object) -> Fault:
    with pytest.raises(Fault) as caught:
        fetch_streets(server.overpass, area, out, manners=manners(**more))
    assert list(out.parent.iterdir()) == []
    return caught.value


def test_a_box_is_asked_of_an_overpass_server_and_kept_as_it_came(server: Server, tmp_path: Path) -> None:
    streets = fetch_streets(server.overpass, BOX, tmp_path / "town.osm", manners=manners())
    [(method, path, body)] = server.asked
    assert (method, path) == ("POST", "/api/interpreter")
    assert parse_qs(body) == {"data": [overpass_query(BOX)]}
    assert (tmp_path / "town.osm").read_bytes() == MAP.encode()
    assert (pairs(streets), streets.source.path) == ({(1, 2): Mark.FOOTWAY}, str(tmp_path / "town.osm"))


def test_a_box_may_be_given_as_numbers(server: Server, tmp_path: Path) -> None:
    fetch_streets(server.overpass, (120.62, 31.29, 120.65, 31.32), tmp_path / "town.osm", manners=manners())
    assert parse_qs(server.asked[0][2]) == {"data": [overpass_query(BOX)]}


def test_the_query_frames_a_box_south_first_and_looks_up_a_place_by_name() -> None:
    box, place = overpass_query(BOX), overpass_query('双塔"街道')
    assert box.startswith('[out:xml][timeout:180][bbox:31.29,120.62,31.32,120.65];(way["highway"];')
    start = '[out:xml][timeout:180];area["name"="双塔\\"街道"]->.place;(way["highway"](area.place);'
    assert place.startswith(start)
    assert (box.endswith(");(._;>;);out body;"), place.endswith(");(._;>;);out body;")) == (True, True)


def test_a_region_is_a_file_below_the_servers_address(server: Server, tmp_path: Path) -> None:
    (tmp_path / "m.osm").write_text(MAP, encoding="utf-8")
    with osmium.SimpleWriter(str(tmp_path / "m.osm.pbf")) as writer:
        osmium.apply(str(tmp_path / "m.osm"), writer)
    server.answers = [Answer(body=(tmp_path / "m.osm.pbf").read_bytes())]
    streets = fetch_streets(
        f"{server.url}/maps/", "asia/china/江苏", tmp_path / "out.osm.pbf", manners=manners()
    )
    assert server.asked == [("GET", "/maps/asia/china/%E6%B1%9F%E8%8B%8F-latest.osm.pbf", "")]
    assert streets.source.format == "OpenStreetMap PBF"


@pytest.mark.parametrize(
    ("address", "area", "asked"),
    [
        ("http://h/maps/town.osm.pbf", "anything", "http://h/maps/town.osm.pbf"),
        ("http://h/maps", "europe/monaco", "http://h/maps/europe/monaco-latest.osm.pbf"),
        ("http://h/maps", "/old/monaco.osm.bz2", "http://h/maps/old/monaco.osm.bz2"),
    ],
)
def test_an_address_is_a_file_or_a_folder_of_regions(address: str, area: str, asked: str) -> None:
    assert request_for(address, area).full_url == asked


def test_a_box_cannot_be_cut_out_of_whole_files() -> None:
    with pytest.raises(Fault) as caught:
        request_for("http://h/maps", BOX)
    assert caught.value.en == "this server has files of whole regions and cannot cut out a box"


def test_an_answer_of_another_form_than_the_files_name_is_still_read(server: Server, tmp_path: Path) -> None:
    streets = fetch_streets(server.overpass, "双塔街道", tmp_path / "town.osm.pbf", manners=manners())
    assert streets.source.format == "OpenStreetMap XML"


def test_the_day_of_the_servers_data_is_the_day_of_the_map(server: Server, tmp_path: Path) -> None:
    dated = MAP.replace("<node", '<meta osm_base="2026-11-01T02:03:04Z"/><node', 1)
    server.answers = [Answer(body=dated.encode())]
    streets = fetch_streets(server.overpass, BOX, tmp_path / "town.osm", manners=manners())
    assert streets.source.date == "2026-11-01"


def test_progress_is_told_in_bytes(server: Server, tmp_path: Path) -> None:
    heard: list[tuple[int, int | None]] = []
    fetch_streets(
        server.overpass,
        BOX,
        tmp_path / "m.osm",
        lambda done, total: heard.append((done, total)),
        manners=manners(),
    )
    assert heard[-1] == (len(MAP.encode()), len(MAP.encode()))


def test_a_busy_server_is_asked_again_after_the_pause_it_names(server: Server, tmp_path: Path) -> None:
    slept: list[float] = []
    server.answers = [
        Answer(429, headers={"Retry-After": "7"}),
        Answer(504),
        Answer(503, headers={"Retry-After": "9999"}),
        Answer(),
    ]
    fetch_streets(server.overpass, BOX, tmp_path / "town.osm", manners=manners(slept))
    assert (slept, len(server.asked)) == ([7.0, 10.0, 120.0], 4)


def test_a_download_that_breaks_off_is_begun_again(server: Server, tmp_path: Path) -> None:
    server.answers = [Answer(body=MAP.encode()[:50], promised=5000), Answer()]
    streets = fetch_streets(server.overpass, BOX, tmp_path / "town.osm", manners=manners())
    assert streets.segments == 1


def test_a_download_that_is_always_cut_short_says_so(server: Server, tmp_path: Path) -> None:
    server.answers = [Answer(body=MAP.encode()[:50], promised=5000)]
    fault = fault_of(server, tmp_path / "town.osm", tries=2)
    assert (fault.en, fault.zh, len(server.asked)) == (
        "the download was cut short at 50 of 5,000 bytes after 2 tries",
        "下载中断，只收到 50 字节，应有 5,000，试了 2 次",
        2,
    )


def test_every_pause_is_told_with_its_reason(server: Server, tmp_path: Path) -> None:
    server.answers = [Answer(429), Answer(body=MAP.encode()[:50], promised=5000), Answer()]
    heard: list[str] = []
    fetch_streets(
        server.overpass, BOX, tmp_path / "m.osm", told=lambda _zh, en: heard.append(en), manners=manners()
    )
    assert heard == [
        "the server stayed busy (429); trying again in 5 s (try 2 of 4)",
        "the download was cut short at 50 of 5,000 bytes; trying again in 10 s (try 3 of 4)",
    ]


def test_a_server_that_stays_busy_is_left_in_peace(server: Server, tmp_path: Path) -> None:
    server.answers = [Answer(429)]
    fault = fault_of(server, tmp_path / "town.osm", tries=3)
    assert (fault.en, len(server.asked)) == ("the server stayed busy (429) after 3 tries", 3)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (Answer(400), "the server does not understand the place"),
        (Answer(404), "the server has no such region"),
        (Answer(403), "the server refused (403)"),
        (Answer(body=b"<html>sorry</html>"), "the server gave a web page, not a street file"),
        (Answer(body=b'<osm version="0.6"></osm>'), "there is no walkable street in it"),
        (Answer(body=b""), "the file is empty"),
        (
            Answer(body=MAP.replace("</osm>", "<remark> runtime error: timed out </remark></osm>").encode()),
            "the server broke off its answer (runtime error: timed out)",
        ),
    ],
)
def test_an_answer_without_a_map_leaves_no_file(
    server: Server, tmp_path: Path, answer: Answer, says: str
) -> None:
    server.answers = [answer]
    fault = fault_of(server, tmp_path / "town.osm")
    assert (fault.en, fault.where.file) == (says, server.url.removeprefix("http://"))


@pytest.mark.parametrize("promised", [None, 10**12])
def test_more_than_one_wants_is_not_taken(server: Server, tmp_path: Path, promised: int | None) -> None:
    server.answers = [Answer(promised=promised)]
    fault = fault_of(server, tmp_path / "town.osm", most_bytes=100)
    assert fault.en == "the file is larger than 9.31e-08 GB"


def test_an_older_map_stays_where_the_new_one_fails(server: Server, tmp_path: Path) -> None:
    out = tmp_path / "town.osm"
    out.write_text("yesterday's")
    server.answers = [Answer(404)]
    with pytest.raises(Fault):
        fetch_streets(server.overpass, BOX, out, manners=manners())
    assert out.read_text() == "yesterday's"


def test_a_server_that_is_not_there_is_named_without_what_the_address_may_hide(tmp_path: Path) -> None:
    with pytest.raises(Fault) as caught:
        fetch_streets("http://127.0.0.1:9/secret/interpreter", BOX, tmp_path / "m.osm", manners=manners())
    assert caught.value.where.file == "127.0.0.1:9"
    assert "secret" not in caught.value.text("en")


def test_the_server_may_be_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SETTING, "https://streets.example/api/interpreter")
    assert server_setting() == "https://streets.example/api/interpreter"
    assert server_setting("http://other.example") == "http://other.example"


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("", "no street server is set"),
        ("ftp://h/x", "the street server needs an http:// or https:// address"),
        ("file:///etc/passwd", "the street server needs an http:// or https:// address"),
        ("streets.example", "the street server needs an http:// or https:// address"),
    ],
)
def test_without_a_web_address_there_is_no_server(
    address: str, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(SETTING, raising=False)
    with pytest.raises(Fault) as caught:
        server_setting(address)
    assert caught.value.en == says


@pytest.mark.parametrize(
    ("area", "box"),
    [
        (BOX, (120.62, 31.29, 120.65, 31.32)),
        ("-46.7， -23.6，-46.5，-23.4", (-46.7, -23.6, -46.5, -23.4)),
        ("双塔街道", None),
        ("a,b,c,d", None),
        ("1,2,3", None),
    ],
)
def test_a_box_is_four_numbers_and_anything_else_a_name(
    area: str, box: tuple[float, float, float, float] | None
) -> None:
    assert box_of(area) == box


@pytest.mark.parametrize(
    ("area", "says"),
    [
        ("120.65,31.29,120.62,31.32", '"120.65,31.29,120.62,31.32" is no box'),
        ("31.29,120.62,31.32,120.65", '"31.29,120.62,31.32,120.65" is no box'),
        ("100,20,120,40", "the box is too large for a query server"),
    ],
)
def test_numbers_that_make_no_box_are_refused(area: str, says: str) -> None:
    with pytest.raises(Fault) as caught:
        box_of(area)
    assert caught.value.en == says
