"""The Django app ``deadlines``."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class DeadlinesConfig(AppConfig):
    """By when something is due, how that was reckoned, and who is told when it draws near."""

    name = "yike.core.deadlines"
    label = "deadlines"
    verbose_name = "时限"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Gather the kinds that every room declares; pass a leaver's deadlines on."""
        autodiscover_modules("deadlines")
        from yike.core.accounts import handover  # noqa: PLC0415 - models are there only now
        from yike.core.deadlines.actions.passing import pass_all  # noqa: PLC0415 - models are there only now
        from yike.core.deadlines.queries import open_of_owner  # noqa: PLC0415 - models are there only now

        handover.register(
            "deadlines.running",
            "计时中的时限",
            "running deadlines",
            lambda user: open_of_owner(user).count(),
            pass_all,
            of=("deadlines.Deadline.owner",),
        )
