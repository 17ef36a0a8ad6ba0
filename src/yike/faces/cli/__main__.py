"""``python -m yike.faces.cli`` is the same as ``yike``."""

import sys

from yike.faces.cli.main import main

sys.exit(main())
