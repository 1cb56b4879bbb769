"""Roles of a protected person that a supervisor let stand under the person's own name."""

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jicms.auth.models import User
from jicms.cases.models import Case, Party
from jicms.core.model import Identified, Stamped
from jicms.core.types import UtcDateTime
from jicms.extensions import db


class RoleApart(Identified, Stamped, db.Model):
    """A supervisor confirmed in writing that a role may show its name, though the case protects the
    person in another one. It stands until `ended_at`.

    That there is such a row says who the protected person is: it belongs to the vault, and both
    reasons are encrypted.
    """

    __tablename__ = "role_apart"

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    party_id: Mapped[int] = mapped_column(
        ForeignKey("party.id"), index=True, info={"audit": "hidden"}
    )
    reason_sealed: Mapped[str] = mapped_column(Text, info={"audit": "hidden"})
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    ended_reason_sealed: Mapped[str] = mapped_column(Text, default="", info={"audit": "hidden"})

    case: Mapped[Case] = relationship()
    party: Mapped[Party] = relationship()
    user: Mapped[User | None] = relationship(foreign_keys=[user_id])
