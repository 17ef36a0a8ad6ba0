"""What is suggested while somebody types tells nobody on the way where they stand."""

from __future__ import annotations

import pytest
from django.test import Client

from office import Office

pytestmark = pytest.mark.django_db


def test_suggestions_asked_from_a_place_are_kept_by_no_cache_and_others_for_a_minute(office: Office) -> None:
    there = Client().get("/find/suggest/?q=x&where=120.62,31.3")
    assert (there["Cache-Control"], there["X-Robots-Tag"]) == ("private, no-store", "noindex")
    assert Client().get("/find/suggest/?q=x")["Cache-Control"] == "private, max-age=60"
