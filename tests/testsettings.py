"""Django's settings for the tests: as in use, but with a passing home, quick passwords and a chosen database."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

HOME = Path(tempfile.mkdtemp(prefix="yike-tests-"))
(HOME / "static").mkdir()
os.environ["YIKE_HOME"] = str(HOME)
os.environ["YIKE_SECRET_KEY"] = "only for tests, where nothing is at stake"
os.environ["YIKE_KEYS"] = "1 b25seSBmb3IgdGVzdHM6IG5vdGhpbmcgYXQgc3Rha2U= ede2277f"
os.environ["YIKE_HOSTS"] = "localhost,127.0.0.1,testserver"
os.environ["YIKE_DATABASE_URL"] = os.environ.get("YIKE_TEST_DATABASE_URL", "")

from yike.config.settings import *  # noqa: E402, F403
from yike.config.settings import DATABASES, INSTALLED_APPS  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if not os.environ["YIKE_DATABASE_URL"]:
    DATABASES["default"]["TEST"] = {"NAME": str(HOME / "test.sqlite3")}
INSTALLED_APPS.append("allauth.socialaccount.providers.openid_connect")  # as where YIKE_OIDC_SERVER is set
YIKE_LOAD_APART = False
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": None}  # tests come in faster than any office
