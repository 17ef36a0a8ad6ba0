"""Click's own complaints about a command line, in the person's language, with what to do next."""

from __future__ import annotations

from collections.abc import Callable

import click

from yike.engines.faults import Fault

Telling = tuple[str, str]


def _hint(error: click.UsageError) -> Telling:
    path = error.ctx.command_path if error.ctx else "yike"
    return f"用法见 {path} --help", f"See {path} --help"


def _near(names: object) -> Telling:
    listed = [str(n) for n in names] if isinstance(names, (list, tuple)) else []
    if not listed:
        return "", ""
    return f"。是不是想写 {'、'.join(listed)}？", f". Did you mean {' or '.join(listed)}?"


def _no_option(error: click.UsageError) -> Telling:
    name = getattr(error, "option_name", "")
    zh, en = _near(getattr(error, "possibilities", None))
    return f"没有 {name} 这个选项{zh}", f"there is no option {name}{en}"


def _no_command(error: click.UsageError) -> Telling:
    name = getattr(error, "command_name", "")
    zh, en = _near(getattr(error, "possibilities", None))
    return f"没有“{name}”这个命令{zh}", f'there is no command "{name}"{en}'


def _missing(error: click.UsageError) -> Telling:
    param = getattr(error, "param", None)
    if param is None:
        return "少写了一个参数", "an argument is missing"
    name = param.opts[0] if isinstance(param, click.Option) else param.human_readable_name.upper()
    return f"少写了 {name}", f"{name} is missing"


def _option_usage(error: click.UsageError) -> Telling:
    name = getattr(error, "option_name", "")
    if "not take" in error.message:
        return f"{name} 后面不带值", f"{name} takes no value"
    return f"{name} 后面少写了值", f"{name} needs a value"


def _other(error: click.UsageError) -> Telling:
    if "unexpected extra" in error.message:
        extra = error.message.partition("(")[2].rstrip(").")
        return f"多写了：{extra}", f"one word too many: {extra}"
    return f"命令行写得不对：{error.message}", f"the command line cannot be read: {error.message}"


TOLD: tuple[tuple[type[click.UsageError], Callable[[click.UsageError], Telling]], ...] = (
    (click.NoSuchOption, _no_option),
    (click.exceptions.NoSuchCommand, _no_command),
    (click.MissingParameter, _missing),
    (click.BadOptionUsage, _option_usage),
)


def told(error: click.UsageError) -> Fault:
    """Return click's complaint as a ``Fault``, so that it reads like every other one."""
    teller = next((tell for kind, tell in TOLD if isinstance(error, kind)), _other)
    zh, en = teller(error)
    do_zh, do_en = _hint(error)
    return Fault(zh.rstrip("？"), en.rstrip("?"), do_zh=do_zh, do_en=do_en)
