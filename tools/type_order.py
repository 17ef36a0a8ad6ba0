"""Learn anew which Chinese characters stand together on pages, and write them into ``frontend/type.txt``.

Every page that the demonstration's people and its visitors reach by links is opened in this process, and its
characters are gathered. Starting from one group for each set of pages, those two groups are merged, again and
again, whose merging saves most bytes over all pages. Then single characters move from slice to slice, while heavy
pages get lighter by it and others little heavier; the order that stands is bettered in the same way, and the better
of the two is written. Worth doing when many pages were added or reworded: a page
whose words were not there to be learned needs more slices of type than it must (``docs/look.md``). Afterwards
run ``tools/assets.py``.

Usage: YIKE_HOME=<folder in which `yike demo` has drawn its town> python tools/type_order.py
"""

from __future__ import annotations

import heapq
import html
import os
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations, count
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))
import house_font

if TYPE_CHECKING:
    from django.test import Client

TYPE = Path(__file__).resolve().parents[1] / "src/yike/core/look/frontend/type.txt"
REQUEST, CHARACTER = 3_500, 150  # bytes: what one more slice costs a page, what one more character does
HEAD = 1_350  # bytes of a slice that hold no character
HEAVY, SWEEPS = 106, 6  # kB of type on a page that are too many; how often every character is tried anew
DESK = ("/desk/",)
UNLINKED = ("/desk/record/?verb=residents", "/desk/record/?verb=accounts")  # chosen in a form
DOORS = (
    "/",
    "/?q=理发",
    "/home/",
    "/find/",
    "/find/?q=老年卡",
    "/find/?q=办执照",
    "/p/",
    "/login/",
    "/style/",
)
MUCH, MORE = (
    200,
    2.5,
)  # characters: a page of twice as many counts six times, for it is the one that gets too heavy
SHOWN = 12  # heaviest pages that are told
OFFICE, DOOR = 1, 20  # pages of one kind that are opened for the staff, and for a visitor
UNSEEN = re.compile(r"(?s)<(script|style|option)\b.*?</\1>|<meta\b[^>]*>|<!--.*?-->")
LINK = re.compile(r'href="([^"#]+)')
NO_PAGE = re.compile(r"logout|geojson|/static/|export|\.(pdf|xlsx|csv|svg|png|json|ics)\b|^//|^[a-z]+:")
NAMED = re.compile(r"\d+|=[^&]*|(?<=/p/)[^/]+|(?<=/users/)[^/]+")
Groups = dict[int, tuple[int, frozenset[int]]]  # by number: the pages, a bit each, and the characters


def kind(path: str) -> str:
    """Return an address without what tells pages of one kind apart."""
    return NAMED.sub("#", path)


def characters(page: str) -> set[int]:
    """Return the Chinese characters and marks that a page shows."""
    return {ord(one) for one in house_font.HAN.findall(UNSEEN.sub("", page))}


def links(page: str, path: str) -> Iterator[str]:
    """Yield the addresses of pages of ours that a page links to."""
    for found in map(html.unescape, LINK.findall(page)):
        address = path.partition("?")[0] + found if found.startswith("?") else found
        if address.startswith("/") and not NO_PAGE.search(address):
            yield address


def walk(client: Client, starts: tuple[str, ...], each: int, opened: Counter[str]) -> dict[str, set[int]]:
    """Return what pages say, by address: ``starts`` and what is reached from there, ``each`` of a kind.

    ``opened`` counts the kinds, for everybody together.
    """
    found: dict[str, set[int]] = {}
    waiting, known = list(starts), set(starts)
    while waiting:
        path = waiting.pop(0)
        if path not in starts and opened[kind(path)] >= each:
            continue
        opened[kind(path)] += 1
        answer = client.get(path, follow=True)
        if answer.status_code != 200 or "html" not in answer.headers.get("Content-Type", ""):
            continue
        page = answer.content.decode()
        found[path] = characters(page)
        inside = (one for one in links(page, path) if one.startswith("/desk/") == (starts != DOORS))
        fresh = dict.fromkeys(one for one in inside if one not in known)
        known.update(fresh)
        waiting.extend(fresh)
    return found


def pages() -> dict[str, set[int]]:
    """Return what each page of the demonstration says, by who looks at it and its address."""
    from django.test import Client  # noqa: PLC0415 - the house first

    from yike.core.accounts.models import User  # noqa: PLC0415
    from yike.demonstration.accounts import ACCOUNTS  # noqa: PLC0415

    said: dict[str, set[int]] = {}
    opened = Counter[str]()
    for who in (None, *(one.username for one in ACCOUNTS)):
        client = Client(HTTP_HOST="localhost", HTTP_ACCEPT_LANGUAGE="zh-CN", raise_request_exception=False)
        if who:
            user = User.objects.get(username=who)
            client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
        starts = DOORS if who is None else (*DESK, *UNLINKED) if who == "audit" else DESK
        found = walk(client, starts, OFFICE if who else DOOR, opened)
        print(f"{who or '—'}: {len(found)}", file=sys.stderr)  # noqa: T201
        said |= {f"{who or '—'} {path}": codes for path, codes in found.items()}
    return said


def learn(said: Iterable[set[int]]) -> list[set[int]]:
    """Return the characters in groups for slices."""
    on: defaultdict[int, int] = defaultdict(int)
    counted = (page for page in said for _ in range(max(1, round((len(page) / MUCH) ** MORE))))
    for number, page in enumerate(counted):
        for code in page:
            on[code] |= 1 << number
    alike: defaultdict[int, set[int]] = defaultdict(set)
    for code, mask in on.items():
        alike[mask].add(code)
    groups = merged({number: (mask, frozenset(codes)) for number, (mask, codes) in enumerate(alike.items())})
    return [set(group) for group in groups]


def ordered(said: dict[str, set[int]], groups: list[set[int]]) -> list[set[int]]:
    """Return the groups, those whose characters stand on most pages first."""
    on = Counter(code for codes in said.values() for code in codes)
    return sorted(groups, key=lambda codes: -sum(on[code] for code in codes) / len(codes))


def cost(mask: int, size: int) -> int:
    """Return what a slice of so many characters costs all the pages that ask for it, in bytes."""
    return mask.bit_count() * (REQUEST + CHARACTER * size)


def saving(one: tuple[int, frozenset[int]], other: tuple[int, frozenset[int]]) -> int:
    """Return how many bytes are saved by making two groups one."""
    (mask, codes), (mask2, codes2) = one, other
    apart = cost(mask, len(codes)) + cost(mask2, len(codes2))
    return apart - cost(mask | mask2, len(codes) + len(codes2))


def merged(groups: Groups) -> list[frozenset[int]]:
    """Merge, the best pair first, until no merging saves anything."""
    heap = [(-gain, a, b) for a, b in combinations(groups, 2) if (gain := saving(groups[a], groups[b])) > 0]
    heapq.heapify(heap)
    numbers = count(len(groups))
    while heap:
        _gain, a, b = heapq.heappop(heap)
        if a not in groups or b not in groups:
            continue
        (mask, codes), (mask2, codes2) = groups.pop(a), groups.pop(b)
        number, made = next(numbers), (mask | mask2, codes | codes2)
        for other, group in groups.items():
            if (gain := saving(group, made)) > 0:
                heapq.heappush(heap, (-gain, other, number))
        groups[number] = made
    return [codes for _mask, codes in groups.values()]


class Slices:
    """Slices as arrays, between which single characters move. ``aim`` is what each page may cost, in kB."""

    def __init__(self, said: dict[str, set[int]], groups: list[set[int]], aim: dict[str, float]) -> None:
        self.codes = sorted(set().union(*groups))
        column = {code: number for number, code in enumerate(self.codes)}
        self.has = np.zeros((len(self.codes), len(said)), np.int32)
        for page, codes in enumerate(said.values()):
            self.has[[column[code] for code in codes if code in column], page] = 1
        held = {code: number for number, group in enumerate(groups) for code in group}
        self.of = np.array([held[code] for code in self.codes])
        self.size = np.bincount(self.of, minlength=len(groups))
        self.on = np.zeros((len(groups), len(said)), np.int32)
        np.add.at(self.on, self.of, self.has)
        self.aim = np.array([aim[page] for page in said])
        self.now = self.ill(_kb(self.on, self.size).sum(0))

    def ill(self, kb: np.ndarray) -> np.ndarray:
        """Return how bad it is that pages cost so many kB (last axis)."""
        return np.square(np.maximum(kb - self.aim, 0)).sum(-1) + 2 * kb.sum(-1)

    def move(self, code: int) -> bool:
        """Move one character to where it does most good; return whether that is elsewhere."""
        here, has = self.of[code], self.has[code]
        self.on[here] -= has
        self.size[here] -= 1
        apart = _kb(self.on, self.size)
        with_it = apart.sum(0) - apart + _kb(self.on + has, self.size + 1)
        ills = self.ill(with_it)
        best = int(ills.argmin()) if ills.min() < self.now - 1e-6 else here
        self.on[best] += has
        self.size[best] += 1
        self.of[code], self.now = best, min(self.now, ills[best])
        return bool(best != here)

    def groups(self) -> list[set[int]]:
        """Return the characters of each slice that has any."""
        found = [set[int]() for _ in self.size]
        for code, number in zip(self.codes, self.of, strict=True):
            found[number].add(code)
        return [group for group in found if group]


def _kb(on: np.ndarray, size: np.ndarray) -> np.ndarray:
    """Return what slices (rows) cost pages (columns) on which so many of their characters stand, in kB."""
    return (on > 0) * ((HEAD + CHARACTER * size) / 1000)[:, None]


def bettered(said: dict[str, set[int]], groups: list[set[int]], aim: dict[str, float]) -> Slices:
    """Return slices between which no character can move any more so that less is ill, the commonest tried first."""
    slices = Slices(said, groups, aim)
    shown = [code for code in np.argsort(-slices.has.sum(1)) if slices.has[code].any()]
    for _ in range(SWEEPS):
        if not sum(slices.move(code) for code in shown):
            break
    return slices


def weights(said: dict[str, set[int]], groups: list[set[int]]) -> dict[str, float]:
    """Return what type each page costs by this order, in kB, the heaviest first: a guess to compare orders by."""
    sizes = {
        page: sum(HEAD + CHARACTER * len(group) for group in groups if group & codes) / 1000
        for page, codes in said.items()
    }
    return dict(sorted(sizes.items(), key=lambda item: -item[1]))


def tell(what: str, said: dict[str, set[int]], groups: list[set[int]]) -> None:
    """Say how heavy pages are by an order."""
    sizes = weights(said, groups)
    print(f"{what}: {len(groups)} slices, {sum(sizes.values()) / len(sizes):.0f} kB of type a page")  # noqa: T201
    for page, size in list(sizes.items())[:SHOWN]:
        print(f"  {size:.0f} {page}")  # noqa: T201


def main() -> None:
    """Open the pages, learn, write."""
    os.environ |= {"DJANGO_SETTINGS_MODULE": "yike.config.settings", "YIKE_DEMONSTRATION": "1"}
    os.environ["YIKE_SECOND_FACTOR"] = "none"
    import django  # noqa: PLC0415 - the environment first

    django.setup()
    said = pages()
    stands = [set(line) for line in house_font.learned(TYPE)]
    tell("before", said, stands)
    aim = {page: min(kb, HEAVY) for page, kb in weights(said, stands).items()}
    orders = [bettered(said, start, aim) for start in (stands, learn(said.values()))]
    groups = ordered(said, min(orders, key=lambda one: one.now).groups())
    tell("now", said, groups)
    lines = ["".join(map(chr, sorted(group))) for group in groups]
    TYPE.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


if __name__ == "__main__":
    main()
