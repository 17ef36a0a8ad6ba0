"""Commands and groups whose help speaks the person's language and keeps wide characters in line."""

from __future__ import annotations

import shutil
import unicodedata
from collections.abc import Iterable, Iterator

import click

from yike.faces.cli.language import Say

WIDTH = 92
GAP = 2


def cells(text: str) -> int:
    """Return how many columns of a terminal the text takes; Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _pieces(text: str) -> Iterator[str]:
    """Yield what may not be broken: a Latin word with its blank, or one wide character with its comma."""
    piece = ""
    for char in text:
        closing = char in "，。、；：）”"
        wide = unicodedata.east_asian_width(char) in "WF"
        if piece and not closing and (wide or piece.endswith(" ") or cells(piece[0]) == 2):
            yield piece
            piece = ""
        piece += char
    if piece:
        yield piece


def wrap(text: str, width: int) -> list[str]:
    """Return the text in lines of at most ``width`` columns; lines the author broke stay broken."""
    lines: list[str] = []
    for paragraph in text.splitlines():
        line = ""
        for piece in _pieces(paragraph):
            if line and cells(line + piece.rstrip()) > width:
                lines.append(line.rstrip())
                line = ""
            line += piece
        lines.append(line.rstrip())
    return lines


def columns(rows: Iterable[tuple[str, str]], width: int) -> Iterator[str]:
    """Yield two-column lines: terms on the left, their meaning wrapped on the right."""
    rows = list(rows)
    left = min(max((cells(term) for term, _ in rows), default=0), 22) + 2 * GAP
    for term, meaning in rows:
        lines = wrap(meaning, max(width - left, 20)) or [""]
        head = " " * GAP + term
        if cells(head) + GAP > left:
            yield head
            head = ""
        for line in lines:
            yield (head + " " * (left - cells(head)) + line).rstrip()
            head = ""


class _Spoken:
    """What commands and groups share: a language and a help page made in it."""

    say: Say

    def page(self, ctx: click.Context, rows: list[tuple[str, list[tuple[str, str]]]], text: str) -> str:
        """Return the help page: usage, what it does, then one section per title of ``rows``."""
        width = min(shutil.get_terminal_size().columns, WIDTH)
        usage = " ".join(ctx.command.collect_usage_pieces(ctx))
        usage = usage.replace("[OPTIONS]", self.say("[选项]", "[OPTIONS]"))
        lines = [f"{self.say('用法', 'Usage')}: {ctx.command_path} {usage}", ""]
        lines += [f"  {line}".rstrip() for line in wrap(text, width - GAP)]
        for title, entries in rows:
            if entries:
                lines += ["", f"{title}:", *columns(entries, width)]
        return "\n".join(lines)


def _record(param: click.Parameter, say: Say) -> tuple[str, str]:
    if isinstance(param, click.Option):
        term = ", ".join(param.opts)
        if not param.is_flag:
            term += f" {param.metavar or param.human_readable_name.upper()}"
    else:
        term = param.human_readable_name.upper()
    note = say("（必填）", " (required)") if param.required else ""
    return term, f"{getattr(param, 'help', None) or ''}{note}"


class Command(_Spoken, click.Command):
    """A command with help in one language. ``many`` names the options that take several words in a row."""

    def __init__(self, name: str, *, say: Say, many: tuple[str, ...] = (), **rest: object) -> None:
        self.say, self.many = say, many
        super().__init__(name, **rest)  # type: ignore[arg-type]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse, after turning ``--weight A B`` into ``--weight A --weight B``."""
        try:
            return super().parse_args(ctx, list(_spread(args, self.many)))
        except click.UsageError as error:
            error.ctx = error.ctx or ctx  # click forgets it here, and the hint needs the command's name
            raise

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return click's help option, spoken."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = self.say("显示这页帮助", "Show this page")
        return option

    def get_help(self, ctx: click.Context) -> str:
        """Return the help page."""
        params = self.get_params(ctx)
        return self.page(
            ctx,
            [
                (
                    self.say("参数", "Arguments"),
                    [_record(p, self.say) for p in params if isinstance(p, click.Argument)],
                ),
                (
                    self.say("选项", "Options"),
                    [_record(p, self.say) for p in params if isinstance(p, click.Option) and not p.hidden],
                ),
            ],
            self.help or "",
        )


def _spread(args: Iterable[str], many: tuple[str, ...]) -> Iterator[str]:
    current, full = "", False
    for word in args:
        if word.startswith("-") and not word[1:2].isdigit():
            current, full = (word, False) if word in many else ("", False)
        elif current and full:
            yield current
        else:
            full = True
        yield word


@click.pass_context
def _show_help(ctx: click.Context) -> None:
    """Answer a group without a command with its help page; that is a usage error still."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())
        ctx.exit(2)


class Group(_Spoken, click.Group):
    """A group of commands with help in one language."""

    def __init__(self, name: str, *, say: Say, **rest: object) -> None:
        self.say = say
        super().__init__(
            name,
            invoke_without_command=True,
            callback=_show_help,
            subcommand_metavar=say("命令 …", "COMMAND …"),
            **rest,  # type: ignore[arg-type]
        )

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return click's help option, spoken."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = self.say("显示这页帮助", "Show this page")
        return option

    def get_help(self, ctx: click.Context) -> str:
        """Return the help page with the list of commands."""
        commands = [(name, self.commands[name].short_help or "") for name in self.commands]
        options = [_record(p, self.say) for p in self.get_params(ctx) if isinstance(p, click.Option)]
        return self.page(
            ctx,
            [(self.say("命令", "Commands"), commands), (self.say("选项", "Options"), options)],
            self.help or "",
        )
