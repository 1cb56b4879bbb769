"""An earlier action of a person, of this system or from outside it, and where its record stands."""

from dataclasses import dataclass, field
from datetime import date

from jicms.discipline.models import ActionStatus, PenaltyStage, spelled
from jicms.discipline.models_prior import MarkKind
from jicms.refdata.models import ActionType, AppealRoute, PenaltyGroup

#: Whose word on the penalty is the last: the first that is there.
LAST_WORD = (
    PenaltyStage.FINAL,
    PenaltyStage.AFTER_APPEAL,
    PenaltyStage.SETTLED,
    PenaltyStage.DECIDED,
)
#: What is no discipline of anybody: nothing was imposed, or it ended otherwise.
NOT_IMPOSED = (PenaltyGroup.NO_ACTION, PenaltyGroup.LEFT, PenaltyGroup.OTHER)
#: Given by word of mouth.
ORAL = ("COUNSELING_ORAL", "ORAL_ADMONISHMENT", "TRAINING")
#: Where there was no way to contest it.
NOT_CONTESTABLE = (AppealRoute.NONE, AppealRoute.WAIVED, AppealRoute.LIMITED)


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark on the record of an action."""

    kind: MarkKind
    on: date
    reason: str
    agreement: str


@dataclass(frozen=True, slots=True)
class Outside:
    """What is said of an action from outside the system."""

    imposed_by: str
    in_writing: bool
    contestable: bool
    is_verified: bool


@dataclass(slots=True)
class Earlier:
    """One action of a person as labor relations of the agency may know it.

    One from outside the system has `outside` set and the id of its record; what our own steps show
    (in writing, contestable) is said on it.
    """

    id: int
    number: str
    office_id: int
    status: ActionStatus
    decided_on: date | None
    received_on: date | None
    effective_on: date | None
    on_appeal: bool = False
    penalties: dict[PenaltyStage, tuple[ActionType, int | None, date | None]] = field(
        default_factory=dict
    )
    misconduct: list[str] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    outside: "Outside | None" = None

    @property
    def key(self) -> str:
        """Which one it is, among those of the system and those from outside it."""
        return f"{'outside' if self.outside else 'action'}-{self.id}"

    @property
    def was_written(self) -> bool:
        """Whether it was given in writing, as far as is recorded."""
        if self.outside is not None:
            return self.outside.in_writing
        is_oral = self.last is not None and self.last[0].code in ORAL
        return not is_oral and self.received_on is not None

    @property
    def was_contestable(self) -> bool:
        """Whether the employee could contest it."""
        if self.outside is not None:
            return self.outside.contestable
        return self.last is None or self.last[0].appeal_route not in NOT_CONTESTABLE

    def said(self, stage: PenaltyStage) -> str:
        """The penalty of a stage in words; "" where there is none."""
        found = self.penalties.get(stage)
        return spelled(found[0], found[1]) if found is not None else ""

    @property
    def last(self) -> tuple[ActionType, int | None, date | None] | None:
        """The last word on the penalty."""
        return next((self.penalties[s] for s in LAST_WORD if s in self.penalties), None)

    @property
    def penalty(self) -> str:
        """The last word on the penalty, in words."""
        return spelled(self.last[0], self.last[1]) if self.last is not None else ""

    @property
    def expires_on(self) -> date | None:
        """The day on which the record expires; the latest row holds."""
        return next((m.on for m in reversed(self.marks) if m.kind is MarkKind.EXPIRES), None)

    def mark(self, kind: MarkKind) -> Mark | None:
        """The mark of a kind that is set once."""
        return next((m for m in self.marks if m.kind is kind), None)

    def is_expired(self, today: date) -> bool:
        """By the date alone: nobody has to do anything on that day."""
        return self.expires_on is not None and self.expires_on <= today

    def standing(self, today: date) -> str:
        """Where it stands: UNVERIFIED, CLEARED, CANCELLED, EXPIRED, NOT_FINAL or IN_FORCE."""
        if self.outside is not None and not self.outside.is_verified:
            return "UNVERIFIED"
        if self.mark(MarkKind.CLEARED) is not None:
            return "CLEARED"
        if self.mark(MarkKind.CANCELLED) is not None or not self.is_imposed:
            return "CANCELLED"
        if self.is_expired(today):
            return "EXPIRED"
        is_final = self.status is ActionStatus.FINAL and not self.on_appeal
        return "IN_FORCE" if is_final else "NOT_FINAL"

    @property
    def is_imposed(self) -> bool:
        """Whether a penalty stands."""
        return self.last is not None and self.last[0].penalty_group not in NOT_IMPOSED
