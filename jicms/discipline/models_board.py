"""The review board of a labor relations office: members, meetings, agenda, recusals, votes."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Date, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jicms.auth.models import Office, User
from jicms.cases.models import Case
from jicms.core.model import Identified, Stamped, Versioned
from jicms.core.types import Code, EnumText, UtcDateTime
from jicms.discipline.models import DisciplinaryAction, spelled
from jicms.discipline.models_charges import Charge
from jicms.extensions import db
from jicms.refdata.models import ActionType


class ReviewBoard(Identified, Stamped, Versioned, db.Model):
    """The board that proposes discipline for one office; offices without one propose locally.

    `official` signs what the board proposes. `quorum`: how many members vote on an action at least.
    `chair_breaks_ties`: where half of the votes want the chair's penalty, it is the board's.
    """

    __tablename__ = "review_board"
    __table_args__ = (CheckConstraint("quorum >= 1", name="quorum"),)

    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), unique=True)
    name: Mapped[str] = mapped_column(String(120), info={"audit": "value"})
    quorum: Mapped[int] = mapped_column(Integer, default=3)
    official_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    chair_breaks_ties: Mapped[bool] = mapped_column(default=False)

    office: Mapped[Office] = relationship()
    official: Mapped[User | None] = relationship()
    members: Mapped[list["BoardMember"]] = relationship(
        back_populates="board", order_by="BoardMember.id"
    )


class BoardMember(Identified, Stamped, db.Model):
    """A standing member, from a day until another."""

    __tablename__ = "board_member"
    __table_args__ = (
        UniqueConstraint("board_id", "user_id", "from_on"),
        CheckConstraint("until_on IS NULL OR until_on >= from_on", name="period"),
    )

    board_id: Mapped[int] = mapped_column(ForeignKey("review_board.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    is_chair: Mapped[bool] = mapped_column(default=False)
    from_on: Mapped[date] = mapped_column(Date)
    until_on: Mapped[date | None] = mapped_column(Date)

    board: Mapped[ReviewBoard] = relationship(back_populates="members")
    user: Mapped[User] = relationship()

    def serves(self, day: date) -> bool:
        """Whether the member is one on that day."""
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)


class MeetingState(StrEnum):
    """A meeting's package is open to its members while it is planned."""

    PLANNED = "PLANNED"
    CLOSED = "CLOSED"
    CANCELLED = "CANCELLED"


class BoardMeeting(Identified, Stamped, Versioned, db.Model):
    """One meeting. Its quorum, and whether the chair breaks ties, are the board's as they were
    when the meeting was called."""

    __tablename__ = "board_meeting"
    __table_args__ = (
        UniqueConstraint("board_id", "n"),
        CheckConstraint("(state = 'CLOSED') = (closed_at IS NOT NULL)", name="closed_has_time"),
        CheckConstraint("quorum >= 1", name="quorum"),
    )

    board_id: Mapped[int] = mapped_column(ForeignKey("review_board.id"))
    n: Mapped[int]
    held_on: Mapped[date] = mapped_column(Date, index=True)
    place: Mapped[str] = mapped_column(String(120), default="")
    quorum: Mapped[int]
    chair_breaks_ties: Mapped[bool] = mapped_column(default=False)
    state: Mapped[MeetingState] = mapped_column(
        EnumText(MeetingState), default=MeetingState.PLANNED
    )
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    board: Mapped[ReviewBoard] = relationship()
    closed_by: Mapped[User | None] = relationship()
    seats: Mapped[list["BoardSeat"]] = relationship(
        back_populates="meeting", order_by="BoardSeat.id"
    )
    items: Mapped[list["BoardItem"]] = relationship(
        back_populates="meeting", order_by="BoardItem.n"
    )

    @property
    def is_open(self) -> bool:
        """Whether its agenda, seats and votes still change."""
        return self.state is MeetingState.PLANNED


class BoardSeat(Identified, Stamped, Versioned, db.Model):
    """Who sits at a meeting, and whether the member came."""

    __tablename__ = "board_seat"
    __table_args__ = (UniqueConstraint("meeting_id", "user_id"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey("board_meeting.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    is_chair: Mapped[bool] = mapped_column(default=False)
    is_present: Mapped[bool] = mapped_column(default=False)

    meeting: Mapped[BoardMeeting] = relationship(back_populates="seats")
    user: Mapped[User] = relationship()


class ItemOutcome(StrEnum):
    """What the board made of an action."""

    PENDING = "PENDING"
    PROPOSES = "PROPOSES"
    NO_PROPOSAL = "NO_PROPOSAL"
    DEFERRED = "DEFERRED"


class BoardItem(Identified, Stamped, Versioned, db.Model):
    """A drafted action on the agenda, and what the board proposes: worked out from its votes."""

    __tablename__ = "board_item"
    __table_args__ = (
        UniqueConstraint("meeting_id", "n"),
        UniqueConstraint("meeting_id", "action_id"),
        CheckConstraint(
            "(outcome = 'PROPOSES') = (action_type_code IS NOT NULL)", name="proposes_something"
        ),
        CheckConstraint("outcome <> 'DEFERRED' OR reason <> ''", name="deferred_with_reason"),
    )

    meeting_id: Mapped[int] = mapped_column(ForeignKey("board_meeting.id"))
    action_id: Mapped[int] = mapped_column(ForeignKey("disciplinary_action.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    n: Mapped[int]
    outcome: Mapped[ItemOutcome] = mapped_column(EnumText(ItemOutcome), default=ItemOutcome.PENDING)
    action_type_code: Mapped[str | None] = mapped_column(Code(), ForeignKey("action_type.code"))
    days: Mapped[int | None]
    reason: Mapped[str] = mapped_column(Text, default="")

    meeting: Mapped[BoardMeeting] = relationship(back_populates="items")
    action: Mapped[DisciplinaryAction] = relationship()
    action_type: Mapped[ActionType | None] = relationship()
    recusals: Mapped[list["BoardRecusal"]] = relationship(
        back_populates="item", order_by="BoardRecusal.id"
    )
    votes: Mapped[list["BoardVote"]] = relationship(back_populates="item", order_by="BoardVote.id")

    @property
    def case(self) -> Case:
        """The case of its action."""
        return self.action.case

    @property
    def penalty_text(self) -> str:
        """What the board proposes, in words."""
        return spelled(self.action_type, self.days) if self.action_type is not None else ""


class BoardRecusal(Identified, Stamped, db.Model):
    """A member who takes no part in one action: declared, or by the conflict rules."""

    __tablename__ = "board_recusal"
    __table_args__ = (
        UniqueConstraint("item_id", "user_id"),
        CheckConstraint("is_automatic OR reason <> ''", name="declared_with_reason"),
    )

    item_id: Mapped[int] = mapped_column(ForeignKey("board_item.id"))
    action_id: Mapped[int] = mapped_column(ForeignKey("disciplinary_action.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    is_automatic: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(Text, default="")

    item: Mapped[BoardItem] = relationship(back_populates="recusals")
    user: Mapped[User] = relationship()


class BoardVote(Identified, Stamped, Versioned, db.Model):
    """A member's vote on one action: a penalty (none: no discipline), and a dissent if any."""

    __tablename__ = "board_vote"
    __table_args__ = (
        UniqueConstraint("item_id", "user_id"),
        CheckConstraint("days IS NULL OR action_type_code IS NOT NULL", name="days_of_a_penalty"),
    )

    item_id: Mapped[int] = mapped_column(ForeignKey("board_item.id"))
    action_id: Mapped[int] = mapped_column(ForeignKey("disciplinary_action.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    action_type_code: Mapped[str | None] = mapped_column(Code(), ForeignKey("action_type.code"))
    days: Mapped[int | None]
    dissent: Mapped[str] = mapped_column(Text, default="")

    item: Mapped[BoardItem] = relationship(back_populates="votes")
    user: Mapped[User] = relationship()
    action_type: Mapped[ActionType | None] = relationship()
    charges: Mapped[list["BoardChargeVote"]] = relationship(
        back_populates="vote", order_by="BoardChargeVote.id", cascade="all, delete-orphan"
    )

    @property
    def text(self) -> str:
        """The penalty voted for, in words."""
        return spelled(self.action_type, self.days) if self.action_type else "No discipline"


class BoardChargeVote(Identified, Stamped, db.Model):
    """Whether a member holds a charge for proven."""

    __tablename__ = "board_charge_vote"
    __table_args__ = (UniqueConstraint("vote_id", "charge_id"),)

    vote_id: Mapped[int] = mapped_column(ForeignKey("board_vote.id"))
    charge_id: Mapped[int] = mapped_column(ForeignKey("charge.id"))
    action_id: Mapped[int] = mapped_column(ForeignKey("disciplinary_action.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    is_sustained: Mapped[bool]

    vote: Mapped[BoardVote] = relationship(back_populates="charges")
    charge: Mapped[Charge] = relationship()
