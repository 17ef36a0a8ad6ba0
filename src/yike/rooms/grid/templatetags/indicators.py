"""``{% load indicators %}``: shares in words, by rate where there are enough, else by count."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

from yike.rooms.grid.indicators import Share

register = template.Library()


@register.filter
def share_value(share: Share) -> str:
    """Return the number to show large: a rate with one decimal, or how many of how many."""
    if share.enough and share.rate is not None:
        return f"{share.rate:.1f}"
    return f"{share.part}/{share.whole}" if share.whole else "—"


@register.filter
def share_unit(share: Share) -> str:
    """Return the unit beside that number."""
    return "%" if share.enough else (_("件") if share.whole else "")


@register.filter
def share_more(share: Share) -> str:
    """Return what stands below: part and whole, and for a band its bounds."""
    if not share.enough:
        return ""
    said = f"{share.part}/{share.whole}"
    if share.indicator.band is None:
        return said
    low, high = share.indicator.band
    return _("%(share)s · 常见 %(low)s%%–%(high)s%%") % {"share": said, "low": low, "high": high}


@register.filter
def share_words(share: Share) -> str:
    """Return a share as a cell of a table says it."""
    return f"{share_value(share)}{share_unit(share) if share.enough else ''}"
