"""The Django app ``accounts``."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Users, units, roles in areas, deputies, log-in."""

    name = "yike.core.accounts"
    label = "accounts"
    verbose_name = "账号"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the outbox where the page of an endpoint's owner is."""
        from yike.core.accounts.queries.users import page_of  # noqa: PLC0415 - models are there only now
        from yike.core.outbox.owners import pages_of_people  # noqa: PLC0415 - models are there only now

        pages_of_people(page_of)
