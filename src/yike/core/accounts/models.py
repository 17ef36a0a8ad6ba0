"""Units, users, the roles they hold in areas, and who stands in for whom."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yike.core.accounts.standing import Holding, held_by
from yike.core.record.base import Recorded, RecordedQuerySet
from yike.core.record.deed import current_deed, deed
from yike.core.rights.by import By
from yike.core.rights.roles import Role


class UnitKind(models.TextChoices):
    """What kind of body a unit is."""

    STREET = "street", _("街道")
    COMMUNITY = "community", _("社区")
    DEPARTMENT = "department", _("部门")
    PARTNER = "partner", _("共建单位")
    ENTERPRISE = "enterprise", _("企业")


class Answer(models.TextChoices):
    """Where a proposal to grant a role stands."""

    OPEN = "open", _("待办")
    GRANTED = "granted", _("已同意")
    REFUSED = "refused", _("未同意")
    WITHDRAWN = "withdrawn", _("已撤回")


class Unit(Recorded):
    """A body that people belong to and that answers for things. ``area`` is where it works."""

    kind = models.CharField(_("类型"), max_length=12, choices=UnitKind)
    name = models.CharField(_("名称"), max_length=80, unique=True)
    code: Any = models.CharField(
        _("统一社会信用代码"), max_length=18, unique=True, null=True, blank=True, default=None
    )
    parent: Any = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("上级单位")
    )
    area = models.ForeignKey("areas.Area", models.PROTECT, related_name="units", verbose_name=_("所在区域"))
    contact = models.CharField(_("联系方式"), max_length=120, blank=True)
    liaison: Any = models.ForeignKey(
        "accounts.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="liaison_of",
        verbose_name=_("联络员"),
    )
    active = models.BooleanField(_("在用"), default=True)

    class Meta:
        """Listed by kind, then by name."""

        ordering = ("kind", "name")
        verbose_name = _("单位")

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class UserQuerySet(RecordedQuerySet):
    """Accounts; written inside a deed only."""


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Finds accounts by their log-in name, in whatever case it was typed."""

    def get_by_natural_key(self, username: str | None) -> User:
        """Return the account with this log-in name. Raises ``DoesNotExist``."""
        found: User = self.get(username=(username or "").lower())
        return found


BY_LOGIN = frozenset({"last_login", "password"})  # what logging in writes by itself


class User(Recorded, AbstractBaseUser):
    """Somebody with an account. What they may do follows from the roles they hold, not from the account.

    ``area`` is where the account is kept: officers and administrators of that area and above see it.
    ``language`` and ``large_type`` are empty for whoever takes the device as it is.
    ``identifier`` is the person's number at the office's own log-in service, where there is one. ``unproven``:
    a way in (one-time password, identifier) went through another's hands, and nobody has yet confirmed face to face
    that it was the owner who used it. Until then all roles rest.
    """

    username = models.CharField(_("登录名"), max_length=40, unique=True)
    name = models.CharField(_("姓名"), max_length=60)
    email = models.EmailField(_("邮箱"), blank=True)
    phone = models.CharField(_("手机"), max_length=20, blank=True)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="users", verbose_name=_("单位")
    )
    area = models.ForeignKey(
        "areas.Area", models.PROTECT, related_name="accounts", verbose_name=_("所属区域")
    )
    identifier: Any = models.CharField(
        _("统一身份编号"), max_length=120, unique=True, null=True, blank=True, default=None
    )
    language = models.CharField(
        _("语言"), max_length=8, blank=True, choices=(("zh-hans", _("简体中文")), ("en", _("英文")))
    )
    large_type: Any = models.BooleanField(_("大字"), null=True, blank=True, default=None)
    is_active = models.BooleanField(_("在用"), default=True)
    must_change = models.BooleanField(_("下次登录要改密码"), default=False)
    unproven = models.BooleanField(_("还没有当面确认"), default=False)
    password_at = models.DateTimeField(_("密码设于"), null=True, blank=True)
    created_at = models.DateTimeField(_("建立时间"), auto_now_add=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    hidden_fields: ClassVar[frozenset[str]] = frozenset({"password"})
    unrecorded_fields: ClassVar[frozenset[str]] = frozenset({"last_login"})
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        """Listed by log-in name."""

        ordering = ("username",)
        verbose_name = _("账号")

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    def recorded_area_id(self) -> int | None:
        """Return the area where the account is kept."""
        return self.area_id

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the row inside a deed; logging in may write its own two fields, and a new hash is recorded.

        Raises ``OutsideTheDoor`` for anything else outside a deed.
        """
        fields = frozenset(kwargs.get("update_fields") or ())
        if current_deed() is None and fields and fields <= BY_LOGIN:
            with deed(By.person(self), "accounts.password.rehash"):
                super().save(*args, **kwargs)
        else:
            super().save(*args, **kwargs)
        self._password = None  # Django forgets the plain one where it writes the row itself

    @property
    def holdings(self) -> list[Holding]:
        """Return the roles held today, own ones and those of whom the user stands in for; asked once.

        None while nobody has confirmed that it is the owner who has come in.
        """
        if "_holdings" not in self.__dict__:
            self.__dict__["_holdings"] = [] if self.unproven else held_by(self)
        held: list[Holding] = self.__dict__["_holdings"]
        return held

    @property
    def lent_units(self) -> dict[int, int]:
        """Return the unit of each in whose place the user acts today, by person; asked once."""
        if "_lent_units" not in self.__dict__:
            others = {held.principal for held in self.holdings if held.principal} - {self.pk}
            rows = User.objects.filter(pk__in=others).exclude(unit=None) if others else User.objects.none()
            self.__dict__["_lent_units"] = dict(rows.values_list("pk", "unit_id"))
        lent: dict[int, int] = self.__dict__["_lent_units"]
        return lent

    @property
    def sight(self) -> Hashable:
        """Return what decides which rows the user sees today: where it is equal, so are they."""
        lent = frozenset(self.lent_units.items())
        return self.pk, self.is_active, self.unit_id, tuple(self.holdings), lent

    def require_self(self, by: By) -> None:
        """Raise ``PermissionDenied`` unless it is this person who acts (or the machine itself)."""
        if not by.trusted and (by.user is None or by.user.pk != self.pk):
            raise PermissionDenied("own account")

    def held_roles(self) -> list[tuple[str, str]]:
        """Return the roles in force today, each with the path of its area; asked once for each object."""
        return [(holding.role, holding.path) for holding in self.holdings]

    def forget_roles(self) -> None:
        """Ask for the roles again: they have just been changed."""
        for asked in ("_holdings", "_lent_units"):
            self.__dict__.pop(asked, None)


def in_force(day: Any) -> Q:
    """Return the condition that a row with ``since`` and ``until`` counts on ``day``, both ends included."""
    return Q(since__lte=day) & (Q(until=None) | Q(until__gte=day))


class RoleHolding(Recorded):
    """任职: somebody holds a role in an area, from a day until a day (both included)."""

    user = models.ForeignKey(User, models.PROTECT, related_name="roles", verbose_name=_("人"))
    role = models.CharField(_("角色"), max_length=24, choices=Role)
    area = models.ForeignKey(
        "areas.Area", models.PROTECT, related_name="role_holdings", verbose_name=_("区域")
    )
    since = models.DateField(_("从"))
    until = models.DateField(_("到"), null=True, blank=True)

    named_in_history = "user__name"

    class Meta:
        """The oldest first."""

        ordering = ("since", "pk")
        indexes = (models.Index(fields=("role", "area"), name="holding_by_role"),)
        verbose_name = _("任职")

    def __str__(self) -> str:
        """Return role and user."""
        return f"{self.get_role_display()} {self.user}"

    def recorded_subject(self) -> str:
        """Return the account's: a role belongs to the person's timeline."""
        return f"accounts.user:{self.user_id}"


class RoleProposal(Recorded):
    """An administrator asks the security officer to grant somebody a role."""

    user = models.ForeignKey(User, models.PROTECT, related_name="proposals", verbose_name=_("人"))
    role = models.CharField(_("角色"), max_length=24, choices=Role)
    area = models.ForeignKey("areas.Area", models.PROTECT, related_name="+", verbose_name=_("区域"))
    since = models.DateField(_("从"))
    until = models.DateField(_("到"), null=True, blank=True)
    reason = models.CharField(_("理由"), max_length=200)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("提出人"))
    proposed_at = models.DateTimeField(_("提出时间"))
    answer = models.CharField(_("答复"), max_length=12, choices=Answer, default=Answer.OPEN)
    answered_by: Any = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("答复人")
    )
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True)
    answer_reason = models.CharField(_("答复理由"), max_length=200, blank=True)

    named_in_history = "user__name"

    class Meta:
        """The oldest first."""

        ordering = ("proposed_at", "pk")
        verbose_name = _("任职建议")

    def __str__(self) -> str:
        """Return role and user."""
        return f"{self.get_role_display()} {self.user}"

    def recorded_subject(self) -> str:
        """Return the account's."""
        return f"accounts.user:{self.user_id}"


class Deputy(Recorded):
    """代理: ``deputy`` stands in for ``principal`` from a day until a day, and does what the principal may do."""

    principal = models.ForeignKey(User, models.PROTECT, related_name="deputies", verbose_name=_("谁不在"))
    deputy = models.ForeignKey(User, models.PROTECT, related_name="standing_in", verbose_name=_("由谁代"))
    since = models.DateField(_("从"))
    until = models.DateField(_("到"))
    reason = models.CharField(_("理由"), max_length=200)

    named_in_history = "principal__name"

    class Meta:
        """The latest first."""

        ordering = ("-since", "-pk")
        indexes = (models.Index(fields=("until", "since"), name="deputy_by_day"),)
        verbose_name = _("代理")

    def __str__(self) -> str:
        """Return who for whom."""
        return f"{self.deputy} → {self.principal}"

    def recorded_area_id(self) -> int | None:
        """Return the area of the principal's account."""
        return self.principal.area_id

    def recorded_subject(self) -> str:
        """Return the principal's: the deputy acts in their place."""
        return f"accounts.user:{self.principal_id}"


class FirstEntry(Recorded):
    """首次进入: a way in that somebody made for ``user``, when it was used, and who confirmed the owner.

    ``code`` is the hash of a one-time password: the password itself was shown once. It is empty where the way is
    the person's identifier at the office's own log-in service. The latest of a user and of each way counts.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="first_entries", verbose_name=_("人"))
    issued_at = models.DateTimeField(_("生成时间"))
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("谁生成的"))
    code = models.CharField(max_length=128)
    used_at = models.DateTimeField(_("第一次用它登录"), null=True, blank=True)
    used_from = models.CharField(_("从哪里登录"), max_length=45, blank=True)
    confirmed_at = models.DateTimeField(_("当面确认时间"), null=True, blank=True)
    confirmed_by: Any = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("谁确认的")
    )

    named_in_history = "user__name"
    hidden_fields: ClassVar[frozenset[str]] = frozenset({"code"})

    class Meta:
        """The latest first."""

        ordering = ("-pk",)
        verbose_name = _("首次进入")

    def __str__(self) -> str:
        """Return whose it is."""
        return str(self.user)

    @property
    def by_service(self) -> bool:
        """Return whether the way in is the office's own log-in service."""
        return not self.code

    def recorded_area_id(self) -> int | None:
        """Return the area of the account."""
        return self.user.area_id

    def recorded_subject(self) -> str:
        """Return the account's timeline."""
        return self.user.recorded_subject()


class Portrait(Recorded):
    """肖像: how residents recognise who comes to their door. A bare JPEG, see ``engines/pictures``."""

    user = models.OneToOneField(User, models.PROTECT, related_name="portrait", verbose_name=_("人"))
    jpeg = models.BinaryField(_("照片"))
    kept_at = models.DateTimeField(_("放上时间"), auto_now=True)

    hidden_fields: ClassVar[frozenset[str]] = frozenset({"jpeg"})

    class Meta:
        """Named for pages."""

        verbose_name = _("肖像")

    def __str__(self) -> str:
        """Return whose it is."""
        return str(self.user)

    def recorded_area_id(self) -> int | None:
        """Return the person's own area."""
        return self.user.area_id

    def recorded_subject(self) -> str:
        """Return the person's timeline."""
        return self.user.recorded_subject()
