from __future__ import annotations

import pytest

from heard import Yike


@pytest.mark.parametrize(
    ("words", "zh", "en"),
    [
        (
            ["circle", "nearst"],
            "没法继续：没有“nearst”这个命令。是不是想写 nearest。用法见 yike circle --help。\n",
            'Cannot go on: there is no command "nearst". Did you mean nearest. See yike circle --help.\n',
        ),
        (
            ["circle", "report", "--weigth", "x"],
            "没法继续：没有 --weigth 这个选项。是不是想写 --weight。用法见 yike circle report --help。\n",
            "Cannot go on: there is no option --weigth. Did you mean --weight. See yike circle report --help.\n",
        ),
        (
            ["circle", "prepare"],
            "没法继续：少写了 STREETS。用法见 yike circle prepare --help。\n",
            "Cannot go on: STREETS is missing. See yike circle prepare --help.\n",
        ),
        (
            ["circle", "demo"],
            "没法继续：少写了 --out。用法见 yike circle demo --help。\n",
            "Cannot go on: --out is missing. See yike circle demo --help.\n",
        ),
        (
            ["circle", "demo", "--out"],
            "没法继续：--out 后面少写了值。用法见 yike circle demo --help。\n",
            "Cannot go on: --out needs a value. See yike circle demo --help.\n",
        ),
        (
            ["circle", "demo", "--json=1", "--out", "x"],
            "没法继续：--json 后面不带值。用法见 yike circle demo --help。\n",
            "Cannot go on: --json takes no value. See yike circle demo --help.\n",
        ),
        (
            ["circle", "demo", "--out", "x", "y", "z"],
            "没法继续：多写了：y z。用法见 yike circle demo --help。\n",
            "Cannot go on: one word too many: y z. See yike circle demo --help.\n",
        ),
    ],
)
def test_a_slip_on_the_command_line_is_told_in_the_persons_language(
    yike: Yike, words: list[str], zh: str, en: str
) -> None:
    first, second = yike(*words), yike(*words, lang="en")
    assert (first.code, first.out, first.err) == (2, "", zh)
    assert (second.code, second.out, second.err) == (2, "", en)


def test_a_strange_language_is_told_in_the_locale(yike: Yike) -> None:
    heard = yike("--lang", "fr")
    assert (heard.code, heard.err) == (2, "没法继续：--lang 不认识“fr”。请写 zh 或 en。\n")
