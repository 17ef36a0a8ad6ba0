from __future__ import annotations

import locale

import pytest

from yike.engines.faults import Fault
from yike.faces.cli.language import choose_language, sayer


@pytest.mark.parametrize(
    ("argv", "environ", "language"),
    [
        (["--lang", "zh"], {"LANG": "en_US.UTF-8"}, "zh"),
        (["circle", "report", "--lang=en"], {"LANG": "zh_CN.UTF-8", "YIKE_LANG": "zh"}, "en"),
        (["circle", "--", "--lang", "zh"], {"LANG": "en_US.UTF-8"}, "en"),
        (["circle", "--lang"], {"LANG": "zh_CN.UTF-8"}, "zh"),
        ([], {"YIKE_LANG": "ZH-hans", "LC_ALL": "C"}, "zh"),
        ([], {"LC_ALL": "zh_CN.GBK", "LANG": "en_US.UTF-8"}, "zh"),
        ([], {"LC_ALL": "", "LC_MESSAGES": "en_US", "LANG": "zh_CN.UTF-8"}, "en"),
        ([], {"LANG": "C.UTF-8"}, "zh"),
        ([], {"LC_ALL": "POSIX"}, "zh"),
        ([], {"LANG": "C"}, "zh"),
        ([], {"LANG": "pt_BR.UTF-8"}, "en"),
    ],
)
def test_the_option_comes_before_the_setting_and_the_setting_before_the_locale(
    argv: list[str], environ: dict[str, str], language: str
) -> None:
    assert choose_language(argv, environ) == language


@pytest.mark.parametrize(
    ("system", "language"),
    [("Chinese (Simplified)_China", "zh"), ("zh_CN", "zh"), ("English_United Kingdom", "en"), (None, "zh")],
)
def test_without_any_variable_the_system_tells_the_language(
    monkeypatch: pytest.MonkeyPatch, system: str | None, language: str
) -> None:
    monkeypatch.setattr(locale, "getlocale", lambda: (system, "cp936"))
    assert choose_language([], {}) == language


@pytest.mark.parametrize(
    ("argv", "environ", "line"),
    [
        (["--lang", "fr"], {}, '--lang does not know "fr". Write zh or en.'),
        ([], {"YIKE_LANG": "de"}, 'YIKE_LANG does not know "de". Write zh or en.'),
        (["--lang="], {}, '--lang does not know "". Write zh or en.'),
    ],
)
def test_a_language_nobody_speaks_here_is_refused(
    argv: list[str], environ: dict[str, str], line: str
) -> None:
    with pytest.raises(Fault) as refused:
        choose_language(argv, environ)
    assert str(refused.value) == line


def test_a_sayer_picks_one_of_the_pair() -> None:
    assert (sayer("zh")("圈", "circle"), sayer("en")("圈", "circle")) == ("圈", "circle")
