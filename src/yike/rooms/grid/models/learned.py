"""What columns of other people's sheets are called: learned once, known ever after."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from yike.core.record.base import Recorded


class ColumnName(Recorded):
    """列名: in sheets of one kind the column ``name`` holds what the house calls ``role``."""

    sheet = models.CharField(_("哪种表"), max_length=20)
    role = models.CharField(_("是什么"), max_length=20)
    name = models.CharField(_("列名"), max_length=80)

    class Meta:
        """A name means one thing."""

        ordering = ("sheet", "role", "name")
        verbose_name = _("认得的列名")
        constraints = (models.UniqueConstraint(fields=("sheet", "name"), name="column_name_once"),)

    def __str__(self) -> str:
        """Return the name."""
        return self.name
