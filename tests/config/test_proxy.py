"""HTTPS ends at the proxy: its word that a caller came safely counts where a proxy is trusted, and nowhere else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from process import surroundings

ASK = """
import django
from django.conf import settings
from django.test import RequestFactory
django.setup()
from django.middleware.security import SecurityMiddleware
from django.http import HttpResponse
asked = RequestFactory().get("/", headers={"x-forwarded-proto": "https", "host": "localhost"})
print(SecurityMiddleware(lambda request: HttpResponse())(asked).status_code)
"""


@pytest.mark.parametrize(("proxies", "status"), [("1", "200"), ("0", "301")])
def test_a_trusted_proxy_alone_says_that_the_caller_came_by_https(
    tmp_path: Path, proxies: str, status: str
) -> None:
    more = {"YIKE_HTTPS": "1", "YIKE_PROXIES": proxies, "DJANGO_SETTINGS_MODULE": "yike.config.settings"}
    done = subprocess.run(
        [sys.executable, "-c", ASK],
        capture_output=True,
        text=True,
        check=True,
        env=surroundings(tmp_path, **more),
        timeout=120,
    )
    assert done.stdout.split() == [status]
