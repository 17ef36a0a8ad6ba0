"""An answer in the form that was asked for: JSON or XML, as GeoReport v2 lays them out."""

from __future__ import annotations

import json
import re
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from django.http import HttpResponse

JSON, XML = "application/json; charset=utf-8", "text/xml; charset=utf-8"
FORMS = ("json", "xml")
ONES = {"services": "service", "service_requests": "request", "errors": "error", "endpoints": "endpoint"}
NO_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # of XML 1.0, 2.2
ONES |= {"formats": "format", "attributes": "attribute"}


def answer(form: str, name: str, content: Any, status: int = 200) -> HttpResponse:
    """Return ``content`` (a list or a mapping called ``name``) as JSON or XML; anybody's page may read it."""
    if form == "xml":
        text = '<?xml version="1.0" encoding="utf-8"?>' + tostring(
            _element(name, content), encoding="unicode"
        )
        made = HttpResponse(text, content_type=XML, status=status)
    else:
        made = HttpResponse(json.dumps(content, ensure_ascii=False), content_type=JSON, status=status)
    made["Access-Control-Allow-Origin"] = "*"
    return made


def _element(name: str, content: Any) -> Element:
    root = Element(name)
    _fill(root, content)
    return root


def _fill(into: Element, content: Any) -> None:
    if isinstance(content, dict):
        for name, value in content.items():
            _fill(SubElement(into, name), value)
    elif isinstance(content, list):
        for value in content:
            _fill(SubElement(into, ONES.get(into.tag, "item")), value)
    elif isinstance(content, bool):
        into.text = "true" if content else "false"
    elif content is not None:
        into.text = NO_XML.sub("", str(content))


def wrong(form: str, status: int, said: str) -> HttpResponse:
    """Return what is wrong, in the standard's own form."""
    return answer(form, "errors", [{"code": status, "description": said}], status)
