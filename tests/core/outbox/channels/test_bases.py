"""Messages leave to one base address; what a person pastes can only change the key at its end."""

from __future__ import annotations

import pytest

from yike.core.outbox.channels.bases import checked_base, token_of
from yike.core.outbox.channels.console.transport import Console
from yike.core.outbox.channels.dingtalk.transport import DingTalk
from yike.core.outbox.channels.feishu.transport import Feishu
from yike.core.outbox.channels.wecom.transport import WeCom
from yike.core.outbox.channels.wire import Wire
from yike.engines.faults import Fault

HOSTILE = [
    "http://qyapi.weixin.qq.com",
    "https://127.0.0.1",
    "https://localhost",
    "https://169.254.169.254",
    "https://[::1]",
    "https://[fd00::1]",
    "https://10.0.0.5:8443",
    "https://2130706433",
    "https://0x7f000001",
    "https://127.1",
    "https://db",
    "https://printer.local",
    "https://metadata.internal",
    "https://user:pass@qyapi.weixin.qq.com",
    "https://qyapi.weixin.qq.com?x=1",
    "https://qyapi.weixin.qq.com#x",
    "https://qyapi.weixin.qq.com:99999",
    "https://qyapi.weixin.qq.com\\@evil.example",
    "https://例子.测试",
    "file:///etc/passwd",
    "gopher://qyapi.weixin.qq.com",
    "//qyapi.weixin.qq.com",
    "https://",
    "",
]


@pytest.mark.parametrize("url", HOSTILE)
def test_no_base_leads_inside_or_goes_unencrypted(url: str) -> None:
    with pytest.raises(Fault) as caught:
        checked_base(url)
    assert caught.value.zh == "这个地址不允许外发消息"


@pytest.mark.parametrize("url", ["https://qyapi.weixin.qq.com", "https://zwwx.example.gov.cn:8443/robot/"])
def test_a_public_name_over_https_is_a_base(url: str) -> None:
    assert checked_base(url) == url.rstrip("/")


def test_this_machine_is_a_base_only_where_that_is_allowed() -> None:
    assert checked_base("http://127.0.0.1:8000", loopback=True) == "http://127.0.0.1:8000"
    for inside in ("http://10.0.0.5", "http://127.0.0.1.evil.example", "https://169.254.169.254"):
        with pytest.raises(Fault):
            checked_base(inside, loopback=True)


PASTED = [
    (WeCom, "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7xxx-4bc4"),
    (DingTalk, "https://oapi.dingtalk.com/robot/send?access_token=693a91f6-7xxx-4bc4"),
    (Feishu, "https://open.feishu.cn/open-apis/bot/v2/hook/693a91f6-7xxx-4bc4"),
]


@pytest.mark.parametrize(("robot", "pasted"), PASTED, ids=lambda value: getattr(value, "kind", ""))
def test_a_pasted_address_or_the_bare_key_are_both_understood(robot: type, pasted: str) -> None:
    channel = robot(Wire())
    addresses = [channel.address(f" {pasted}\n", " s3cret "), channel.address("693a91f6-7xxx-4bc4", "s3cret")]
    assert [(a.token, a.secret) for a in addresses] == [("693a91f6-7xxx-4bc4", "s3cret")] * 2


@pytest.mark.parametrize("robot", [WeCom, DingTalk, Feishu], ids=lambda robot: robot.kind)
@pytest.mark.parametrize(
    "pasted",
    [
        "https://evil.example/cgi-bin/webhook/send?key=693a91f6-7xxx",
        "http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7xxx",
        "https://qyapi.weixin.qq.com@evil.example/cgi-bin/webhook/send?key=693a91f6",
        "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6&key=other000",
        "https://open.feishu.cn/open-apis/bot/v2/hook/../../../693a91f6",
        "https://open.feishu.cn/open-apis/bot/v2/hook/693a91f6/../x",
        "https://oapi.dingtalk.com/robot/send?access_token=693a91f6%26x=1",
        "../../../etc/passwd",
        "693a91f6 7xxx",
        "693a91f6\r\nHost: evil",
        "short",
        "",
        "密钥密钥密钥密钥密钥",
    ],
)
def test_nothing_pasted_leads_elsewhere(robot: type, pasted: str) -> None:
    with pytest.raises(Fault) as caught:
        robot(Wire()).address(pasted)
    assert caught.value.zh == "这不是这种机器人的地址或密钥"


def test_a_base_with_a_path_of_its_own_keeps_it() -> None:
    base = "https://zwwx.example.gov.cn/robot"
    assert token_of(f"{base}/send?key=abcdefgh", base, "/send", "key") == "abcdefgh"


def test_an_address_never_shows_its_secrets() -> None:
    address = WeCom(Wire()).address("693a91f6-7xxx-4bc4", "s3cret")
    assert repr(address) == f"{address}" == "Address(…)"
    assert address.hide("key=693a91f6-7xxx-4bc4 sign=s3cret") == "key=*** sign=***"


def test_the_console_takes_any_name() -> None:
    assert [Console().address(name).token for name in (" 值班台 ", "")] == ["值班台", "console"]
