"""What a channel is given to carry, and where to."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Form(TextChoices):
    """The forms a message can take."""

    TEXT = "text", _("文字")
    MARKDOWN = "markdown", _("带格式文字")
    IMAGE = "image", _("图片")
    FILE = "file", _("文件")
    CARD = "card", _("卡片")


ATTACHED = frozenset({Form.IMAGE, Form.FILE})
WRITTEN = frozenset({Form.TEXT, Form.MARKDOWN})
ALL = frozenset(Form)


@dataclass(frozen=True)
class Parcel:
    """One thing for one call: written words, one picture or file with its name, or a card.

    A card is a title, a few words and a picture from the web over a ``link``, whole in one call: words that do not
    fit are cut and end in "…", for all of them stand behind the link.

    ``key`` is the idempotency key of the message with the number of the part; channels that can carry it do.
    ``part`` and ``parts`` count from 1. ``leave`` is where its reader wants no more of them, by one tap.
    """

    key: str
    form: Form = Form.TEXT
    title: str = ""
    body: str = ""
    data: bytes = field(default=b"", repr=False)
    name: str = ""
    part: int = 1
    parts: int = 1
    leave: str = field(default="", repr=False)
    link: str = ""
    picture: str = ""

    @property
    def mark(self) -> str:
        """Return "(1/2)", or nothing for a parcel that is whole."""
        return f"({self.part}/{self.parts})" if self.parts > 1 else ""

    @property
    def heading(self) -> str:
        """Return the title with the mark."""
        return " ".join(filter(None, (self.title, self.mark)))

    def piece(self, body: str, part: int, parts: int) -> Parcel:
        """Return one part of this parcel, its line breaks at the cuts dropped."""
        return replace(self, key=f"{self.key}#{part}", body=body.strip("\n"), part=part, parts=parts)


@dataclass(frozen=True, repr=False)
class Address:
    """Where a parcel goes. Both fields are secrets (a robot's key is all one needs to write into its group)."""

    token: str
    secret: str = ""

    def __repr__(self) -> str:
        return "Address(…)"

    def hide(self, text: str) -> str:
        """Return a vendor's words without the secrets it may have echoed."""
        for word in filter(None, (self.token, self.secret)):
            text = text.replace(word, "***")
        return text
