"""``{% load grid %}``: small words of the grid room's pages."""

from __future__ import annotations

from datetime import datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from yike.core.record.clock import now

register = template.Library()


@register.filter
def past(moment: datetime | None) -> bool:
    """Return whether a deadline has passed; the whole of its minute is still in time."""
    return moment is not None and now() >= moment + timedelta(minutes=1)


@register.filter
def spoken_day(moment: datetime | None) -> str:
    """Return the day of a moment as people say it: 11月30日; empty for none."""
    return date_format(timezone.localtime(moment), _("n月j日")) if moment else ""


@register.filter
def spoken_moment(moment: datetime | None) -> str:
    """Return a moment as people say it: 11月30日 17:00; empty for none."""
    return date_format(timezone.localtime(moment), _("n月j日 H:i")) if moment else ""
