# /// script
# requires-python = ">=3.11"
# dependencies = ["opencc==1.4.2", "pypinyin==0.55.0"]
# ///
"""Make the three small tables of Chinese characters that the search engine reads; needed only to make them anew.

``readings.txt`` holds one reading without tones for each character, then the phrases in which a character is read
otherwise. Of pypinyin's 47,000 phrases only those are kept that change what is read, so that the table takes a
fortieth of the memory. ``rare.txt`` holds the readings of characters outside the plain block, which names of
persons may have. ``simplified.txt`` holds the traditional characters and, below, the simplified ones, from
OpenCC.

Usage: uv run tools/hanzi.py
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

DATA = Path(__file__).resolve().parents[1] / "src/yike/engines/search/data"
FIRST, LAST = 0x4E00, 0x9FFF
RARE_FIRST = 0x3400
LONGEST = 8  # characters of a phrase that are looked at
PLACES_AND_DUTIES = {  # read otherwise in a street than in a dictionary of idioms
    "还建": "huan jian",
    "退还": "tui huan",
    "归还": "gui huan",
    "还款": "huan kuan",
    "返还": "fan huan",
    "莫邪": "mo ye",
    "朝阳": "chao yang",
    "便宜": "bian yi",
    "便宜坊": "bian yi fang",
    "给付": "ji fu",
    "区划": "qu hua",
    "重残": "zhong can",
    "校场": "jiao chang",
    "会计": "kuai ji",
    "支行": "zhi hang",
    "分行": "fen hang",
    "总行": "zong hang",
    "工行": "gong hang",
    "农行": "nong hang",
    "建行": "jian hang",
    "中行": "zhong hang",
    "交行": "jiao hang",
    "招行": "zhao hang",
    "本行": "ben hang",
}
Table = dict[str, list[str]]


def toneless(syllable: str) -> str:
    """Return a syllable with its tone taken off and ü written v."""
    from pypinyin.contrib.tone_convert import to_normal  # noqa: PLC0415 - nobody but this tool has it

    return str(to_normal(syllable)).replace("ü", "v")


def singles() -> dict[str, str]:
    """Return the first reading of each character, and of the round zero."""
    from pypinyin.pinyin_dict import pinyin_dict  # noqa: PLC0415

    found = {chr(code): toneless(readings.split(",")[0]) for code, readings in pinyin_dict.items()}
    return found | {"〇": "ling"}


def is_plain(character: str) -> bool:
    """Return whether a character belongs to the plain block, or is the round zero."""
    return FIRST <= ord(character) <= LAST or character == "〇"


def read(text: str, single: dict[str, str], phrases: Table) -> list[str]:
    """Read a text: the longest phrase that begins here, else the single character."""
    out: list[str] = []
    while len(out) < len(text):
        here = text[len(out) :]
        sizes = range(min(LONGEST, len(here)), 1, -1)
        phrase = next((here[:size] for size in sizes if here[:size] in phrases), None)
        out += phrases[phrase] if phrase else [single[here[0]]]
    return out


def known_phrases(single: dict[str, str]) -> Iterator[tuple[str, list[str]]]:
    """Give every phrase of the dictionary, short ones first, with its readings."""
    from pypinyin.phrases_dict import phrases_dict  # noqa: PLC0415

    for phrase in sorted(phrases_dict, key=lambda phrase: (len(phrase), phrase)):
        readings = [toneless(of[0]) for of in phrases_dict[phrase]]
        if len(readings) == len(phrase) <= LONGEST and all(c in single for c in phrase):
            yield phrase, readings


def needed_phrases(single: dict[str, str]) -> Table:
    """Return the phrases that the single characters and shorter phrases do not already read so."""
    kept: Table = {}
    every = list(known_phrases(single))
    odd = {c for phrase, readings in every for c, r in zip(phrase, readings, strict=True) if single[c] != r}
    for phrase, readings in every:
        if odd.intersection(phrase) and read(phrase, single, kept) != readings:
            kept[phrase] = readings
    return kept | {phrase: readings.split() for phrase, readings in PLACES_AND_DUTIES.items()}


def by_sound(single: dict[str, str]) -> Iterator[str]:
    """Give a line for each syllable, with the characters read so."""
    found: dict[str, list[str]] = defaultdict(list)
    for character, sound in sorted(single.items()):
        found[sound].append(character)
    yield from (f"{sound} {''.join(characters)}" for sound, characters in sorted(found.items()))


def rare_page() -> Iterator[str]:
    """Give the lines of rare.txt."""
    yield from by_sound(
        {c: sound for c, sound in singles().items() if ord(c) >= RARE_FIRST and not is_plain(c)}
    )


def readings_page() -> Iterator[str]:
    """Give the lines of readings.txt."""
    single = {c: sound for c, sound in singles().items() if is_plain(c)}
    yield from by_sound(single)
    yield ""
    yield from (f"{phrase} {' '.join(sounds)}" for phrase, sounds in sorted(needed_phrases(single).items()))


def simplified_page() -> Iterator[str]:
    """Give the two lines of simplified.txt."""
    from opencc import OpenCC  # noqa: PLC0415

    convert = OpenCC("t2s").convert
    pairs = [(c, plain) for c in map(chr, range(FIRST, LAST + 1)) if (plain := convert(c)) != c]
    pairs = [(c, plain) for c, plain in pairs if len(plain) == 1 and FIRST <= ord(plain) <= LAST]
    yield "".join(c for c, _ in pairs)
    yield "".join(plain for _, plain in pairs)


if __name__ == "__main__":
    DATA.mkdir(parents=True, exist_ok=True)
    pages = {"readings.txt": readings_page(), "rare.txt": rare_page(), "simplified.txt": simplified_page()}
    for name, lines in pages.items():
        (DATA / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
