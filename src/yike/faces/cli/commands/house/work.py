"""``yike work``: what the house does by itself, sweeps and the delivery of messages."""

from __future__ import annotations

import os

import click

from yike.faces.cli import options
from yike.faces.cli.language import Say
from yike.faces.cli.screen import Screen
from yike.faces.cli.shape import Command

BEHIND = 5  # of 19 steps of niceness


def build(say: Say) -> click.Command:
    """Return the command in the language of ``say``."""
    return Command(
        "work",
        say=say,
        help=say(
            "后台：送出消息，给留痕加封条，做到点该做的事。一直运行，可以同时开几个；随时关掉都不丢、不重发。",
            "The worker: delivers messages, seals the history, does what is due. It runs on; several may run at"
            " once, and stopping one at any moment loses and repeats nothing.",
        ),
        short_help=say("开后台：送消息、做到点的事", "run the worker: deliveries and what is due"),
        params=[click.Option(["--with-parent"], is_flag=True, hidden=True), options.language(say)],
        callback=run,
    )


def give_way() -> None:
    """Let whoever waits for a page go first: what the worker does may take a little longer where both are busy.

    A mild step only: the worker holds SQLite's lock for writing now and then, and others wait for it then.
    """
    if hasattr(os, "nice"):
        os.nice(BEHIND)


@click.pass_context
def run(context: click.Context, /, *, with_parent: bool) -> None:
    """Work until told to stop; what is in hand is finished first."""
    from yike.faces.cli.house import open_office, require_own_kind
    from yike.faces.cli.parent import stop_with_parent

    screen = Screen(context.obj)
    give_way()
    open_office()
    require_own_kind()
    from yike.core.outbox.worker import run as work
    from yike.core.outbox.worker import stop_on_signals

    stop = stop_on_signals()
    if with_parent:
        stop_with_parent()
    else:
        screen.line("后台已开，按 Ctrl-C 停下", "The worker is running; Ctrl-C stops it")
    work(stop)
