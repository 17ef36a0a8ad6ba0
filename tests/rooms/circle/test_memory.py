"""What a serving process gives back: free memory, and the code of a library whose work is done."""

from __future__ import annotations

import ctypes
import sys
from pathlib import Path

import pytest

from yike.rooms.circle.memory import give_back, let_rest, unwritten

TABLE = """\
7f0000000000-7f0000002000 r--p 00000000 fe:00 11                         /opt/lib/libwork.so
Size:                  8 kB
Pss:                   8 kB
Anonymous:             0 kB
Swap:                  0 kB
SwapPss:               0 kB
7f0000002000-7f0000009000 r-xp 00002000 fe:00 11                         /opt/lib/libwork.so
Anonymous:             0 kB
Swap:                  0 kB
SwapPss:               0 kB
7f0000009000-7f000000a000 r--p 00009000 fe:00 11                         /opt/lib/libwork.so
Anonymous:             4 kB
Swap:                  0 kB
7f000000a000-7f000000b000 rw-p 0000a000 fe:00 11                         /opt/lib/libwork.so
Anonymous:             0 kB
Swap:                  0 kB
SwapPss:               0 kB
7f000000b000-7f000000c000 r-xp 00000000 fe:00 12                         /opt/libwork/other.so
Anonymous:             0 kB
Swap:                  0 kB
SwapPss:               0 kB
7f000000c000-7f000000d000 rw-p 00000000 00:00 0 
Anonymous:             0 kB
Swap:                  0 kB
SwapPss:               0 kB
7f000000d000-7f000000e000 r-xp 00000000 fe:00 13                         /opt/my lib/libwork-2.so
Anonymous:             0 kB
Swap:                  0 kB
SwapPss:               0 kB
7f000000e000-7f000000f000 r--p 00000000 fe:00 11                         /opt/lib/libwork.so
Anonymous:             0 kB
Swap:                  4 kB
7f000000f000-7f0000010000 r--p 00000000 fe:00 11                         /opt/lib/libwork.so
Anonymous:             0 kB
"""  # noqa: W291 - as Linux writes it


def test_only_pieces_of_the_library_that_are_as_in_its_file_are_let_go() -> None:
    assert list(unwritten(TABLE, "libwork")) == [
        (0x7F0000000000, 0x7F0000002000),
        (0x7F0000002000, 0x7F0000009000),
        (0x7F000000D000, 0x7F000000E000),
    ]


def test_no_library_of_that_name_means_nothing_to_let_go() -> None:
    assert list(unwritten(TABLE, "libnone")) == []
    assert list(unwritten("", "libwork")) == []


def held(library: str) -> int:
    """Return the kB of a library's pages that this process holds."""
    total, mine = 0, False
    for line in Path("/proc/self/smaps").read_text().splitlines():
        if "-" in line.split()[0]:
            mine = Path(line.split()[-1]).name.startswith(library)
        elif mine and line.startswith("Rss:"):
            total += int(line.split()[1])
    return total


@pytest.mark.skipif(sys.platform != "linux", reason="other systems keep no such table")
def test_a_library_that_rests_takes_less_memory_and_works_as_before() -> None:
    llvm = pytest.importorskip("llvmlite.binding")

    code = "define i32 @twice(i32 %n) {\n %m = add i32 %n, %n\n ret i32 %m\n}"
    before = str(llvm.parse_assembly(code))
    full = held("libllvmlite")
    let_rest("libllvmlite")
    assert held("libllvmlite") < full / 2
    assert str(llvm.parse_assembly(code)) == before


def test_a_system_without_such_a_call_keeps_its_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda _name: object())
    give_back()
    let_rest("libllvmlite")
