"""How many requests are in the house at once: numbers alone, for the process that only starts the others."""

from __future__ import annotations

AT_WORK, MOST = 3, 200  # pages made at once, and requests in the house: two seconds of work on a slow machine
ASIDE = 24  # requests that merely wait for another one's writing: each holds a connection to the database
