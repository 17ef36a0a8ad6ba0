"""Whether the API still keeps what its version promised: the committed promise beside the present description.

Additions are fine. Broken is: a path, method, parameter, field or choice that went; a parameter that became required,
or takes less than before; a field that may now be missing or empty; another type; a log-in where there was none.

Usage: python tools/api_promise.py [--renew]   (--renew promises what is described now; refused where it breaks)
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

API = Path(__file__).resolve().parents[1] / "docs" / "api"
PROMISED, DESCRIBED = API / "openapi-v1-promise.json", API / "openapi.json"
LOWER = ("maximum", "maxLength", "maxItems", "exclusiveMaximum")  # what a question may hold must not shrink
HIGHER = ("minimum", "minLength", "minItems", "exclusiveMinimum")
Json = dict[str, Any]


def broken(promised: Json, described: Json) -> list[str]:
    """Return what of a promise a description breaks, a line each, in order; empty where it keeps everything."""
    return list(_Comparison(promised, described).lines())


class _Comparison:
    """Two descriptions side by side. Schemas are compared by what they say, not by their names."""

    def __init__(self, promised: Json, described: Json) -> None:
        self.old, self.new = promised, described

    def lines(self) -> Iterator[str]:
        for path, methods in self.old["paths"].items():
            if path not in self.new["paths"]:
                yield f"{path}: the path went"
                continue
            for method, operation in methods.items():
                where = f"{method.upper()} {path}"
                if method not in self.new["paths"][path]:
                    yield f"{where}: the method went"
                else:
                    yield from self._operation(where, operation, self.new["paths"][path][method])

    def _operation(self, where: str, old: Json, new: Json) -> Iterator[str]:
        if new.get("security") and not old.get("security"):
            yield f"{where}: a log-in is asked for"
        yield from self._parameters(where, _named(old), _named(new))
        for status, answer in old.get("responses", {}).items():
            if status not in new.get("responses", {}):
                yield f"{where}: answer {status} went"
                continue
            for kind, content in (answer.get("content") or {}).items():
                told = (new["responses"][status].get("content") or {}).get(kind)
                if told is None:
                    yield f"{where}: answer {status} as {kind} went"
                else:
                    yield from self._answer(f"{where} {status}", content["schema"], told["schema"])

    def _parameters(self, where: str, old: dict[str, Json], new: dict[str, Json]) -> Iterator[str]:
        for name, one in new.items():
            if one.get("required") and not old.get(name, {}).get("required"):
                yield f"{where}: parameter {name} became required"
        for name, one in old.items():
            if name not in new:
                yield f"{where}: parameter {name} went"
            else:
                yield from self._question(f"{where} ?{name}", one["schema"], new[name]["schema"])

    def _question(self, where: str, old: Json, new: Json) -> Iterator[str]:
        """Yield what may not be asked any more."""
        old, new = self._whole(self.old, old), self._whole(self.new, new)
        if _types(new) and (gone := (_types(old) or {"whatever it was"}) - _types(new)):
            yield f"{where}: takes no {', '.join(sorted(gone))} any more"
        yield from _choices(where, old, new)
        for key, sign in [*((key, 1) for key in LOWER), *((key, -1) for key in HIGHER)]:
            if key in new and (key not in old or sign * new[key] < sign * old[key]):
                yield f"{where}: {key} is {new[key]}, was {old.get(key, 'open')}"
        if new.get("pattern") not in {None, old.get("pattern")}:
            yield f"{where}: pattern is {new['pattern']}"

    def _answer(self, where: str, old: Json, new: Json) -> Iterator[str]:
        """Yield what a reader of the answer does not find any more."""
        old, new = self._whole(self.old, old), self._whole(self.new, new)
        if _types(old) and (more := (_types(new) or {"anything"}) - _types(old)):
            yield f"{where}: may be {', '.join(sorted(more))} now"
        yield from _choices(where, old, new)
        if "items" in old and "items" in new:
            yield from self._answer(f"{where}[]", old["items"], new["items"])
        fields = new.get("properties", {})
        for name, one in old.get("properties", {}).items():
            if name not in fields:
                yield f"{where}: field {name} went"
                continue
            if name in old.get("required", ()) and name not in new.get("required", ()):
                yield f"{where}: field {name} may be missing"
            yield from self._answer(f"{where}.{name}", one, fields[name])

    def _whole(self, described: Json, schema: Json) -> Json:
        """Return a schema with references followed, and the parts of a choice of types put together."""
        while "$ref" in schema:
            schema = described["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        parts = [self._whole(described, part) for part in schema.get("anyOf", ())]
        types = _types(schema).union(*map(_types, parts))
        return {key: value for part in (*parts, schema) for key, value in part.items()} | {
            "type": sorted(types)
        }


def _named(operation: Json) -> dict[str, Json]:
    return {one["name"]: one for one in operation.get("parameters", ())}


def _types(schema: Json) -> set[str]:
    told = schema.get("type", [])
    return {told} if isinstance(told, str) else set(told)


def _choices(where: str, old: Json, new: Json) -> Iterator[str]:
    """Yield the choices that went; where all was free before, none may be asked for."""
    if "enum" in new and "enum" not in old:
        yield f"{where}: only some values are left"
    for value in old.get("enum", ()):
        if "enum" in new and value not in new["enum"]:
            yield f"{where}: choice {value} went"


def main(renew: bool) -> int:
    """Tell what is broken; with ``renew`` promise what is described, where nothing is."""
    described = json.loads(DESCRIBED.read_text(encoding="utf-8"))
    found = broken(json.loads(PROMISED.read_text(encoding="utf-8")), described) if PROMISED.exists() else []
    print("\n".join(found) or "承诺都还在 / every promise is kept")
    if renew and not found:
        PROMISED.write_text(DESCRIBED.read_text(encoding="utf-8"), encoding="utf-8")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main("--renew" in sys.argv[1:]))
