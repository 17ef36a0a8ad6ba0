"""The file of a backup: what is damaged, changed or made to do harm is told, and nothing of it is used."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yike.core.upkeep.archive import MANIFEST, unpack, writing
from yike.core.upkeep.manifest import Manifest
from yike.engines.faults import Fault


def saved(folder: Path) -> Path:
    """Write a small backup and return its file."""
    (folder / "d").write_bytes(b"rows" * 1000)
    (folder / "m").write_bytes(b"a picture")
    with writing(folder / "b.tar.gz") as archive:
        archive.add("database.sqlite3", folder / "d")
        archive.add("media/p/1.jpg", folder / "m")
        archive.say(MANIFEST, manifest(archive.files).text())
    return folder / "b.tar.gz"


def manifest(files: dict[str, dict[str, object]]) -> Manifest:
    return Manifest("2026-11-26", "0", "sqlite", [], {}, 0, "", {}, files)


def out(folder: Path) -> Path:
    (folder / "out").mkdir(exist_ok=True)
    return folder / "out"


def rewritten(
    file: Path, change: Callable[[tarfile.TarInfo, bytes], tuple[tarfile.TarInfo, bytes] | None]
) -> Path:
    """Write the archive anew, each member as ``change`` returns it."""
    target = file.with_name("changed.tar.gz")
    with tarfile.open(file) as old, tarfile.open(target, "w:gz") as new:
        for member in old:
            content = old.extractfile(member)
            assert content
            if (changed := change(member, content.read())) is not None:
                changed[0].size = len(changed[1])
                new.addfile(changed[0], io.BytesIO(changed[1]))
    return target


def test_what_went_in_comes_out(tmp_path: Path) -> None:
    held = unpack(saved(tmp_path), out(tmp_path))
    assert sorted(held.files) == ["database.sqlite3", "media/p/1.jpg"]
    assert (tmp_path / "out" / "media" / "p" / "1.jpg").read_bytes() == b"a picture"


def test_a_changed_byte_of_a_file_is_found(tmp_path: Path) -> None:
    changed = rewritten(saved(tmp_path), lambda m, c: (m, c.replace(b"picture", b"forgery")))
    with pytest.raises(Fault, match="not whole, or was changed"):
        unpack(changed, out(tmp_path))


@pytest.mark.parametrize("name", ["media/p/1.jpg", "database.sqlite3", MANIFEST])
def test_a_missing_file_is_found(tmp_path: Path, name: str) -> None:
    changed = rewritten(saved(tmp_path), lambda m, c: None if m.name == name else (m, c))
    with pytest.raises(Fault, match="not whole, or was changed"):
        unpack(changed, out(tmp_path))


@pytest.mark.parametrize("name", ["../outside", "/etc/outside", "media/../../outside", "media/extra"])
def test_a_file_that_is_not_listed_or_would_land_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    def renamed(member: tarfile.TarInfo, content: bytes) -> tuple[tarfile.TarInfo, bytes]:
        if member.name.startswith("media"):
            member.name = name
        return member, content

    with pytest.raises(Fault, match="not whole, or was changed"):
        unpack(rewritten(saved(tmp_path), renamed), out(tmp_path))
    assert not (tmp_path / "outside").exists()


def test_a_link_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "b.tar.gz"
    with tarfile.open(file, "w:gz") as tar:
        link = tarfile.TarInfo("media/link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    with pytest.raises(Fault, match="not whole, or was changed"):
        unpack(file, out(tmp_path))


def test_a_later_form_is_told_apart_from_damage(tmp_path: Path) -> None:
    changed = rewritten(saved(tmp_path), lambda m, c: (m, c.replace(b'"form": 1', b'"form": 2')))
    with pytest.raises(Fault, match="has form 2; only form 1"):
        unpack(changed, out(tmp_path))


@settings(derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300))
def test_any_other_file_is_told_to_be_no_backup(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x").write_bytes(content)
    with pytest.raises(Fault, match="not whole, or was changed"):
        unpack(tmp_path / "x", out(tmp_path))


@settings(derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.floats(0.0, 0.999))
def test_a_file_cut_off_anywhere_is_told_to_be_damaged(tmp_path: Path, share: float) -> None:
    whole = saved(tmp_path).read_bytes()
    (tmp_path / "x").write_bytes(whole[: int(share * len(whole))])
    with pytest.raises(Fault, match="not whole, or was changed"):
        unpack(tmp_path / "x", out(tmp_path))
