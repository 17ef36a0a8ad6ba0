"""People who sign up for an activity, by number; what stands in its list afterwards."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from gathering import opened
from office import Office
from yike.core.rights.by import By
from yike.rooms.almanac.actions import signups as actions
from yike.rooms.almanac.models.activities import Activity
from yike.rooms.almanac.models.signups import Registration, Seats
from yike.rooms.almanac.signing import Wish

ANYBODY = By(None, "报名的人", "web")
NAMES = ["陈一", "林二", "黄三", "何四", "高五", "罗六", "梁七", "宋八", "唐九", "许十"]


def wish(n: int = 0, **more: Any) -> Wish:
    return replace(
        Wish(name=NAMES[n % 10] + str(n // 10), phone=f"138{n:08}", link=f"link-{n}", press=f"p{n}"), **more
    )


def class_of(office: Office, capacity: int = 2, **more: Any) -> Activity:
    return opened(office, signup="open", capacity=capacity, **more)


def sign(row: Activity, n: int = 0, **more: Any) -> Registration:
    return actions.sign_up(ANYBODY, row, wish(n, **more))


def standing(row: Activity) -> list[tuple[int, str]]:
    return list(Registration.objects.filter(activity=row).order_by("number").values_list("number", "state"))


def counter(row: Activity) -> tuple[int, int, int]:
    seats = Seats.objects.get(activity=row)
    return seats.taken, seats.waiting, seats.last
