"""The kinds of messages this room sends."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from yike.core.outbox.messages import name_kinds

name_kinds(
    {
        "grid.request.urgent": _("紧急诉求"),
        "grid.request.dispatched": _("派来的诉求"),
        "grid.request.part": _("请本单位协办"),
        "grid.request.part_answer": _("协办单位的答复"),
        "grid.request.part_off": _("不用协办了"),
        "grid.request.passed": _("诉求已改派"),
        "grid.request.refused": _("退单待审"),
        "grid.request.extending": _("延期待审"),
        "grid.request.ruled": _("申请已裁定"),
        "grid.request.word": _("诉求人补充"),
        "grid.request.again": _("二次办理"),
        "grid.request.unsolved": _("两次没有解决的诉求"),
        "grid.request.supervised": _("诉求督办"),
        "grid.request.raised": _("报请协调的诉求"),
        "grid.whistle.ask": _("哨待审核"),
        "grid.whistle.blown": _("吹哨"),
        "grid.whistle.arrived": _("单位已到场"),
        "grid.whistle.refused": _("单位来不了"),
        "grid.whistle.ruled": _("来不来的裁定"),
        "grid.whistle.spared": _("不用来了"),
        "grid.whistle.task": _("现场商定的措施"),
        "grid.whistle.moved": _("哨的进展"),
        "grid.whistle.ended": _("诉求、案件吹的哨有结果"),
        "grid.campaign.started": _("专项行动开始"),
        "grid.campaign.points": _("又分来的点"),
        "grid.campaign.ended": _("专项行动结束"),
        "grid.case.dispatched": _("派来的案件"),
        "grid.case.passed": _("案件已改派"),
        "grid.case.rework": _("案件返工"),
        "grid.case.decided": _("案件申请的答复"),
        "grid.case.refused": _("不予立案"),
        "grid.case.ended": _("诉求转出的案件有结果"),
    }
)
