"""Names read aloud: surnames in their own way, given names as the dictionary has them."""

from __future__ import annotations

import pytest
from pypinyin import lazy_pinyin

from yike.engines.search.names import name_sounds
from yike.engines.search.sounds import sounds

NAMES = {
    "单雄信": "shan xiong xin",
    "仇英": "qiu ying",
    "区适子": "ou shi zi",
    "解缙": "xie jin",
    "查慎行": "zha shen xing",
    "曾国藩": "zeng guo fan",
    "任伯年": "ren bo nian",
    "华罗庚": "hua luo geng",
    "尉缭": "wei liao",
    "尉迟恭": "yu chi gong",
    "万俟咏": "mo qi yong",
    "澹台灭明": "tan tai mie ming",
    "长孙无忌": "zhang sun wu ji",
    "吕布": "lv bu",
    "刘䶮": "liu yan",
    "单": "shan",
    "": "",
}


@pytest.mark.parametrize(("name", "read"), NAMES.items(), ids=NAMES)
def test_a_surname_is_read_as_a_surname(name: str, read: str) -> None:
    assert " ".join(name_sounds(tuple(name))) == read


def test_a_surname_further_on_in_a_name_is_read_as_it_mostly_is() -> None:
    assert name_sounds(tuple("王单")) == ("wang", "dan")


def test_every_character_is_read_as_the_large_dictionary_reads_it_alone_rare_ones_too() -> None:
    blocks = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000), range(0x20000, 0x20100), range(0x2B740, 0x2B820))
    characters = [chr(code) for block in blocks for code in block]
    large = {c: lazy_pinyin(c)[0].replace("ü", "v") for c in characters}
    assert {c: sounds((c,))[0] or c for c in characters} == large
