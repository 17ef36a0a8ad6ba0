"""What version 1 promised is kept; and each way of breaking a promise is noticed."""

from __future__ import annotations

import copy
import importlib.util
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
Json = dict[str, Any]


def _tool() -> Any:
    spec = importlib.util.spec_from_file_location("api_promise", ROOT / "tools" / "api_promise.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


tool = _tool()
PROMISE: Json = json.loads(tool.PROMISED.read_text(encoding="utf-8"))
NEAR = "/api/v1/circle/near"


def test_the_present_description_keeps_every_promise() -> None:
    described = json.loads(tool.DESCRIBED.read_text(encoding="utf-8"))
    assert tool.broken(PROMISE, described) == []
    assert set(PROMISE["paths"]) <= set(described["paths"])


def parameter(api: Json, name: str, path: str = NEAR) -> Json:
    found: Json = next(one for one in api["paths"][path]["get"]["parameters"] if one["name"] == name)
    return found


def of(api: Json, schema: str) -> Json:
    found: Json = api["components"]["schemas"][schema]
    return found


def kinds(api: Json) -> list[str]:
    schema = parameter(api, "kind")["schema"]
    found: list[str] = next(part["enum"] for part in schema["anyOf"] if "enum" in part)
    return found


def _drop_parameter(api: Json) -> None:
    api["paths"][NEAR]["get"]["parameters"].remove(parameter(api, "pace"))


def _ask_for_more(api: Json) -> None:
    more = {"name": "town", "in": "query", "required": True, "schema": {"type": "string"}}
    api["paths"][NEAR]["get"]["parameters"].append(more)


BREAKS: dict[str, Callable[[Json], object]] = {
    f"{NEAR}: the path went": lambda api: api["paths"].pop(NEAR),
    f"GET {NEAR}: parameter pace went": _drop_parameter,
    f"GET {NEAR}: parameter town became required": _ask_for_more,
    f"GET {NEAR}: parameter item became required": lambda api: parameter(api, "item").update(required=True),
    f"GET {NEAR} ?count: takes no integer any more": lambda api: parameter(api, "count")["schema"].update(
        type="string"
    ),
    f"GET {NEAR} ?count: maximum is 20, was 50": lambda api: parameter(api, "count")["schema"].update(
        maximum=20
    ),
    f"GET {NEAR} ?count: minimum is 2, was 1": lambda api: parameter(api, "count")["schema"].update(
        minimum=2
    ),
    f"GET {NEAR} ?item: pattern is ^x$": lambda api: parameter(api, "item")["schema"]["anyOf"][0].update(
        pattern="^x$"
    ),
    f"GET {NEAR} ?kind: choice bank went": lambda api: kinds(api).remove("bank"),
    f"GET {NEAR}: a log-in is asked for": lambda api: api["paths"][NEAR]["get"].update(
        security=[{"Key": []}]
    ),
    f"GET {NEAR}: answer 429 went": lambda api: api["paths"][NEAR]["get"]["responses"].pop("429"),
    f"GET {NEAR} 200.open[]: field metres went": lambda api: of(api, "NearLine")["properties"].pop("metres"),
    f"GET {NEAR} 200.open[]: field metres may be missing": lambda api: of(api, "NearLine")["required"].remove(
        "metres"
    ),
    f"GET {NEAR} 200.open[].metres: may be number now": lambda api: of(api, "NearLine")["properties"][
        "metres"
    ].update(type="number"),
    f"GET {NEAR} 200.open[].name: may be null now": lambda api: of(api, "NearLine")["properties"].update(
        name={"anyOf": [{"type": "string"}, {"type": "null"}]}
    ),
    f"GET {NEAR} 200.open[].name: may be anything now": lambda api: of(api, "NearLine")["properties"].update(
        name={}
    ),
}


@pytest.mark.parametrize("told", BREAKS)
def test_what_breaks_a_promise_is_told(told: str) -> None:
    changed = copy.deepcopy(PROMISE)
    BREAKS[told](changed)
    assert told in tool.broken(PROMISE, changed)


def test_a_method_that_went_is_told() -> None:
    changed = copy.deepcopy(PROMISE)
    changed["paths"][NEAR]["post"] = changed["paths"][NEAR].pop("get")
    assert tool.broken(PROMISE, changed) == [f"GET {NEAR}: the method went"]


def test_additions_break_nothing() -> None:
    changed = copy.deepcopy(PROMISE)
    changed["paths"]["/api/v1/grid"] = {"get": {"parameters": [], "responses": {}}}
    more = {"name": "town", "in": "query", "required": False, "schema": {"type": "string"}}
    changed["paths"][NEAR]["get"]["parameters"].append(more)
    of(changed, "NearLine")["properties"]["phone"] = {"type": "string"}
    kinds(changed).append("library")
    parameter(changed, "count")["schema"].update(maximum=90)
    parameter(changed, "pace")["required"] = False
    assert tool.broken(PROMISE, changed) == []
    assert tool.broken(changed, PROMISE) != []


def test_a_promise_that_is_broken_cannot_be_renewed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    promised, described = tmp_path / "promise.json", tmp_path / "openapi.json"
    promised.write_text(json.dumps(PROMISE), encoding="utf-8")
    changed = copy.deepcopy(PROMISE)
    del changed["paths"][NEAR]
    described.write_text(json.dumps(changed), encoding="utf-8")
    monkeypatch.setattr(tool, "PROMISED", promised)
    monkeypatch.setattr(tool, "DESCRIBED", described)
    assert (tool.main(renew=True), json.loads(promised.read_text(encoding="utf-8"))) == (1, PROMISE)
    changed = copy.deepcopy(PROMISE) | {"more": True}
    described.write_text(json.dumps(changed), encoding="utf-8")
    assert (tool.main(renew=True), json.loads(promised.read_text(encoding="utf-8"))) == (0, changed)
