"""What a form of a page sends when nothing in it is touched, read from its HTML as a browser does."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from django.test import Client


class _Form(HTMLParser):
    """The controls of the page's main form."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[str, Any] = {}
        self._inside, self._open = False, ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        name, value = told.get("name", ""), told.get("value", "")
        if tag == "form":
            self._inside = told.get("class") == "form"
        elif not self._inside:
            return
        elif tag == "input" and told.get("type") in {"checkbox", "radio"}:
            if "checked" in told:
                self.sent.setdefault(name, []).append(told.get("value", "on"))
        elif tag == "input":
            self.sent[name] = value
        elif tag in {"select", "textarea"}:
            self._open = name
            self.sent[name] = ""
        elif tag == "option" and "selected" in told:
            self.sent[self._open] = value

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "form"
        self._open = "" if tag in {"select", "textarea"} else self._open

    def handle_data(self, data: str) -> None:
        if self._open and self.lasttag == "textarea":
            self.sent[self._open] = data.removeprefix("\n")


def controls(html: str) -> dict[str, Any]:
    """Return what the main form of a page sends."""
    form = _Form()
    form.feed(html)
    return form.sent


def filled(client: Client, address: str) -> dict[str, Any]:
    """Open a page and return what its main form sends."""
    return controls(client.get(address).content.decode())
