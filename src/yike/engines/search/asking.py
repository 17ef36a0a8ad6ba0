"""A question, taken apart: what is asked about, and the words around it that every question has."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from yike.engines.search.plain import is_word, plain
from yike.engines.search.sounds import sounds

ABOUT = 0.12  # what the words around count; 1 is what is asked about

_BEFORE = (
    "我(?:想要|要去|要|想|(?!们))|想要|需要|帮[我忙]|请问|[你您]好|麻烦|咨询(?:一下)?|"
    "打听|问一下|想问|俺要|阿拉要"
)
_WHERE = (
    "(?:在|去|到|上|是)?(?:哪里|哪儿|哪边|哪个地方|什么地方|啥地方|何处|哪|啥场化)(?:可以|能够|能|去|有)?"
)
_HOW = "怎么样|怎么|怎样|怎|如何|咋样|咋|哪能|什么时候|几点|多少钱|(?:需?要)?什么材料|带什么|流程|手续"
_DO = "办理|办一下|办个|办|申请|申领|领取|领|开具|弄|搞|做|交|查询|查"
_END = "一下|一个|一张|可以|能不能|可不可以|附近|最近|吗|呢|吧|呀|啊|了|的|请|谢谢|侬|伐"
_AROUND = re.compile("|".join((_BEFORE, _WHERE, _HOW, _DO, _END)))
_ENGLISH = frozenset(
    re.findall(
        r"\w+",
        "a an and apply applying at can close closest could do does find for from get getting go hello help "
        "hi how i in is it me my near nearest need of office on one or our please some someone tell that the "
        "there this to want we what when where which will with would you your ",
    )
)
_SPELT_BEFORE = re.compile(
    r"^(?:woyaoban(?:li)?|woyao|woxiang|quna(?:li|er)ban|zainali(?:ban)?|zenmeban|zenme|ruhe|banli|ban|shenqing)(?=..)"
)
_SPELT_ONLY = re.compile(
    r"(?:zenmeban(?:li)?|zenme|zainali(?:ban)?|quna(?:li|er)ban|woyaoban(?:li)?|woyao|woxiang|banli|ruhe)+"
)
_SPELT_AFTER = re.compile(
    r"(?<=...)(?:zenmeban(?:li)?|zenmelin?g?|zenme|zainaliban|zainali|quna(?:li|er)ban|nali)$"
)


@dataclass(frozen=True)
class Asked:
    """The atoms of a question, what each sounds like, and what it counts.

    ``core`` are the places of the atoms asked about; all of them where a question holds nothing else.
    """

    atoms: tuple[str, ...]
    sounds: tuple[str, ...]
    weights: tuple[float, ...]

    @cached_property
    def core(self) -> tuple[int, ...]:
        """The places of the atoms that count in full."""
        return tuple(at for at, weight in enumerate(self.weights) if weight == 1)

    @cached_property
    def core_atoms(self) -> tuple[str, ...]:
        """The atoms that count in full."""
        return tuple(self.atoms[at] for at in self.core)

    @cached_property
    def whole(self) -> bool:
        """Whether the atoms asked about stand together, so that they can be compared as one string."""
        return bool(self.core) and self.core[-1] - self.core[0] + 1 == len(self.core)


def ask(text: str) -> Asked:
    """Take a question apart. Only its first 2,000 characters and 48 atoms are looked at."""
    atoms = plain(text).atoms
    weights = _weights(atoms)
    if ABOUT in weights and 1.0 not in weights:
        weights = (1.0,) * len(atoms)
    return Asked(atoms, sounds(atoms), weights)


def _weights(atoms: tuple[str, ...]) -> tuple[float, ...]:
    """Return what each atom counts. Words stand as a blank in the text that the patterns are looked for in."""
    text = "".join(" " if is_word(atom) else atom for atom in atoms)
    around = {at for found in _AROUND.finditer(text) for at in range(*found.span())}
    around |= {at for at, atom in enumerate(atoms) if atom in _ENGLISH}
    return tuple(ABOUT if at in around else 1.0 for at in range(len(atoms)))


def spelt_without_asking(letters: str) -> str:
    """Return typed pinyin without "I want to do" before it and "how" after it: woyaobanjzz is jzz."""
    return letters if _SPELT_ONLY.fullmatch(letters) else _SPELT_AFTER.sub("", _SPELT_BEFORE.sub("", letters))
