"""Where an answer may be written: looked at before the work starts, so that nobody waits for a refusal."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from yike.engines.faults import Fault
from yike.rooms.circle.surveys.request import Request


def inputs_of(request: Request) -> tuple[Path, ...]:
    """Return the files a request reads."""
    return tuple(value for value in vars(request).values() if isinstance(value, Path))


def check_file(
    target: Path, inputs: Iterable[Path | None], replaces: Callable[[Path], bool] | None = None
) -> None:
    """Raise ``Fault`` where ``target`` is a folder, one of ``inputs``, or cannot be written.

    ``replaces`` says of a file that is there already whether it may be written over; without it any may.
    """
    if target.is_dir():
        raise _folder(target)
    if target.exists():
        for path in inputs:
            if path is not None and path.exists() and target.samefile(path):
                raise _own_input(target)
        if replaces is not None and not replaces(target):
            raise _something_else(target)
    check_folder(target.parent)


def check_folder(folder: Path, names: Iterable[str] = (), inputs: Iterable[Path | None] = ()) -> None:
    """Raise ``Fault`` where nothing can be written into ``folder``, made or yet to be made.

    ``names`` are the files that will be written there; none of them may be one of ``inputs``.
    """
    given = [path.resolve() for path in inputs if path is not None]
    for name in names:
        if (folder / name).resolve() in given:
            raise _own_input(folder / name)
    there = next((part for part in (folder, *folder.absolute().parents) if part.exists()), Path())
    try:
        with tempfile.TemporaryFile(dir=there):  # the only question that every system answers truly
            pass
    except OSError as error:
        raise Fault(
            f"写不进去：{error.strerror}",
            f"cannot be written: {error.strerror}",
            do_zh="请换一个有写权限、有空间的文件夹",
            do_en="Choose a folder you may write to that has room",
            file=folder,
        ) from error


def _own_input(target: Path) -> Fault:
    return Fault(
        "这是输入文件，写下去会把它盖掉",
        "this is an input file, which would be written over",
        do_zh="请在 --out 后面换一个名字",
        do_en="Give another name behind --out",
        file=target,
    )


def _something_else(target: Path) -> Fault:
    return Fault(
        "已有这个文件，而且不是 prepare 存的，不能盖掉",
        "this file is there already and prepare did not make it, so it is not written over",
        do_zh="请在 --out 后面换一个名字，或先把它移走",
        do_en="Give another name behind --out, or move that file away first",
        file=target,
    )


def _folder(target: Path) -> Fault:
    return Fault(
        "这是一个文件夹，不是文件",
        "this is a folder, not a file",
        do_zh="请在 --out 后面写文件名",
        do_en="Write the name of a file behind --out",
        file=target,
    )
