"""Opening the house for a command: settings, data folder, database. Nothing of it is imported before."""

from __future__ import annotations

import os
from pathlib import Path

from yike.engines.faults import Fault
from yike.faces.cli.folder import make_folder, unwritable


def open_house() -> None:
    """Set Django up over the settings at hand. Raises ``Fault`` where they cannot be used."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yike.config.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except ImproperlyConfigured as error:
        raise Fault(
            f"设置用不了：{error}",
            f"the settings cannot be used: {error}",
            do_zh="请对照 docs/operate.md 里的设置表检查",
            do_en="Compare them with the table of settings in docs/operate.md",
        ) from error


def home() -> Path:
    """Return the data folder of the open house."""
    from django.conf import settings

    return Path(settings.YIKE_HOME)


def make_home() -> None:
    """Make the data folder and its keys where they are lacking, and sign with them.

    Raises ``Fault`` where it cannot be written.
    """
    from django.conf import settings

    from yike.config.environment import read
    from yike.config.home import prepare_home, secret_key

    make_folder(home())
    try:
        prepare_home(home())
    except OSError as error:
        raise unwritable(home(), error) from error
    # the settings were read before there was a key: a link signed with a passing one would lead nowhere later
    settings.SECRET_KEY = read("YIKE_SECRET_KEY") or secret_key(home())


def prepare() -> None:
    """Make what a fresh office lacks: the data folder, its keys, the tables.

    An office that has data is left as it is; ``yike upgrade`` changes it. Raises ``Fault`` where it needs that.
    """
    from yike.core.upkeep import database

    make_home()
    if database.unused():
        database.migrate()
        _seed_calendar()
    database.require_current()


def _seed_calendar() -> None:
    """Make the tables of working days of this year and the next: an office cannot reckon without them."""
    from yike.core.calendar.actions import seed_years
    from yike.core.record.clock import today
    from yike.core.rights.by import By

    year = today().year
    seed_years(By.machine("首次启动 first start", "cli"), year, year + 1)


def open_office() -> None:
    """Open the house and make sure that its database can be used. Raises ``Fault`` where it cannot."""
    from yike.core.upkeep import database

    open_house()
    if not database.tables():
        raise Fault(
            "这里还没有数据",
            "there is no data here yet",
            do_zh="请先运行 yike serve，它会把空的数据文件夹备好；或用 YIKE_HOME 指明别处",
            do_en="Run yike serve first: it prepares an empty data folder; or name another one in YIKE_HOME",
            file=home(),
        )
    database.require_current()


def require_own_kind() -> None:
    """Raise ``Fault`` where a demonstration would be served as an office, or an office as a demonstration.

    Also where it is half a town that nobody is drawing: ``yike demo`` alone draws it anew.
    """
    from django.conf import settings

    from yike.demonstration.standing import Standing, require_kind, standing
    from yike.faces.cli.alone import is_held

    require_kind(demonstration=settings.YIKE_DEMONSTRATION)
    if settings.YIKE_DEMONSTRATION and standing() is Standing.HALF and not is_held(home()):
        raise Fault(
            "演示街道只画了一半",
            "the town of the demonstration is drawn by half only",
            do_zh="请运行 yike demo，它会从头画完",
            do_en="Run yike demo, which draws it anew",
            file=home(),
        )


def make_restored_home(keys: Path | None) -> None:
    """Make a data folder for a backup: with the keys somebody names, and never with new ones."""
    from django.conf import settings

    from yike.config.home import make_secret

    make_folder(home())
    try:
        make_secret(home())
        if keys:
            _copy_keys(keys, Path(settings.YIKE_KEYS_FILE))
    except OSError as error:
        raise unwritable(home(), error) from error


def _copy_keys(source: Path, target: Path) -> None:
    if target.exists():
        raise Fault(
            "这里已经有密钥文件，不会盖掉",
            "there is a key file here already, and it will not be overwritten",
            do_zh="去掉 --keys，或先把它移开",
            do_en="Leave out --keys, or move it away first",
            file=target,
        )
    target.touch(mode=0o600)
    target.write_bytes(source.read_bytes())
