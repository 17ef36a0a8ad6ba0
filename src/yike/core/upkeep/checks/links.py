"""Links that leave the house: do they name an address at which it answers, and does today's key know them."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from yike.core.upkeep.findings import Finding, bad, watch, well
from yike.core.upkeep.signing import file, noted, signing_check

OWN = {"localhost", "127.0.0.1", "::1"}


def site() -> Iterator[Finding]:
    """Look at the address that calendars, letters, codes and chats name; a demonstration needs none."""
    if settings.YIKE_SITE:
        yield from _named(settings.YIKE_SITE)
    elif not settings.YIKE_DEMONSTRATION:
        yield watch(
            "没有设居民打开的网址：月历、信、二维码里的链接照各人打开时的写，换一台电脑可能打不开",
            "the address for residents is not set: links in calendars, letters and codes are written as somebody"
            " happened to open the house, and may lead nowhere elsewhere",
            "请设 YIKE_SITE，如 https://yike.street.example",
            "Set YIKE_SITE, such as https://yike.street.example",
        )


def _named(url: str) -> Iterator[Finding]:
    parts = _parted(url)
    if parts is None or parts.scheme not in {"http", "https"} or not parts.hostname or parts.query:
        yield bad(
            f"YIKE_SITE 不是网址：{url}",
            f"YIKE_SITE is no address: {url}",
            "请写全，如 https://yike.street.example",
            "Write all of it, such as https://yike.street.example",
        )
    elif not validate_host(split_domain_port(parts.netloc)[0], settings.ALLOWED_HOSTS):
        yield bad(
            f"链接写的是 {parts.hostname}，这个域名却不在 YIKE_HOSTS 里：居民点开是“400”",
            f"links name {parts.hostname}, which is not among YIKE_HOSTS: who opens one is refused",
            "请把它加进 YIKE_HOSTS",
            "Add it to YIKE_HOSTS",
        )
    else:
        yield from _fit(url, parts)


def _parted(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts


def _fit(url: str, parts: SplitResult) -> Iterator[Finding]:
    if settings.SECURE_SSL_REDIRECT and parts.scheme == "http":
        yield watch(
            f"链接写的是 {url}，而这里只走 HTTPS：每次都要多跳一次",
            f"links name {url}, while this house insists on HTTPS: each is sent on once",
            "请把 YIKE_SITE 改成 https 开头",
            "Let YIKE_SITE begin with https",
        )
    elif parts.hostname in OWN and not settings.YIKE_DEMONSTRATION:
        yield watch(
            f"链接写的是 {url}，只有这台电脑打得开",
            f"links name {url}, which opens on this computer only",
            "请把 YIKE_SITE 改成居民用的网址",
            "Let YIKE_SITE be the address that residents use",
        )
    else:
        yield well(f"发出去的链接写的是 {url}", f"links that go out name {url}")


def signed() -> Iterator[Finding]:
    """Look whether the key that signs links is the one whose links have gone out; asked once that was noted."""
    if not noted():
        return
    if noted() == signing_check():
        yield well(
            "签名的密钥还是原来那一把：发出去的信里的链接打得开",
            "the key for signatures is the former one: links in letters that have gone out are known",
        )
        return
    yield bad(
        "签名的密钥不是原来那一把：以前寄出的信里的链接（确认、退订）打不开",
        "the key for signatures is not the former one: links in letters sent before, to confirm or to leave, are"
        " not known",
        f"请把原来的 secret.key 放回数据文件夹（或照原来设 YIKE_SECRET_KEY）再重启；"
        f"真找不回来，就删掉 {file()}，不再提醒",
        f"Put the former secret.key back into the data folder (or set YIKE_SECRET_KEY as it was) and start again;"
        f" where it is lost for good, delete {file()} and this is not said again",
    )
