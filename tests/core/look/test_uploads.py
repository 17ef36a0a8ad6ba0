from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from yike.core.look.uploads import bare_name, on_disk
from yike.engines.faults import Fault


def fault(path: Path) -> Fault:
    return Fault("看不懂", "cannot be read", do_zh="请换一份", do_en="Use another", file=path, row=3)


def test_an_upload_can_be_read_as_a_file_and_is_gone_afterwards() -> None:
    with on_disk(SimpleUploadedFile("2027.csv", b"a,b\n")) as path:
        assert (path.suffix, path.read_bytes()) == (".csv", b"a,b\n")
    assert not path.parent.exists()


def test_a_fault_names_the_file_as_the_person_knows_it() -> None:
    with pytest.raises(Fault) as caught, on_disk(SimpleUploadedFile("放假安排.xlsx", b"x")) as path:
        raise fault(path)
    assert caught.value.text("zh") == "放假安排.xlsx，第 3 行：看不懂。请换一份。"


def test_a_fault_without_a_file_stays_as_it_is() -> None:
    bare = Fault("看不懂", "cannot be read", do_zh="请换一份", do_en="Use another")
    with pytest.raises(Fault) as caught, on_disk(SimpleUploadedFile("a.csv", b"x")):
        raise bare
    assert str(caught.value) == "cannot be read. Use another."


def test_a_file_too_large_is_refused_before_it_is_written() -> None:
    with (
        pytest.raises(Fault) as caught,
        on_disk(SimpleUploadedFile("大.csv", b"x" * (2 * 1024 * 1024 + 1)), largest=2 * 1024 * 1024),
    ):
        pass
    assert caught.value.text("zh") == "大.csv：文件超过 2 MB。请分成几个文件，或只保留要用的列。"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("a.csv", "a.csv"),
        ("../../etc/passwd", "passwd"),
        (r"C:\桌面\表.xlsx", "表.xlsx"),
        ("", "upload"),
        ("长" * 300 + ".xlsx", "长" * 115 + ".xlsx"),
    ],
)
def test_a_name_is_never_a_path(given: str, shown: str) -> None:
    assert bare_name(given) == shown


@pytest.mark.parametrize(("name", "suffix"), [("表.XLSX", ".XLSX"), ("a." + "长" * 118, ""), ("a", "")])
def test_a_suffix_no_reader_knows_is_left_off_however_long(name: str, suffix: str) -> None:
    with on_disk(SimpleUploadedFile(name, b"x")) as path:
        assert path.name == f"upload{suffix}"
