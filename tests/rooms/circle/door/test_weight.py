"""What a page of the door does without, so that a slow phone has it soon."""

from __future__ import annotations

import pytest
from django.test import Client

from doorstep import furnish
from office import Office

pytestmark = pytest.mark.django_db


def test_the_door_loads_no_library_for_its_suggestions(office: Office, client: Client) -> None:
    item = furnish(office)
    pages = {path: client.get(path).content.decode() for path in ("/", "/find/", f"/i/{item.pk}/")}
    assert [path for path, page in pages.items() if "htmx.js" in page] == []
    assert 'data-suggest="suggested" data-from="/find/suggest/"' in pages["/"]
