"""The door ``yike``: language first, then the command, then one kind line if something went wrong.

Exit codes: 0 done; 1 a fault of ours; 2 the command line, an input, the disk or the database will not do; 3 a
batch in which some cities failed; 130 stopped with Ctrl-C.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence

from yike.engines.faults import Fault, Language

DONE, OURS, THEIRS, STOPPED = 0, 1, 2, 130


def _complain(fault: Fault, language: Language) -> None:
    label = "没法继续" if language == "zh" else "Cannot go on"
    sys.stderr.write(f"{label}{'：' if language == 'zh' else ': '}{fault.text(language)}\n")


def _broken(error: BaseException, language: Language) -> int:
    """Tell of a fault of ours in two lines; the traceback only where somebody asked for it."""
    if os.environ.get("YIKE_DEBUG"):
        import traceback

        traceback.print_exception(error)
    what = f"{type(error).__name__}: {error}".splitlines()[0]
    if language == "zh":
        lines = (
            f"程序出错，不是您的问题：{what}",
            "请设 YIKE_DEBUG=1 再运行一次，把屏幕上的内容和所用命令发给维护者。",
        )
    else:
        lines = (
            f"This is a fault of ours: {what}",
            "Please run it again with YIKE_DEBUG=1 and send the output and the command to the maintainers.",
        )
    sys.stderr.write("\n".join(lines) + "\n")
    return OURS


def _disk(error: OSError) -> Fault:
    """Tell what the operating system refused: a file that may not be read, a full disk."""
    return Fault(
        f"系统不让读写：{error.strerror or error}",
        f"the system refused: {error.strerror or error}",
        do_zh="请检查这个文件的权限和磁盘空间",
        do_en="Check the permissions of that file and the room on the disk",
        file=error.filename,
    )


def _database(error: Exception) -> Fault | None:
    """Tell what the database refused where that is nobody's mistake; it was spoken to only if Django is there."""
    if "django.db" not in sys.modules:
        return None
    from yike.core.upkeep.database import refused

    return refused(error)


def _speak_any_letter() -> None:
    """Never die on a letter the terminal cannot show."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def _hush() -> None:
    """Write nothing more, not even at exit: the reader of our pipe has left."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run(argv: Sequence[str], language: Language) -> int:
    import click

    from yike.faces.cli.mistakes import told
    from yike.faces.cli.tree import build

    root = build(language)
    try:
        with root.make_context("yike", list(argv)) as context:
            root.invoke(context)
    except click.UsageError as error:
        raise told(error) from error
    except click.exceptions.Exit as end:
        return end.exit_code
    return DONE


def _stopped(language: Language) -> int:
    sys.stderr.write(
        "\n已停下，没有留下写了一半的文件。\n"
        if language == "zh"
        else "\nStopped; nothing is half-written.\n"
    )
    # A Ctrl-C that fell into code written as text (as dataclasses are made) leaves a mark behind, and Python
    # would end by the signal instead of with our exit code. The next text that runs takes the mark away.
    exec("")  # noqa: S102
    return STOPPED


def _of_ctrl_c(error: BaseException | None) -> bool:
    """Return whether an error only came because Ctrl-C fell where it could not be told.

    In a wait of Python's own that was just woken, for one: the lock is not yet taken again, and giving it back on
    the way out raises ``RuntimeError: release unlocked lock``. Or while a class was made, where Python puts an
    error of its own in the place of any other.
    """
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        if isinstance(error, KeyboardInterrupt):
            return True
        seen.add(id(error))
        error = error.__cause__ or error.__context__
    return False


def _unforeseen(error: Exception, language: Language) -> int:
    if _of_ctrl_c(error):
        return _stopped(language)
    if not os.environ.get("YIKE_DEBUG") and (fault := _database(error)):
        _complain(fault, language)
        return THEIRS
    return _broken(error, language)


def run(argv: Sequence[str]) -> int:
    """Run one command line and return its exit code; nothing is raised."""
    language: Language = "zh"
    try:
        from yike.faces.cli.language import choose_language

        language = choose_language((), os.environ | {"YIKE_LANG": ""})
        language = choose_language(argv, os.environ)
        code = _run(argv, language)
        sys.stdout.flush()
        return code
    except Fault as fault:
        _complain(fault, language)
        return THEIRS
    except KeyboardInterrupt:
        return _stopped(language)
    except BrokenPipeError:
        _hush()
        return DONE
    except OSError as error:
        _complain(_disk(error), language)
        return THEIRS
    except Exception as error:
        return _unforeseen(error, language)


def main() -> int:
    """Entry point of the ``yike`` script."""
    _speak_any_letter()
    code = run(sys.argv[1:])
    gc.freeze()  # the process ends: to look through all that was loaded for garbage took a sixth of most commands
    return code
