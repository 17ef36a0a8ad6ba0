from __future__ import annotations

import pytest

from heard import Heard, Yike
from yike.faces.cli.main import run


@pytest.fixture
def yike(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Yike:
    """Run ``yike`` with these words, in Chinese unless told otherwise."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "YIKE_LANG", "YIKE_DEBUG"):
        monkeypatch.delenv(name, raising=False)

    def call(*words: object, lang: str = "zh") -> Heard:
        monkeypatch.setenv("LANG", "zh_CN.UTF-8" if lang == "zh" else "en_GB.UTF-8")
        capsys.readouterr()
        code = run([str(word) for word in words])
        heard = capsys.readouterr()
        return Heard(code, heard.out, heard.err)

    return call
