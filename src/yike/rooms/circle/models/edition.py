"""The edition of the directory: what every process compares its copy in memory with."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from yike.core.record.base import Recorded


class Edition(Recorded):
    """One row, its ``number`` one higher with each change of points, hours, items or offers."""

    number = models.PositiveBigIntegerField(_("版次"), default=0)

    unrecorded_fields: ClassVar[frozenset[str]] = frozenset({"number"})

    class Meta:
        """Named for pages."""

        verbose_name = _("目录版次")

    def __str__(self) -> str:
        """Return the number."""
        return str(self.number)
