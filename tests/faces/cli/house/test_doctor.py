"""``yike doctor``: the table of settings without a secret in it, one line a finding, and the exit code."""

from __future__ import annotations

import json
from pathlib import Path

from process import yike
from yike.config.environment import SETTINGS

SECRETS = {
    "YIKE_SECRET_KEY": "hidden-1-and-long-enough-for-django-to-take-it-as-a-key",
    "YIKE_EMAIL_URL": "smtp://post:hidden-2@localhost:25",
    "YIKE_OIDC_SECRET": "hidden-3",
}


def test_every_setting_is_listed_with_its_meaning_and_no_secret_is_shown(tmp_path: Path) -> None:
    done = yike(tmp_path / "home", "doctor", "--json", **SECRETS)
    told = json.loads(done.stdout)
    assert [row["name"] for row in told["settings"]] == [setting.name for setting in SETTINGS]
    assert {row["set"] for row in told["settings"] if row["name"] in SECRETS} == {"yes"}
    assert "hidden" not in done.stdout + done.stderr


def test_the_password_inside_the_address_of_the_database_is_not_shown(tmp_path: Path) -> None:
    url = "postgres://yike:hidden@127.0.0.1:1/yike"
    done = yike(tmp_path / "home", "doctor", YIKE_DATABASE_URL=url)
    assert (done.returncode, "hidden" in done.stdout + done.stderr) == (2, False)
    assert "[bad] the database cannot be reached" in done.stdout


def test_a_misspelt_setting_is_found_with_the_one_that_was_meant(tmp_path: Path) -> None:
    done = yike(tmp_path / "home", "doctor", YIKE_HOST="office.lan")
    assert "[watch] there is no setting YIKE_HOST. Did you mean YIKE_HOSTS." in done.stdout


def test_an_empty_folder_is_bad_in_words_and_by_its_exit_code(tmp_path: Path) -> None:
    done = yike(tmp_path / "home", "doctor")
    assert (done.returncode, done.stderr) == (2, "")
    assert "[bad] there is no database here yet. Run yike serve first: it prepares one." in done.stdout
    assert done.stdout.splitlines()[-1].endswith("bad.")
    assert not (tmp_path / "home").exists()


def test_a_prepared_office_lacks_only_its_worker(tmp_path: Path) -> None:
    yike(tmp_path / "home", "upgrade")
    found = json.loads(yike(tmp_path / "home", "doctor", "--json").stdout)["findings"]
    assert [one["what"] for one in found if one["level"] == "bad" and "working days" not in one["what"]] == [
        "no worker is running: messages do not go out, history is not sealed"
    ]


def test_the_demonstration_kept_as_an_office_is_bad(drawn: Path) -> None:
    done = yike(drawn, "doctor", "--quick")
    assert (done.returncode, "demonstration and no real office" in done.stdout) == (2, True)
    asked = yike(drawn, "doctor", "--quick", YIKE_DEMONSTRATION="1")
    assert "no real office" not in asked.stdout
