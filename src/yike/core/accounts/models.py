"""Units, users, the roles they hold in areas, and who stands in for whom."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from yike.core.record.base import Recorded
from yike.core.record.clock import today
from yike.core.record.deed import By, current_deed, deed
from yike.core.rights.roles import Role


class UnitKind(models.TextChoices):
    """What kind of body a unit is."""

    STREET = "street", _("街道")
    COMMUNITY = "community", _("社区")
    DEPARTMENT = "department", _("部门")
    PARTNER = "partner", _("共建单位")
    ENTERPRISE = "enterprise", _("企业")


class Unit(Recorded):
    """A body that people belong to and that answers for things."""

    kind = models.CharField(_("类型"), max_length=12, choices=UnitKind)
    name = models.CharField(_("名称"), max_length=80, unique=True)
    parent: Any = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("上级单位")
    )
    area = models.ForeignKey(
        "areas.Area", models.PROTECT, null=True, blank=True, related_name="units", verbose_name=_("区域")
    )

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class UserManager(BaseUserManager["User"]):
    """Finds users by their log-in name."""


class User(Recorded, AbstractBaseUser):
    """Somebody with an account. What they may do follows from the roles they hold, not from the account."""

    username = models.CharField(_("登录名"), max_length=40, unique=True)
    name = models.CharField(_("姓名"), max_length=60)
    email = models.EmailField(_("邮箱"), blank=True)
    phone = models.CharField(_("手机"), max_length=20, blank=True)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="users", verbose_name=_("单位")
    )
    is_active = models.BooleanField(_("在用"), default=True)
    created_at = models.DateTimeField(_("建立时间"), auto_now_add=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    hidden_fields: ClassVar[frozenset[str]] = frozenset({"password"})
    unrecorded_fields: ClassVar[frozenset[str]] = frozenset({"last_login"})
    objects = UserManager()

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the row inside a deed; logging in may note its own moment."""
        fields = frozenset(kwargs.get("update_fields") or ())
        if current_deed() is None and fields == {"last_login"}:
            with deed(By.person(self), "accounts.login"):
                super().save(*args, **kwargs)
        else:
            super().save(*args, **kwargs)

    def recorded_area_id(self) -> int | None:
        """Return the area of the unit."""
        return self.unit.area_id if self.unit else None

    def held_roles(self) -> list[tuple[str, str]]:
        """Return the roles held today, each with the path of its area; asked once for each object."""
        if "_held" not in self.__dict__:
            day = today()
            rows = self.roles.filter(models.Q(until=None) | models.Q(until__gte=day), since__lte=day)
            self.__dict__["_held"] = list(rows.values_list("role", "area__path"))
        held: list[tuple[str, str]] = self.__dict__["_held"]
        return held


class RoleHolding(Recorded):
    """任职: somebody holds a role in an area, from a day until a day (both included)."""

    user = models.ForeignKey(User, models.PROTECT, related_name="roles", verbose_name=_("人"))
    role = models.CharField(_("角色"), max_length=24, choices=Role)
    area = models.ForeignKey(
        "areas.Area", models.PROTECT, related_name="role_holdings", verbose_name=_("区域")
    )
    since = models.DateField(_("从"))
    until = models.DateField(_("到"), null=True, blank=True)

    def __str__(self) -> str:
        """Return role and user."""
        return f"{self.get_role_display()} {self.user}"
