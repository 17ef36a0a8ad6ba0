"""The entry of the web server."""

from __future__ import annotations

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yike.config.settings")
application = get_wsgi_application()

import yike.config.urls  # noqa: E402, F401 - all pages at once, and not with the first of them

gc.freeze()  # what is loaded now stays: looking through it for garbage held every page up for a tenth of a second
