"""Tables of rules, holidays and clocks."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Connection,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
    event,
    inspect,
    text,
)
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from jicms.core.errors import RuleBroken
from jicms.core.model import BigId, Identified, Stamped
from jicms.core.types import Code, EnumText, Json, UtcDateTime
from jicms.deadlines.pauses import Pause
from jicms.deadlines.terms import Combine, FirstDay, Kind, Roll, Rule, terms_from_json
from jicms.extensions import db


class HolidayKind(StrEnum):
    """Statutory holidays always count; closings only for rules that say so."""

    STATUTORY = "STATUTORY"
    EXECUTIVE_CLOSING = "EXECUTIVE_CLOSING"


class ClockSide(StrEnum):
    """The side of the house whose clock it is."""

    INVESTIGATION = "investigation"
    DISCIPLINE = "discipline"


class ClockState(StrEnum):
    """Where a clock stands."""

    RUNNING = "RUNNING"
    MET = "MET"
    PAUSED = "PAUSED"
    CANCELLED = "CANCELLED"


class PauseReason(StrEnum):
    """The only reasons for which an office's own clock stops."""

    PROSECUTION = "PROSECUTION"
    OIG = "OIG"
    LITIGATION_STAY = "LITIGATION_STAY"
    MEDICAL = "MEDICAL"
    MILITARY_DUTY = "MILITARY_DUTY"

    @property
    def label(self) -> str:
        """The reason as a user reads it."""
        return "OIG" if self is PauseReason.OIG else self.value.replace("_", " ").lower()


class DeadlineRule(Identified, Stamped, db.Model):
    """One version of a rule: terms, how they combine, and the law behind them.

    The version whose validity holds the start event applies. What a version computes never
    changes once it is stored (a listener refuses it): a change of law or of an office's target is
    a new version, so that clocks already running keep theirs. A version may be for the cases of
    one agency, or of one type, alone. `pausable` marks periods that an office may stop for a named
    reason; `edited_at` is set when an administrator touched the row, which the loader then leaves
    alone.
    """

    __tablename__ = "deadline_rule"
    __table_args__ = (
        UniqueConstraint("code", "version"),
        CheckConstraint("code = upper(code) AND version >= 1", name="code_form"),
        CheckConstraint(
            "valid_from IS NULL OR valid_to IS NULL OR valid_to >= valid_from", name="valid_period"
        ),
    )

    code: Mapped[str] = mapped_column(Code())
    version: Mapped[int]
    label: Mapped[str] = mapped_column(String(200))
    terms: Mapped[list[dict[str, Any]]] = mapped_column(Json, info={"audit": "value"})
    combine: Mapped[Combine] = mapped_column(EnumText(Combine))
    first_day: Mapped[FirstDay] = mapped_column(EnumText(FirstDay))
    roll: Mapped[Roll] = mapped_column(EnumText(Roll))
    kind: Mapped[Kind] = mapped_column(EnumText(Kind))
    closings_count: Mapped[bool] = mapped_column(default=False)
    pausable: Mapped[bool] = mapped_column(default=False)
    citation: Mapped[str] = mapped_column(Text, info={"audit": "value"})
    source: Mapped[str] = mapped_column(String(40), info={"audit": "value"})
    verified: Mapped[bool] = mapped_column(default=False)
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    case_type_code: Mapped[str | None] = mapped_column(Code(), ForeignKey("case_type.code"))

    def as_rule(self) -> Rule:
        """The rule as the engine takes it; raises `RuleBroken` if its parts do not fit."""
        return Rule(
            code=self.code,
            terms=terms_from_json(self.terms),
            combine=self.combine,
            first_day=self.first_day,
            roll=self.roll,
            kind=self.kind,
            closings_count=self.closings_count,
            version=self.version,
            label=self.label,
            citation=self.citation,
        )

    def holds(self, day: date) -> bool:
        """Whether this version applies to an event of that day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )

    def fits(self, agency_id: int | None, case_type: str | None) -> bool:
        """Whether it is for cases of that agency and type; None asks for those of everybody."""
        return self.agency_id in {None, agency_id} and self.case_type_code in {None, case_type}

    @property
    def rank(self) -> tuple[bool, bool, int]:
        """Which of several that apply decides: the one for the type of case, for the agency, then
        the newest."""
        return (self.case_type_code is not None, self.agency_id is not None, self.version)


#: What a version computes: fixed once stored.
ARITHMETIC = (
    *("code", "version", "agency_id", "case_type_code"),
    *("terms", "combine", "first_day", "roll", "kind", "closings_count"),
)


@event.listens_for(DeadlineRule, "before_update")
def _keep_arithmetic(_mapper: Mapper[Any], _link: Connection, rule: DeadlineRule) -> None:
    state: Any = inspect(rule)
    if any(state.attrs[name].history.has_changes() for name in ARITHMETIC):
        raise RuleBroken(
            f"{rule.code} version {rule.version} stays as it is, because clocks run by it. "
            "Record the change as a new version."
        )


class Holiday(Identified, db.Model):
    """A day that is no workday. Statutory ones come from the library, closings by hand."""

    __tablename__ = "holiday"
    __table_args__ = (UniqueConstraint("date", "kind"),)

    day: Mapped[date] = mapped_column("date", Date)
    name: Mapped[str] = mapped_column(String(120), info={"audit": "value"})
    kind: Mapped[HolidayKind] = mapped_column(EnumText(HolidayKind))
    source: Mapped[str] = mapped_column(String(200), info={"audit": "value"})


class CaseClock(Identified, Stamped, db.Model):
    """A period that runs in a case, with everything that led to its date.

    `entity_type` and `entity_id` name the record inside the case that the clock belongs to (an
    OIG referral, a subject, an action), if it is not the case's own. `start_on` is the latest of
    the start events. `due_on` is the day in `zone`; `due_at` stands where hours are counted.
    `ended_on` is the day on which it was met or cancelled, in `zone`. `paused_days` counts the
    days of all closed pauses, and once it has ended those alone that lie in it. `is_next` marks,
    per case and side, the running clock that falls first: lists join it to sort by clock.
    """

    __tablename__ = "case_clock"
    __table_args__ = (
        ForeignKeyConstraint(
            ["rule_code", "rule_version"], ["deadline_rule.code", "deadline_rule.version"]
        ),
        CheckConstraint("(state = 'MET') = (met_at IS NOT NULL)", name="met_has_time"),
        CheckConstraint("(state = 'CANCELLED') = (cancelled_at IS NOT NULL)", name="cancelled"),
        CheckConstraint("(entity_type IS NULL) = (entity_id IS NULL)", name="entity_whole"),
        CheckConstraint("NOT is_next OR state = 'RUNNING'", name="next_runs"),
        Index("ix_case_clock_case_id_state", "case_id", "state"),
        Index("ix_case_clock_state_due_on", "state", "due_on", "id"),
        Index("ix_case_clock_entity_type_entity_id", "entity_type", "entity_id"),
        Index(
            "ix_case_clock_next",
            "side",
            "due_on",
            "case_id",
            sqlite_where=text("is_next"),
            postgresql_where=text("is_next"),
        ),
    )

    case_id: Mapped[int] = mapped_column(BigId, ForeignKey("case_file.id"))
    side: Mapped[ClockSide] = mapped_column(EnumText(ClockSide))
    entity_type: Mapped[str | None] = mapped_column(String(40), info={"audit": "value"})
    entity_id: Mapped[int | None] = mapped_column(BigId)
    rule_code: Mapped[str] = mapped_column(Code())
    rule_version: Mapped[int]
    label: Mapped[str] = mapped_column(String(200), info={"audit": "value"})
    kind: Mapped[Kind] = mapped_column(EnumText(Kind))
    pausable: Mapped[bool] = mapped_column(default=False)
    zone: Mapped[str] = mapped_column(String(60), info={"audit": "value"})
    starts: Mapped[dict[str, str]] = mapped_column(Json, info={"audit": "value"})
    bounds: Mapped[list[dict[str, str]]] = mapped_column(Json, default=list)
    start_on: Mapped[date] = mapped_column(Date)
    due_on: Mapped[date] = mapped_column(Date)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    steps: Mapped[list[dict[str, str]]] = mapped_column(Json)
    holidays_skipped: Mapped[list[dict[str, str]]] = mapped_column(Json, default=list)
    state: Mapped[ClockState] = mapped_column(EnumText(ClockState), default=ClockState.RUNNING)
    paused_days: Mapped[int] = mapped_column(default=0)
    is_next: Mapped[bool] = mapped_column(default=False)
    met_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_on: Mapped[date | None] = mapped_column(Date)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancel_reason: Mapped[str | None] = mapped_column(String(200))

    pauses: Mapped[list["ClockPause"]] = relationship(
        back_populates="clock", order_by="ClockPause.from_on, ClockPause.id"
    )

    @property
    def is_open(self) -> bool:
        """Running, or stopped for a while."""
        return self.state in (ClockState.RUNNING, ClockState.PAUSED)


class ClockPause(Identified, Stamped, db.Model):
    """A stretch in which a clock stood still; open while `until_on` is empty.

    The days after `from_on` up to and including `until_on` do not count.
    """

    __tablename__ = "clock_pause"
    __table_args__ = (
        CheckConstraint("until_on IS NULL OR until_on >= from_on", name="period"),
        # No clock stands still twice at a time.
        Index(
            "uq_clock_pause_open",
            "clock_id",
            unique=True,
            sqlite_where=text("until_on IS NULL"),
            postgresql_where=text("until_on IS NULL"),
        ),
        Index("ix_clock_pause_clock_id", "clock_id"),
        Index("ix_clock_pause_case_id", "case_id"),
    )

    clock_id: Mapped[int] = mapped_column(BigId, ForeignKey("case_clock.id"))
    case_id: Mapped[int] = mapped_column(BigId, ForeignKey("case_file.id"))
    from_on: Mapped[date] = mapped_column(Date)
    until_on: Mapped[date | None] = mapped_column(Date)
    reason: Mapped[PauseReason] = mapped_column(EnumText(PauseReason))

    clock: Mapped[CaseClock] = relationship(back_populates="pauses")

    def as_pause(self, today: date) -> Pause:
        """The pause as the engine takes it; an open one lasts until `today`."""
        until = self.until_on or max(today, self.from_on)
        return Pause(self.from_on, until, self.reason.label)
