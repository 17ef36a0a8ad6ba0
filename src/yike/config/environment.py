"""Every setting of the house: name, meaning in two languages, default. ``yike doctor`` prints this table."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from yike.engines.faults import Fault

YES = frozenset({"1", "true", "yes", "on"})


@dataclass(frozen=True)
class Setting:
    """One setting, read from the environment; ``NAME_FILE`` may name a file that holds the value instead."""

    name: str
    default: str
    zh: str
    en: str
    secret: bool = False
    by_file: bool = True

    def text(self) -> str:
        """Return the value. Raises ``Fault`` where the file named by ``NAME_FILE`` cannot be read."""
        if self.by_file and (file := os.environ.get(f"{self.name}_FILE")):
            return _content(self.name, Path(file))
        return os.environ.get(self.name, self.default)


def _content(name: str, file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise Fault(
            f"{name}_FILE 指的文件读不了：{error.strerror}",
            f"the file named by {name}_FILE cannot be read: {error.strerror}",
            do_zh="请检查文件名和读取权限",
            do_en="Check the file name and that it may be read",
            file=file,
        ) from error


SETTINGS: tuple[Setting, ...] = (
    Setting("YIKE_HOME", "var", "数据放在哪个文件夹", "folder of the data"),
    Setting(
        "YIKE_DATABASE_URL",
        "",
        "数据库地址；空着就用数据文件夹里的 SQLite",
        "database; empty means SQLite in the data folder",
    ),
    Setting(
        "YIKE_SECRET_KEY",
        "",
        "签名用的密钥；空着就用数据文件夹里的",
        "key for signatures; empty means the one in the data folder",
        True,
    ),
    Setting(
        "YIKE_KEYS_FILE",
        "",
        "加密密钥文件；空着就用数据文件夹里的",
        "file of the sealing keys; empty means the one in the data folder",
    ),
    Setting(
        "YIKE_KEYS",
        "",
        "加密密钥本身，几版之间用分号；空着就用密钥文件",
        "the sealing keys themselves, versions between semicolons; empty means the key file",
        secret=True,
        by_file=False,
    ),
    Setting(
        "YIKE_HOSTS",
        "localhost,127.0.0.1,[::1]",
        "允许的域名，逗号分开",
        "allowed host names, comma separated",
    ),
    Setting(
        "YIKE_ORIGINS",
        "",
        "经代理用 HTTPS 时的网址，逗号分开",
        "addresses when served by HTTPS behind a proxy, comma separated",
    ),
    Setting("YIKE_HTTPS", "", "只走 HTTPS（设为 1）", "set to 1 to insist on HTTPS"),
    Setting(
        "YIKE_DEBUG",
        "",
        "开发时显示出错细节（设为 1）",
        "set to 1 to show details of errors while developing",
    ),
    Setting("YIKE_DEMONSTRATION", "", "这是演示（设为 1）", "set to 1 for a demonstration"),
    Setting(
        "YIKE_EMAIL_URL",
        "",
        "发邮件的服务器，如 smtp://用户:密码@主机:25",
        "mail server, such as smtp://user:password@host:25",
        True,
    ),
    Setting("YIKE_EMAIL_FROM", "yike@localhost", "发件人", "sender of mail"),
    Setting("YIKE_MAP_REVIEW_NUMBER", "", "底图审图号", "review number of the base map"),
    Setting("YIKE_MAP_ATTRIBUTION", "", "地图署名", "attribution of the map"),
)
_BY_NAME = {setting.name: setting for setting in SETTINGS}


def read(name: str) -> str:
    """Return the value of a setting as text. Raises ``KeyError`` for one that is not in the table."""
    return _BY_NAME[name].text()


def yes(name: str) -> bool:
    """Return whether a setting is switched on."""
    return read(name).strip().casefold() in YES


def listed(name: str) -> list[str]:
    """Return a comma separated setting as a list, without empty parts."""
    return [part.strip() for part in read(name).split(",") if part.strip()]
