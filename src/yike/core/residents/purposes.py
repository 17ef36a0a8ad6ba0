"""What residents' data are used for: purpose × field × role is the only rule of access to a plain value.

A purpose that rests on *duty* (PIPL art. 13(3)) needs no consent, but a person may object to those that are not
``bound``; one that rests on *consent* shows nothing before somebody has agreed; *emergency* is the glass that is
broken with a reason. Rooms register purposes of their own when they open.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from yike.core.residents.models.people import Basis
from yike.core.rights.roles import Role

FIELDS: dict[str, str | Promise] = {
    "name": _("姓名"),
    "address": _("完整地址"),
    "national_id": _("身份证号"),
    "phone": _("电话"),
    "birth_date": _("出生日期"),
    "living": _("居住状况"),
    "helpers": _("帮手"),
    "wish": _("联系意愿"),
}
_NEAR = frozenset({Role.SECRETARY, Role.COMMUNITY_WORKER, Role.GRID_WORKER})
_WINDOW = frozenset({Role.STREET_ADMIN, Role.CLERK, Role.AGENT})


@dataclass(frozen=True)
class Purpose:
    """One purpose. ``fields`` are the codes of what it needs, ``roles`` who works for it.

    ``bound``: it rests on a duty from which nobody can step back.
    """

    code: str
    name: str | Promise
    why: str | Promise
    fields: frozenset[str]
    roles: frozenset[Role]
    basis: Basis
    bound: bool = False
    sensitive: bool = False


_PURPOSES: dict[str, Purpose] = {}


def register(declared: Purpose) -> Purpose:
    """Declare a purpose. Raises ``ValueError`` for an unknown field or a code that is taken by another."""
    if unknown := declared.fields - FIELDS.keys():
        raise ValueError(f"purpose {declared.code} asks for unknown fields {sorted(unknown)}")
    if _PURPOSES.setdefault(declared.code, declared) != declared:
        raise ValueError(f"purpose {declared.code} is declared twice, differently")
    return declared


def purpose(code: str) -> Purpose:
    """Return a declared purpose. Raises ``KeyError`` where there is none."""
    return _PURPOSES[code]


def purpose_name(code: str) -> str | Promise:
    """Return what a purpose is called, or its code where its room is gone."""
    return _PURPOSES[code].name if code in _PURPOSES else code


def purposes() -> list[Purpose]:
    """Return all purposes in the order in which they were declared."""
    return list(_PURPOSES.values())


def askable() -> list[Purpose]:
    """Return the purposes that a person can agree or object to."""
    return [one for one in purposes() if not one.bound]


def covering(field: str, roles: Iterable[str] | None = None) -> list[Purpose]:
    """Return the purposes that need ``field`` and, where roles are given, are worked for by one of them."""
    held = None if roles is None else set(roles)
    return [one for one in purposes() if field in one.fields and (held is None or held & one.roles)]


REGISTER = register(
    Purpose(
        "register",
        _("人口登记"),
        _("掌握辖区住户，是街道和社区的法定职责"),
        frozenset({"name", "address", "birth_date"}),
        _WINDOW | _NEAR,
        Basis.DUTY,
        bound=True,
    )
)
SERVICE = register(
    Purpose(
        "service",
        _("办事"),
        _("本人来办事时核对身份、填写表格"),
        frozenset({"name", "address", "national_id", "birth_date", "phone"}),
        _WINDOW | {Role.SECRETARY, Role.COMMUNITY_WORKER},
        Basis.DUTY,
        bound=True,
    )
)
CONTACT = register(
    Purpose(
        "contact",
        _("通知和联系"),
        _("停水停电、上门走访、活动通知"),
        frozenset({"phone", "wish"}),
        _WINDOW | _NEAR,
        Basis.DUTY,
    )
)
CARE = register(
    Purpose(
        "care",
        _("关爱探访"),
        _("独居、空巢等老人的探访和照料"),
        frozenset({"phone", "birth_date", "living", "helpers", "wish"}),
        _NEAR | {Role.STREET_ADMIN, Role.AGENT},
        Basis.CONSENT,
        sensitive=True,
    )
)
EMERGENCY = register(
    Purpose(
        "emergency",
        _("紧急救助"),
        _("生命健康和财产安全遇到危险，来不及征得同意"),
        frozenset(FIELDS),
        _WINDOW | _NEAR,
        Basis.EMERGENCY,
        bound=True,
        sensitive=True,
    )
)
