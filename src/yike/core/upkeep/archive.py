"""The file of a backup: a tar.gz whose members are hashed as they go in and checked as they come out."""

from __future__ import annotations

import gzip
import hashlib
import io
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any

from yike.core.upkeep.manifest import Manifest, damaged, read_manifest

MANIFEST = "manifest.json"
_PIECE = 1 << 20


class _Hashing:
    """A file read through, hashed on the way."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.digest = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes."""
        piece = self._file.read(size)
        self.digest.update(piece)
        return piece


class Writer:
    """An archive being written. ``files`` tells size and digest of what is in it so far."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self.files: dict[str, dict[str, Any]] = {}

    def add(self, name: str, path: Path) -> None:
        """Put a file in. Raises ``OSError`` where it cannot be read whole."""
        with path.open("rb") as file:
            info = self._tar.gettarinfo(arcname=name, fileobj=file)
            info.uid = info.gid = 0
            info.uname = info.gname = ""
            info.mode = 0o600
            read = _Hashing(file)
            self._tar.addfile(info, read)
        self.files[name] = {"size": info.size, "sha256": read.digest.hexdigest()}

    def say(self, name: str, text: str) -> None:
        """Put a text in that the manifest does not list."""
        content = text.encode()
        info = tarfile.TarInfo(name)
        info.size, info.mode = len(content), 0o600
        self._tar.addfile(info, io.BytesIO(content))


@contextmanager
def writing(path: Path) -> Iterator[Writer]:
    """Yield an archive to put files into. Raises ``OSError`` where the disk is full."""
    with tarfile.open(path, "w:gz", compresslevel=5) as tar:
        yield Writer(tar)


def unpack(file: Path, into: Path) -> Manifest:
    """Take everything out into an empty folder, check each file, and return the manifest.

    Raises ``Fault`` where something is missing, changed, not listed or named to land elsewhere.
    """
    digests: dict[str, str] = {}
    texts: dict[str, str] = {}
    try:
        with gzip.open(file) as stream:
            with tarfile.open(fileobj=stream, mode="r|") as tar:
                for member in tar:
                    _take(tar, member, into, digests, texts, file)
            while stream.read(_PIECE):  # to the very end, where a sum of everything stands
                pass
    except (tarfile.TarError, zlib.error, EOFError, UnicodeDecodeError) as error:
        raise damaged(file) from error
    except OSError as error:
        if error.errno is None:  # gzip says so of a file that is none
            raise damaged(file) from error
        raise
    manifest = read_manifest(texts.get(MANIFEST, ""), file)
    if digests != {name: facts["sha256"] for name, facts in manifest.files.items()}:
        raise damaged(file)
    return manifest


def _take(
    tar: tarfile.TarFile,
    member: tarfile.TarInfo,
    into: Path,
    digests: dict[str, str],
    texts: dict[str, str],
    file: Path,
) -> None:
    source = tar.extractfile(member) if member.isreg() else None
    parts = PurePosixPath(member.name).parts
    if source is None or not parts or parts[0] == "/" or ".." in parts or member.name in digests:
        raise damaged(file)
    if len(parts) == 1 and not member.name.startswith("database."):
        texts[member.name] = source.read(_PIECE).decode()
        return
    target = into.joinpath(*parts)
    target.parent.mkdir(parents=True, exist_ok=True)
    read = _Hashing(source)
    with target.open("wb") as out:
        while piece := read.read(_PIECE):
            out.write(piece)
    digests[member.name] = read.digest.hexdigest()
