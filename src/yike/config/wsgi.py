"""The entry of the web server."""

from __future__ import annotations

import gc
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yike.config.settings")
application = get_wsgi_application()

import yike.config.urls  # noqa: E402, F401 - all pages at once, and not with the first of them
from yike.config.waiting import Waiting  # noqa: E402
from yike.faces.cli.compiled import first_run  # noqa: E402
from yike.rooms.circle import standing  # noqa: E402
from yike.rooms.circle.memory import share_one_pool  # noqa: E402

share_one_pool()  # before there are threads

served = Waiting(application)  # what ``yike serve`` serves: with an end to the queue

gc.freeze()  # what is loaded now stays: looking through it for garbage held every page up for a tenth of a second

first_run()  # chooses where compiled code is kept, before any is loaded
if settings.YIKE_LOAD_APART:
    standing.start()
