"""The box of a street's own web site: only the sites named may hold it, and it keeps nothing."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.test import Client


def policy(client: Client) -> str:
    answer = client.get("/find/box/")
    assert (answer.status_code, "X-Frame-Options" in answer, dict(answer.cookies)) == (200, False, {})
    return next(part.strip() for part in answer["Content-Security-Policy"].split(";") if "frame-anc" in part)


@pytest.mark.django_db
def test_only_the_sites_named_may_hold_the_box(settings: LazySettings) -> None:
    assert policy(Client()) == "frame-ancestors 'none'"
    settings.YIKE_EMBED_ON = ["https://www.example.gov.cn"]
    assert policy(Client()) == "frame-ancestors https://www.example.gov.cn"


@pytest.mark.django_db
def test_every_other_page_stays_out_of_frames(settings: LazySettings) -> None:
    settings.YIKE_EMBED_ON = ["https://www.example.gov.cn"]
    answer = Client().get("/find/")
    assert (answer["X-Frame-Options"], "frame-ancestors 'none'" in answer["Content-Security-Policy"]) == (
        "DENY",
        True,
    )
