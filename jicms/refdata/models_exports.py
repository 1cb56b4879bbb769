"""The list of whom an export package may go to, which `models` takes in with the others."""

from enum import StrEnum

from sqlalchemy.orm import Mapped, mapped_column

from jicms.core.types import EnumText
from jicms.extensions import db
from jicms.refdata.mixin import CodeMixin


class Side(StrEnum):
    """On which side a recipient stands: it decides what handling flags shut (`exports.rules`).

    PROSECUTION is whoever may use it in a criminal matter, criminal investigators among them.
    """

    PROSECUTION = "PROSECUTION"
    TRIBUNAL = "TRIBUNAL"
    COUNSEL = "COUNSEL"
    PARTY = "PARTY"
    AGENCY = "AGENCY"
    OVERSIGHT = "OVERSIGHT"


class ExportRecipient(CodeMixin, db.Model):
    """A kind of recipient of export packages, and the side that it stands on."""

    side: Mapped[Side] = mapped_column(EnumText(Side))
