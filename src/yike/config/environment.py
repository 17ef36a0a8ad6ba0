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
    Setting(
        "YIKE_SITE",
        "",
        "居民打开的网址，如 https://yike.street.example；空着就照打开时的写",
        "address residents open, such as https://yike.street.example; empty means as it was just opened",
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
    Setting(
        "YIKE_ROBOT_BASES",
        "",
        "群机器人不在公网厂商处时的网址，如 wecom=https://政务微信域名，逗号分开",
        "addresses of group robots that are not the public vendors', such as wecom=https://host, comma separated",
    ),
    Setting("YIKE_EMAIL_FROM", "yike@localhost", "发件人", "sender of mail"),
    Setting(
        "YIKE_IDLE_MINUTES",
        "30",
        "多少分钟不动就自动退出",
        "minutes without a page after which one is logged out",
    ),
    Setting("YIKE_SESSION_HOURS", "12", "一次登录最多多少小时", "hours a log-in lasts at most"),
    Setting("YIKE_SESSIONS", "3", "一个人最多同时登录几处", "at how many places one person may be logged in"),
    Setting(
        "YIKE_PASSWORD_DAYS",
        "0",
        "密码多少天要换；0 为不强制（等保二级建议 90）",
        "days after which a password must be changed; 0 for never (90 for classified protection level 2)",
    ),
    Setting(
        "YIKE_SECOND_FACTOR",
        "officers",
        "谁必须用第二道验证：officers 三员和街道管理员，all 所有人，none 自愿",
        "who must use a second factor: officers (and street administrators), all, or none",
    ),
    Setting("YIKE_LOCK_AFTER", "5", "输错几次就暂停登录", "failures after which log-in pauses"),
    Setting("YIKE_LOCK_MINUTES", "15", "暂停多少分钟", "minutes it pauses"),
    Setting(
        "YIKE_PROXIES",
        "0",
        "前面有几层可信的反向代理",
        "how many trusted reverse proxies stand in front",
    ),
    Setting(
        "YIKE_OIDC_SERVER",
        "",
        "统一身份认证（OpenID Connect）的网址；空着就不用",
        "address of the office's own log-in service (OpenID Connect); empty means none",
    ),
    Setting("YIKE_OIDC_CLIENT", "", "在统一身份认证登记的应用编号", "client id registered there"),
    Setting("YIKE_OIDC_SECRET", "", "应用密钥", "client secret", True),
    Setting("YIKE_OIDC_NAME", "统一身份认证", "登录页上显示的名称", "its name on the log-in page"),
    Setting(
        "YIKE_OIDC_FIELD", "sub", "用哪一项对应账号的身份编号", "which claim is the account's identifier"
    ),
    Setting(
        "YIKE_RATING_DAYS",
        "natural",
        "差评的 1 日、15 日怎么算：natural 自然日，working 工作日",
        "how the 1 and 15 days of a bad rating are counted: natural or working days",
    ),
    Setting(
        "YIKE_ASKER_DAYS",
        "730",
        "诉求办结多少天后清除诉求人的姓名、电话；0 为不清除",
        "days after which the name and telephone of whoever made a closed request are forgotten; 0 for never",
    ),
    Setting(
        "YIKE_EMBED_ON",
        "",
        "哪些网站可以嵌入“我要办”小框，如 https://www.example.gov.cn，逗号分开",
        "web sites that may hold the search box, such as https://www.example.gov.cn, comma separated",
    ),
    Setting("YIKE_MAP_REVIEW_NUMBER", "", "底图审图号", "review number of the base map"),
    Setting("YIKE_MAP_ATTRIBUTION", "", "地图署名", "attribution of the map"),
)
_BY_NAME = {setting.name: setting for setting in SETTINGS}


def read(name: str) -> str:
    """Return the value of a setting as text. Raises ``KeyError`` for one that is not in the table."""
    return _BY_NAME[name].text()


def number(name: str) -> int:
    """Return a setting as a whole number. Raises ``Fault`` where it is none."""
    text = read(name).strip()
    if not text.isascii() or not text.isdecimal():
        raise Fault(
            f"{name} 应是整数，现在是“{text}”",
            f'{name} must be a whole number, it is "{text}"',
            do_zh="请改正后再启动",
            do_en="Correct it and start again",
        )
    return int(text)


def yes(name: str) -> bool:
    """Return whether a setting is switched on."""
    return read(name).strip().casefold() in YES


def listed(name: str) -> list[str]:
    """Return a comma separated setting as a list, without empty parts."""
    return [part.strip() for part in read(name).split(",") if part.strip()]
