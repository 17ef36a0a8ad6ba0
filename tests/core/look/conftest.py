from __future__ import annotations

import os

# what asks no database needs no second look while the rest runs on the other one
collect_ignore = ["test_browser.py", "test_house_font.py"] if os.environ.get("YIKE_TEST_DATABASE_URL") else []
