"""Categories of requests: a tree of two or three levels, each leaf with its limit and who usually answers."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from yike.core.record.base import Recorded
from yike.engines.worktime import Limit, Unit

MEASURES: tuple[tuple[str, object], ...] = (
    (Unit.MINUTE.value, _("分钟")),
    (Unit.WORK_HOUR.value, _("工作时")),
    (Unit.WORK_DAY.value, _("工作日")),
    (Unit.DAY.value, _("自然日")),
    (Unit.MONTH.value, _("月")),
)
DEFAULT = Limit(5, Unit.WORK_DAY)  # where neither the category nor the order says otherwise (潍坊 practice)


class Category(Recorded):
    """诉求类别: ``limit`` is how long an answer may take, empty: five working days.

    ``unit`` usually answers for it; ``public`` ones are offered on the public door and through Open311. Without
    ``by_community`` it is not on the list of what communities do, and is given to none (接诉即办 art. 17).
    """

    code = models.CharField(_("代码"), max_length=20, unique=True)
    name = models.CharField(_("名称"), max_length=40)
    name_en = models.CharField(_("英文名称"), max_length=60, blank=True)
    parent: Any = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("上级类别")
    )
    amount = models.PositiveSmallIntegerField(_("时限"), null=True, blank=True)
    measure = models.CharField(_("时限单位"), max_length=10, choices=MEASURES, blank=True)
    unit: Any = models.ForeignKey(
        "accounts.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("承办单位")
    )
    public = models.BooleanField(_("公众可选"), default=False)
    by_community = models.BooleanField(_("社区可办"), default=True)
    active = models.BooleanField(_("在用"), default=True)
    rank = models.PositiveIntegerField(_("顺序"), default=0)

    class Meta:
        """In the order of the table."""

        ordering = ("rank", "code")
        verbose_name = _("诉求类别")

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    @property
    def limit(self) -> Limit:
        """Return how long an answer may take."""
        return Limit(self.amount, Unit(self.measure)) if self.amount and self.measure else DEFAULT
