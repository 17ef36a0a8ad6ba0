"""The roles people hold in an area, as a street office knows them; and the three officers kept apart."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What somebody is to an area. A role is held in one area and counts for everything below it."""

    STREET_ADMIN = "street_admin", _("街道管理员")
    LEADER = "leader", _("分管领导")
    CLERK = "clerk", _("便民中心窗口")
    AGENT = "agent", _("帮代办员")
    SECRETARY = "secretary", _("社区书记")
    COMMUNITY_WORKER = "community_worker", _("社区工作者")
    GRID_WORKER = "grid_worker", _("专职网格员")
    GRID_HELPER = "grid_helper", _("兼职网格员")
    GROUP_OWNER = "group_owner", _("海棠先锋（微网群主）")
    BRANCH_SECRETARY = "branch_secretary", _("行动支部书记")
    VOLUNTEER = "volunteer", _("在职党员、志愿者")
    TALENT = "talent", _("能人")
    SHOPKEEPER = "shopkeeper", _("商户经营者")
    MEDIATOR = "mediator", _("人民调解员")
    LAWYER = "lawyer", _("律师")
    BANK_LIAISON = "bank_liaison", _("银行网点联络员")
    LIAISON = "liaison", _("报到单位联络员")
    ENTERPRISE_CONTACT = "enterprise_contact", _("企业联系人")
    SYSTEM_OFFICER = "system_officer", _("系统管理员")
    SECURITY_OFFICER = "security_officer", _("安全管理员")
    AUDIT_OFFICER = "audit_officer", _("审计员")


OFFICERS = frozenset({Role.SYSTEM_OFFICER, Role.SECURITY_OFFICER, Role.AUDIT_OFFICER})
STREET = frozenset({Role.STREET_ADMIN, Role.LEADER, Role.CLERK, Role.AGENT})
COMMUNITY = frozenset({Role.SECRETARY, Role.COMMUNITY_WORKER})
GRID = frozenset({Role.GRID_WORKER, Role.GRID_HELPER})
STAFF = STREET | COMMUNITY | GRID
