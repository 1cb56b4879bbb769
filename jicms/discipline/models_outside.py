"""Discipline from before the system, or of another agency, entered by hand on a person."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jicms.auth.models import Agency, User
from jicms.core.model import Identified, Stamped
from jicms.core.types import Code, EnumText, UtcDateTime
from jicms.discipline.models import spelled
from jicms.discipline.models_prior import MarkKind
from jicms.extensions import db
from jicms.people.models import Person
from jicms.refdata.models import ActionType


class OutsideDiscipline(Identified, Stamped, db.Model):
    """An earlier action that the system did not run, as its papers have it.

    A row stands as it was entered: a correction is a new row that names the one it corrects, and
    has to be verified anew. Nothing is deleted; a withdrawn row stays with its reason. It counts in
    no report: it is no action of the agency's in this system.
    """

    __tablename__ = "outside_discipline"
    __table_args__ = (
        CheckConstraint(
            "verified_by_id IS NULL OR verified_by_id <> entered_by_id", name="verified_by_another"
        ),
        CheckConstraint("(verified_by_id IS NULL) = (verified_at IS NULL)", name="verified_whole"),
        CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)"
            " AND (withdrawn_at IS NULL) = (withdrawn_because = '')",
            name="withdrawn_has_reason",
        ),
        CheckConstraint(
            "(corrects_id IS NULL) = (corrected_because = '')", name="correction_has_reason"
        ),
        CheckConstraint("(ended IS NULL) = (ended_on IS NULL)", name="ended_whole"),
        CheckConstraint("ended IS NULL OR ended <> 'EXPIRES'", name="ended_early"),
        CheckConstraint("days IS NULL OR days >= 1", name="days"),
        CheckConstraint(
            "imposed_by <> '' AND charge <> '' AND source_document <> ''", name="says_what"
        ),
        CheckConstraint(
            "misconduct_on IS NULL OR misconduct_on <= decided_on", name="misconduct_before"
        ),
        Index("uq_outside_discipline_corrects_id", "corrects_id", unique=True),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    #: Whose labor relations keeps it: only they read it.
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("outside_discipline.id"))
    corrected_because: Mapped[str] = mapped_column(Text, default="")
    #: The agency and office that took the action.
    imposed_by: Mapped[str] = mapped_column(String(200))
    action_type_code: Mapped[str] = mapped_column(Code(), ForeignKey("action_type.code"))
    days: Mapped[int | None] = mapped_column(Integer)
    charge: Mapped[str] = mapped_column(Text)
    #: The offense as that agency's own table has it.
    offense_code: Mapped[str] = mapped_column(String(40), default="", info={"audit": "value"})
    misconduct_on: Mapped[date | None] = mapped_column(Date)
    decided_on: Mapped[date] = mapped_column(Date)
    received_on: Mapped[date | None] = mapped_column(Date)
    effective_on: Mapped[date | None] = mapped_column(Date)
    in_writing: Mapped[bool]
    contestable: Mapped[bool]
    is_final: Mapped[bool]
    expires_on: Mapped[date | None] = mapped_column(Date)
    #: CANCELLED or CLEARED, where the record ended before it expired.
    ended: Mapped[MarkKind | None] = mapped_column(EnumText(MarkKind))
    ended_on: Mapped[date | None] = mapped_column(Date)
    #: What shows it, and where that is kept.
    source_document: Mapped[str] = mapped_column(String(300))
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    verified_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_because: Mapped[str] = mapped_column(Text, default="")

    person: Mapped[Person] = relationship()
    agency: Mapped[Agency] = relationship()
    action_type: Mapped[ActionType] = relationship()
    entered_by: Mapped[User] = relationship(foreign_keys=[entered_by_id])
    verified_by: Mapped[User | None] = relationship(foreign_keys=[verified_by_id])
    withdrawn_by: Mapped[User | None] = relationship(foreign_keys=[withdrawn_by_id])

    @property
    def penalty(self) -> str:
        """What was imposed, in words."""
        return spelled(self.action_type, self.days)

    @property
    def known_from(self) -> date:
        """When the employee knew of it: the receipt, or the latest day that it may have been."""
        return self.received_on or max(self.decided_on, self.effective_on or self.decided_on)
