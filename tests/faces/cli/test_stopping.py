"""Ctrl-C wherever it falls."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

STRUCK = """
import sys
from yike.faces.cli import main

def struck(argv, language):
    exec("raise KeyboardInterrupt")  # as where a class is being made from text

main._run = struck
sys.exit(main.run(["--lang", "en"]))
"""


def test_ctrl_c_inside_code_made_from_text_still_ends_with_our_exit_code(tmp_path: Path) -> None:
    (tmp_path / "struck.py").write_text(STRUCK)
    done = subprocess.run(
        [sys.executable, "-m", "struck"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=tmp_path,
    )
    assert (done.returncode, done.stderr) == (130, "\nStopped; nothing is half-written.\n")
