"""What a judge orders and hears: dates, hearings, witnesses, stays."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from jicms.appeals.models import Appeal
from jicms.auth.models import User
from jicms.cases.models import Case
from jicms.core.model import Identified, Stamped, Versioned
from jicms.core.types import EnumText, UtcDateTime
from jicms.discipline.models import DisciplinaryAction
from jicms.extensions import db


class OfAppeal:
    """A numbered record of one filing."""

    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeal.id"))
    action_id: Mapped[int] = mapped_column(ForeignKey("disciplinary_action.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    n: Mapped[int] = mapped_column(Integer)

    @declared_attr
    def appeal(cls) -> Mapped[Appeal]:  # noqa: N805 - a declared attribute
        """The filing."""
        return relationship(Appeal)

    @property
    def action(self) -> DisciplinaryAction:
        """The action of its appeal."""
        return self.appeal.action

    @property
    def case(self) -> Case:
        """The case of its action."""
        return self.appeal.case


class DateKind(StrEnum):
    """What a judge, an arbitrator or an outcome orders by a date."""

    PREHEARING_SUBMISSIONS = "PREHEARING_SUBMISSIONS"
    PREHEARING_CONFERENCE = "PREHEARING_CONFERENCE"
    DISCOVERY_CUTOFF = "DISCOVERY_CUTOFF"
    CLOSE_OF_RECORD = "CLOSE_OF_RECORD"
    COMPLIANCE = "COMPLIANCE"
    OTHER = "OTHER"

    @property
    def label(self) -> str:
        """As a user reads it."""
        said = {
            "DISCOVERY_CUTOFF": "Discovery cut-off",
            "COMPLIANCE": "Compliance with the outcome",
        }
        return said.get(self.value, self.value.replace("_", " ").capitalize())


class DateState(StrEnum):
    """Whether an ordered date still stands."""

    STANDS = "STANDS"
    MET = "MET"
    VACATED = "VACATED"


class AppealDate(OfAppeal, Identified, Stamped, Versioned, db.Model):
    """A date that was ordered. Its clock runs like any other; what it was before is kept."""

    __tablename__ = "appeal_date"
    __table_args__ = (
        UniqueConstraint("appeal_id", "n"),
        CheckConstraint("due_on >= ordered_on", name="due_after_order"),
        CheckConstraint("(state = 'STANDS') = (ended_on IS NULL)", name="end_has_date"),
        CheckConstraint("kind <> 'OTHER' OR what <> ''", name="other_says_what"),
    )

    kind: Mapped[DateKind] = mapped_column(EnumText(DateKind))
    what: Mapped[str] = mapped_column(String(200), default="")
    order: Mapped[str] = mapped_column(String(200), default="")
    ordered_on: Mapped[date] = mapped_column(Date)
    due_on: Mapped[date] = mapped_column(Date)
    state: Mapped[DateState] = mapped_column(EnumText(DateState), default=DateState.STANDS)
    ended_on: Mapped[date | None] = mapped_column(Date)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    changes: Mapped[list["AppealDateChange"]] = relationship(
        back_populates="row", order_by="AppealDateChange.id"
    )

    @property
    def label(self) -> str:
        """What is due."""
        return self.what or self.kind.label


class AppealDateChange(Identified, Stamped, db.Model):
    """An ordered date that another order moved. Never changed."""

    __tablename__ = "appeal_date_change"
    __table_args__ = (CheckConstraint("reason <> ''", name="has_reason"),)

    appeal_date_id: Mapped[int] = mapped_column(ForeignKey("appeal_date.id"), index=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("disciplinary_action.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    was_on: Mapped[date] = mapped_column(Date)
    due_on: Mapped[date] = mapped_column(Date)
    ordered_on: Mapped[date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(Text)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    row: Mapped[AppealDate] = relationship(back_populates="changes")
    user: Mapped[User | None] = relationship()


class HearingMode(StrEnum):
    """How it is held."""

    IN_PERSON = "IN_PERSON"
    VIDEO = "VIDEO"
    TELEPHONE = "TELEPHONE"


class HearingState(StrEnum):
    """What became of it. CONTINUED: another day takes its place."""

    SCHEDULED = "SCHEDULED"
    HELD = "HELD"
    CONTINUED = "CONTINUED"
    CANCELLED = "CANCELLED"


class AppealHearing(OfAppeal, Identified, Stamped, Versioned, db.Model):
    """A hearing: when, where, before whom, for how long."""

    __tablename__ = "appeal_hearing"
    __table_args__ = (
        UniqueConstraint("appeal_id", "n"),
        CheckConstraint("days BETWEEN 1 AND 60", name="days"),
        CheckConstraint("state <> 'CANCELLED' OR reason <> ''", name="cancelled_has_reason"),
        Index("ix_appeal_hearing_state_starts_at", "state", "starts_at"),
    )

    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    days: Mapped[int] = mapped_column(Integer, default=1)
    mode: Mapped[HearingMode] = mapped_column(EnumText(HearingMode))
    place: Mapped[str] = mapped_column(String(200), default="")
    official: Mapped[str] = mapped_column(String(160), default="")
    state: Mapped[HearingState] = mapped_column(
        EnumText(HearingState), default=HearingState.SCHEDULED
    )
    reason: Mapped[str] = mapped_column(Text, default="")
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class CalledBy(StrEnum):
    """Who calls a witness."""

    AGENCY = "AGENCY"
    APPELLANT = "APPELLANT"
    BOTH = "BOTH"
    JUDGE = "JUDGE"


class Ruling(StrEnum):
    """What the judge said of a witness."""

    PENDING = "PENDING"
    APPROVED = "APPROVED"
    DENIED = "DENIED"


class AppealWitness(OfAppeal, Identified, Stamped, Versioned, db.Model):
    """A witness, what the testimony proves, and whether the judge hears it."""

    __tablename__ = "appeal_witness"
    __table_args__ = (
        UniqueConstraint("appeal_id", "n"),
        CheckConstraint("name <> '' AND proves <> ''", name="proves_something"),
        CheckConstraint("(ruling = 'PENDING') = (ruled_on IS NULL)", name="ruling_has_date"),
    )

    name: Mapped[str] = mapped_column(String(160))
    title: Mapped[str] = mapped_column(String(160), default="")
    called_by: Mapped[CalledBy] = mapped_column(EnumText(CalledBy))
    proves: Mapped[str] = mapped_column(Text)
    available: Mapped[str] = mapped_column(String(300), default="")
    sworn_on: Mapped[date | None] = mapped_column(Date)
    ruling: Mapped[Ruling] = mapped_column(EnumText(Ruling), default=Ruling.PENDING)
    ruled_on: Mapped[date | None] = mapped_column(Date)
    ruling_note: Mapped[str] = mapped_column(Text, default="")


class StayState(StrEnum):
    """Whether an action is stayed."""

    REQUESTED = "REQUESTED"
    GRANTED = "GRANTED"
    DENIED = "DENIED"
    ENDED = "ENDED"


class AppealStay(OfAppeal, Identified, Stamped, Versioned, db.Model):
    """A stay that the Special Counsel or the appellant asked for. While one is granted the action
    can't take effect; `until_on` is its last day, moved when it is extended."""

    __tablename__ = "appeal_stay"
    __table_args__ = (
        UniqueConstraint("appeal_id", "n"),
        CheckConstraint("(state = 'ENDED') = (ended_on IS NOT NULL)", name="end_has_date"),
        CheckConstraint("state <> 'GRANTED' OR granted_on IS NOT NULL", name="granted_has_date"),
        CheckConstraint("granted_on IS NULL OR granted_on >= requested_on", name="granted_after"),
    )

    requested_on: Mapped[date] = mapped_column(Date)
    requested_by: Mapped[str] = mapped_column(String(160))
    state: Mapped[StayState] = mapped_column(EnumText(StayState), default=StayState.REQUESTED)
    granted_on: Mapped[date | None] = mapped_column(Date)
    until_on: Mapped[date | None] = mapped_column(Date)
    ended_on: Mapped[date | None] = mapped_column(Date)
    note: Mapped[str] = mapped_column(Text, default="")

    events: Mapped[list["AppealStayEvent"]] = relationship(
        back_populates="stay", order_by="AppealStayEvent.id"
    )


class AppealStayEvent(Identified, Stamped, db.Model):
    """A step of a stay: requested, granted, extended, denied, ended. Never changed."""

    __tablename__ = "appeal_stay_event"

    stay_id: Mapped[int] = mapped_column(ForeignKey("appeal_stay.id"), index=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("disciplinary_action.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    said: Mapped[str] = mapped_column(String(40), info={"audit": "value"})
    on: Mapped[date] = mapped_column(Date)
    until_on: Mapped[date | None] = mapped_column(Date)
    note: Mapped[str] = mapped_column(Text, default="")
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    stay: Mapped[AppealStay] = relationship(back_populates="events")
    user: Mapped[User | None] = relationship()
