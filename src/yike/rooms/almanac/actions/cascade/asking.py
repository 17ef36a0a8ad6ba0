"""What neighbours ask back through their group, and its answer within 24 hours."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from yike.core.deadlines.actions import meet_deadline, start_deadline
from yike.core.deadlines.models import Deadline
from yike.core.outbox.actions import post
from yike.core.record.deed import deed
from yike.core.rights.by import By
from yike.core.rights.roles import Role
from yike.engines.faults import Fault
from yike.rooms.almanac.models.packs import Pack, Question
from yike.rooms.almanac.pace import ANSWER
from yike.rooms.almanac.queries.activities import around
from yike.rooms.almanac.rules import issues as rules


def ask_back(by: By, pack: Pack, *, words: str) -> Question:
    """Pass on what neighbours ask. Written twice the same, it is there once while it is open.

    In order: write, 24 hours begin, the community's workers are told. Raises ``Fault`` for nothing or too much.
    """
    words = words.strip()
    if not 1 <= len(words) <= 300:
        raise Fault(
            "要写一句话，不超过 300 个字",
            "write a sentence, of at most 300 characters",
            do_zh="请写邻居问了什么",
            do_en="Say what the neighbours ask",
        )
    with deed(by, "almanac.question.ask") as d:
        d.lock(pack)
        there: Question | None = pack.questions.filter(words=words, answered_at=None).first()
        if there is not None:
            return there
        row = d.add(Question(pack=pack, area_id=pack.area_id, words=words, at=d.at))
        workers = around(pack.area, {Role.COMMUNITY_WORKER, Role.SECRETARY})
        start_deadline(
            d,
            of=row.of,
            kind="almanac.question",
            area=pack.area_id,
            limit=ANSWER,
            owner=workers[0] if workers else None,
            name=str(pack.group),
        )
        if workers:
            with translation.override("zh-hans"):
                title = _("微网群 {code} 的邻居问").format(code=pack.group.code)
            key = f"almanac.question:{row.pk}"
            post(d, key=key, kind="almanac.question", title=title, body=words, to=workers, area=pack.area_id)
        return row


def answer_question(by: By, question: Question, *, answer: str) -> Question:
    """Answer; the keeper reads it on the secret page. Raises ``Fault`` where it is answered or nothing is said."""
    answer = answer.strip()
    with deed(by, "almanac.question.answer") as d:
        row = d.lock(question)
        rules.TICK.require(by, question.area)
        if row.answered_at is not None or not answer:
            raise Fault(
                "已经答复过，或没有写答复",
                "it is answered already, or nothing is said",
                do_zh="请刷新页面看看",
                do_en="Reload the page and look",
            )
        d.change(row, answer=answer[:500], answered_at=d.at, answered_by=by.user)
        open_one = Deadline.objects.filter(of=row.of, state__in=["running", "paused"]).first()
        if open_one is not None:
            meet_deadline(d, open_one)
        return row
