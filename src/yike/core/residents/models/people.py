"""Persons, how they wish to be reached, who helps them, and what they agreed to."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from yike.core.record.base import Recorded
from yike.core.residents import masks
from yike.core.residents.masks import Masks
from yike.core.residents.models.places import Household
from yike.core.residents.register import Living, Relation, Sex
from yike.core.vault.fields import BlindIndexField, SealedField


class PersonState(models.TextChoices):
    """Whether a person is still with us. ``merged``: the same person stands in another record."""

    HERE = "here", _("在住")
    MOVED = "moved", _("已迁出")
    DIED = "died", _("已故")
    MERGED = "merged", _("已并入")


class Person(Recorded):
    """人: one person, one record. What could harm them if it leaked is sealed.

    ``area`` repeats the household's, for quick lists. Of the birth date only the year stands in the open,
    because age bands decide who is visited.
    """

    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    household: Any = models.ForeignKey(
        Household, models.PROTECT, related_name="persons", db_index=False, verbose_name=_("户")
    )
    area = models.ForeignKey(
        "areas.Area", models.PROTECT, related_name="+", db_index=False, verbose_name=_("网格")
    )
    name = models.CharField(_("姓名"), max_length=60)
    sex = models.CharField(_("性别"), max_length=1, choices=Sex, blank=True)
    relation = models.CharField(_("与户主关系"), max_length=12, choices=Relation, default=Relation.HEAD)
    birth_year = models.PositiveSmallIntegerField(_("出生年份"), null=True, blank=True)
    living = models.CharField(_("居住状况"), max_length=12, choices=Living, blank=True)
    national_id = SealedField(_("身份证号"), mask=masks.national_id, null=True)
    national_id_index = BlindIndexField(of="national_id", kind="national_id")
    phone = SealedField(_("电话"), mask=masks.phone, null=True)
    phone_index = BlindIndexField(of="phone", kind="phone")
    birth_date = SealedField(_("出生日期"), mask=masks.birth_date, null=True)
    state = models.CharField(_("状态"), max_length=8, choices=PersonState, default=PersonState.HERE)
    registered_on = models.DateField(_("登记日期"))
    left_on = models.DateField(_("离开日期"), null=True, blank=True)
    merged_into: Any = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=_("并入")
    )

    unrecorded_fields: ClassVar[frozenset[str]] = frozenset({"uid", "national_id_index", "phone_index"})
    masked_in_history: ClassVar[Masks] = {
        "name": masks.name,
        "birth_year": masks.all_of,
        "living": masks.all_of,
    }

    class Meta:
        """Found by household, number, telephone, name, area and age; each index answers without the table."""

        verbose_name = _("居民")
        indexes = (
            models.Index(fields=("household", "state", "birth_year"), name="person_by_household"),
            models.Index(fields=("national_id_index", "state"), name="person_by_number"),
            models.Index(fields=("phone_index", "name", "state"), name="person_by_phone"),
            models.Index(fields=("name", "birth_year", "area", "state"), name="person_by_name"),
            models.Index(
                fields=("area", "state", "birth_year", "living", "household"), name="person_by_area_and_age"
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("national_id_index",),
                condition=~models.Q(national_id_index="") & ~models.Q(state="merged"),
                name="person_once_a_number",
            ),
        )

    def __str__(self) -> str:
        """Return the masked name: what is printed by accident harms nobody."""
        return masks.name(self.name)

    def recorded_subject(self) -> str:
        """Return the person's own timeline."""
        return subject_of(self.pk)

    @property
    def here(self) -> bool:
        """Whether the person lives here now."""
        return self.state == PersonState.HERE


def subject_of(person_id: int) -> str:
    """Return the name of a person's timeline in the history."""
    return f"residents.person:{person_id}"


class OfAPerson(Recorded):
    """A row that belongs to a person: its history stands in the person's timeline and scope."""

    person: Any

    class Meta:
        """Abstract: each has its own table."""

        abstract = True

    def recorded_area_id(self) -> int | None:
        """Return the person's area."""
        area: int = self.person.area_id
        return area

    def recorded_subject(self) -> str:
        """Return the person's timeline."""
        return subject_of(self.person_id)  # type: ignore[attr-defined]


class ContactWay(models.TextChoices):
    """How somebody wishes to be reached."""

    PHONE = "phone", _("打电话")
    VISIT = "visit", _("上门")
    CHAT = "chat", _("微信等聊天软件")
    KIN = "kin", _("找家里人")
    NONE = "none", _("没有急事请勿打扰")


class ContactWish(OfAPerson):
    """联系意愿: which way, and between which hours of the day."""

    person = models.OneToOneField(
        Person, models.CASCADE, primary_key=True, related_name="wish", verbose_name=_("谁")
    )
    way = models.CharField(_("怎样联系"), max_length=8, choices=ContactWay)
    not_before = models.TimeField(_("不早于"), null=True, blank=True)
    not_after = models.TimeField(_("不晚于"), null=True, blank=True)
    note = models.CharField(_("还要注意"), max_length=120, blank=True)

    masked_in_history: ClassVar[Masks] = {"note": masks.all_of}

    class Meta:
        """Named for the page of what is held of a person."""

        verbose_name = _("联系意愿")

    def __str__(self) -> str:
        """Return the way."""
        return str(self.get_way_display())


class Kinship(models.TextChoices):
    """What a helper is to the person helped."""

    KIN = "kin", _("亲属")
    NEIGHBOUR = "neighbour", _("邻居")
    STAIRWELL = "stairwell", _("楼长")
    FRIEND = "friend", _("朋友")
    CARER = "carer", _("护工、保姆")
    VOLUNTEER = "volunteer", _("志愿者")
    OTHER = "other", _("其他")


class Helper(OfAPerson):
    """帮手: who looks after whom. A helper is a person of the register, or only a name and a number."""

    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="helpers", verbose_name=_("帮谁"))
    helper: Any = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="helps", verbose_name=_("登记在册的帮手")
    )
    name = models.CharField(_("姓名"), max_length=60, blank=True)
    phone = SealedField(_("电话"), mask=masks.phone, null=True)
    kinship = models.CharField(_("关系"), max_length=12, choices=Kinship, default=Kinship.KIN)
    holds_key = models.BooleanField(_("有钥匙"), default=False)
    rank = models.PositiveSmallIntegerField(_("先找谁"), default=1)

    unrecorded_fields: ClassVar[frozenset[str]] = frozenset({"uid"})
    masked_in_history: ClassVar[Masks] = {"name": masks.name}

    class Meta:
        """In the order in which they are called."""

        verbose_name = _("帮手")
        ordering = ("rank", "id")

    def __str__(self) -> str:
        """Return the masked name."""
        return masks.name(self.helper.name if self.helper else self.name)


class Basis(models.TextChoices):
    """The ground on which somebody's data are used (PIPL art. 13)."""

    CONSENT = "consent", _("本人同意")
    DUTY = "duty", _("法定职责")
    EMERGENCY = "emergency", _("紧急情况")


class ConsentWay(models.TextChoices):
    """How it was given."""

    SIGNED = "signed", _("签字照片")
    VOICE = "voice", _("录音")
    IN_PERSON = "in_person", _("当面代录")


class Consent(OfAPerson):
    """同意书: a person agreed to one purpose, in a given wording; or objected to it.

    ``refused``: there was no consent, but an objection to a purpose that rests on duty. For a child under 14 a
    guardian gives it. It ends by ``expires_on`` or when it is withdrawn.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="consents", verbose_name=_("谁"))
    purpose = models.CharField(_("用途"), max_length=24)
    fields = models.CharField(_("哪些信息"), max_length=200)
    basis = models.CharField(_("依据"), max_length=10, choices=Basis, default=Basis.CONSENT)
    text_version = models.CharField(_("告知书版本"), max_length=20)
    way = models.CharField(_("方式"), max_length=10, choices=ConsentWay, blank=True)
    guardian = models.CharField(_("监护人"), max_length=60, blank=True)
    refused = models.BooleanField(_("不同意"), default=False)
    given_on = models.DateField(_("日期"))
    expires_on = models.DateField(_("到期"), null=True, blank=True)
    withdrawn_on = models.DateField(_("撤回日期"), null=True, blank=True)

    class Meta:
        """The newest first."""

        verbose_name = _("同意书")
        ordering = ("-given_on", "-id")

    def __str__(self) -> str:
        """Return purpose and day."""
        return f"{self.purpose} {self.given_on}"
