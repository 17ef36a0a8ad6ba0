"""One door: models are written in actions modules and in the record's own base, and nowhere else."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "yike"
# what writes rows; .save and .delete only where the receiver may be a model, see ``harmless``
WRITES = {
    "save",
    "delete",
    "update",
    "create",
    "get_or_create",
    "update_or_create",
    "bulk_create",
    "bulk_update",
    "abulk_create",
    "asave",
    "adelete",
    "acreate",
    "aupdate",
    "add_root",
    "add_child",
    "add_sibling",
    "move",
    "raw",
}
DOORS = ("actions", "record/base.py", "record/deed.py", "migrations")
# the record writes its own appended rows; each with why
ALSO = {
    "core/record/seals.py": "seals are appended by the sweep and are history themselves",
    "core/accounts/models.py": "User.save lets the log-in write its own two fields, inside a deed",
}


def _is_door(path: Path) -> bool:
    name = path.relative_to(SOURCE).as_posix()
    parts = name.removesuffix(".py").split("/")
    return (
        "actions" in parts
        or any(name.endswith(door) for door in DOORS)
        or "migrations" in parts
        or name in ALSO
    )


def _root(node: ast.expr) -> ast.expr:
    """Return where a chain of calls and attributes starts: ``Unit`` in ``Unit.objects.filter(...)``."""
    while isinstance(node, ast.Attribute | ast.Call | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node


def _asks_models(node: ast.expr) -> bool:
    """Return whether a chain goes through a manager: ``.objects`` or ``_default_manager``."""
    while isinstance(node, ast.Attribute | ast.Call | ast.Subscript):
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager", "_base_manager"}:
            return True
        node = node.func if isinstance(node, ast.Call) else node.value
    return False


def _imports_models(tree: ast.AST) -> bool:
    return any(
        isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[-1] == "models"
        for node in ast.walk(tree)
    )


def _writes(tree: ast.Module) -> Iterator[ast.Call]:
    """Yield calls that write rows: through a manager, and ``x.save()``, ``x.delete()`` where models are near."""
    near = _imports_models(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        receiver = node.func.value
        if (node.func.attr in WRITES and _asks_models(receiver)) or (
            node.func.attr in {"save", "delete"} and near and not _of_a_parent(receiver)
        ):
            yield node


def _of_a_parent(receiver: ast.expr) -> bool:
    """Return whether it is ``super().save(...)``, which goes on to a guarded save."""
    root = _root(receiver)
    return isinstance(receiver, ast.Call) and isinstance(root, ast.Name) and root.id == "super"


def test_rows_are_written_in_actions_only() -> None:
    past = [
        f"{path.relative_to(ROOT)}:{node.lineno} {ast.unparse(node.func)}"
        for path in sorted(SOURCE.rglob("*.py"))
        if not _is_door(path) and "node_modules" not in path.parts
        for node in _writes(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert past == []


def test_the_places_named_beside_the_door_exist() -> None:
    assert [name for name in ALSO if not (SOURCE / name).exists()] == []


def test_the_check_sees_a_write_past_the_door() -> None:
    bad = ast.parse(
        "from yike.core.accounts.models import Unit\n"
        "Unit.objects.filter(pk=1).update(name='x')\n"
        "unit.save()\n"
        "Unit._default_manager.create(name='x')\n"
        "names.update(other)\n"
    )
    assert [ast.unparse(node.func) for node in _writes(bad)] == [
        "Unit.objects.filter(pk=1).update",
        "unit.save",
        "Unit._default_manager.create",
    ]
