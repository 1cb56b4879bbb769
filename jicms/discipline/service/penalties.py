"""What a penalty may be: its days, how grave it is, when it may take effect."""

from dataclasses import dataclass
from datetime import date, timedelta

from jicms.core import unit_of_work
from jicms.core.errors import RuleBroken
from jicms.deadlines import service as deadlines
from jicms.deadlines.models import ClockSide
from jicms.deadlines.service import ClockPlan
from jicms.discipline import procedures
from jicms.discipline.models import DisciplinaryAction, Penalty
from jicms.discipline.service.actions import owner_of, today_of, zone_of
from jicms.refdata.models import ActionTier, ActionType, AppealRoute, PenaltyGroup
from jicms.refdata.queries import entries
from jicms.web.dates import day as in_words

#: From nothing to removal. Other groups (agreements, separations) are no penalties.
LADDER = (
    PenaltyGroup.NO_ACTION,
    PenaltyGroup.COUNSELING,
    PenaltyGroup.REPRIMAND,
    PenaltyGroup.SUSPENSION_SHORT,
    PenaltyGroup.SUSPENSION_LONG,
    PenaltyGroup.DEMOTION,
    PenaltyGroup.REMOVAL,
)
#: What the crime provision reaches: removal or suspension (5 USC 7513(b)(1)).
CRIME_PROVISION = (PenaltyGroup.SUSPENSION_LONG, PenaltyGroup.REMOVAL)
#: Graver than any number of days: a suspension that ends on a condition.
_NO_END = 1_000_000


@dataclass(frozen=True, slots=True)
class Floor:
    """The first days on which an action may take effect: by law, and by the office's default."""

    lawful: date
    default: date


def penalty_type(code: str, days: int | None, *, on: date) -> ActionType:
    """The action type of a penalty with its days checked; raises `RuleBroken` at the field."""
    row = unit_of_work.session().get(ActionType, code)
    offered = entries(ActionType).get(code)
    graded = row is not None and row.is_outcome and row.penalty_group in LADDER
    if row is None or offered is None or not graded or not offered.is_offered(on):
        raise RuleBroken("Choose a penalty from the list.", field="action_type_code")
    if row.needs_days and days is None:
        raise RuleBroken(f"Say for how many days: {row.label}.", field="days")
    if not row.needs_days and days is not None:
        raise RuleBroken(f"{row.label} takes no number of days.", field="days")
    low, high = row.min_days or 1, row.max_days
    if days is not None and (days < low or (high is not None and days > high)):
        bounds = f"{low} to {high}" if high is not None else f"{low} or more"
        raise RuleBroken(f"{row.label}: give {bounds} days, not {days}.", field="days")
    return row


def is_graver(kind: ActionType, days: int | None, than: Penalty) -> bool:
    """Whether a penalty is greater than one that stands."""
    return weight_of(kind, days) > weight_of(than.action_type, than.days)


def weight_of(kind: ActionType, days: int | None) -> tuple[int, int]:
    """How grave a penalty is: its place on the ladder, then its days."""
    rank = LADDER.index(kind.penalty_group) if kind.penalty_group in LADDER else len(LADDER)
    long = kind.penalty_group is PenaltyGroup.SUSPENSION_LONG
    return rank, (days or _NO_END) if long else (days or 0)


def is_nothing(kind: ActionType) -> bool:
    """Whether the outcome imposes nothing."""
    return kind.penalty_group is PenaltyGroup.NO_ACTION


_TO_BOARD = (AppealRoute.MSPB, AppealRoute.MSPB_OR_GRIEVANCE)
_GRIEVED = (AppealRoute.GRIEVANCE, AppealRoute.GRIEVANCE_IF_AGREED, AppealRoute.MSPB_OR_GRIEVANCE)


def is_appealable(action: DisciplinaryAction, kind: ActionType) -> bool:
    """Whether the Board hears appeals of it: by its own nature, and by the procedure."""
    procedure = procedures.procedure_of(action)
    by_procedure = procedure is None or procedure.appeal_route in _TO_BOARD
    return by_procedure and kind.appeal_route in _TO_BOARD


def is_adverse(kind: ActionType) -> bool:
    """Whether it is more than a reprimand, and so takes effect on a day that is stated."""
    above = LADDER[LADDER.index(PenaltyGroup.REPRIMAND) + 1 :]
    return kind.penalty_group in above


def is_grievable(kind: ActionType) -> bool:
    """Whether a union agreement may let it be grieved."""
    return kind.appeal_route in _GRIEVED


def is_separation(kind: ActionType) -> bool:
    """Whether the employee left before a decision."""
    return kind.tier is ActionTier.SEPARATION


def floor_of(action: DisciplinaryAction) -> Floor | None:
    """The first effective dates of the procedure; None where no period of notice is set by law.

    With the crime provision the thirty days fall away, the time to answer does not.
    """
    procedure = procedures.procedure_of(action)
    if procedure is None or procedure.floor_rule is None or action.notice_received_at is None:
        return None
    if action.crime_provision:
        if action.answer_due_on is None:
            return None
        over = action.answer_due_on + timedelta(days=1)
        return Floor(over, over)
    if action.lawful_effective_on is not None and action.earliest_effective_on is not None:
        return Floor(action.lawful_effective_on, action.earliest_effective_on)
    starts = {"receipt": action.notice_received_at}
    lawful, default = (
        deadlines.preview(
            ClockPlan(code, starts, ClockSide.DISCIPLINE, owner=owner_of(action)),
            zone=zone_of(action),
            case=action.case,
        ).due_on
        for code in (procedure.floor_rule, procedure.effective_rule)
    )
    return Floor(lawful, default)


def check_effective(action: DisciplinaryAction, on: date, *, decided_on: date) -> None:
    """Refuse an effective date that the law or the office does not allow; at `effective_on`."""
    if on < decided_on:
        raise RuleBroken(
            f"An action can’t take effect before its decision of {in_words(decided_on)}.",
            field="effective_on",
        )
    floor = floor_of(action)
    if floor is None or on >= floor.default:
        return
    if on < floor.lawful:
        if action.crime_provision:
            raise RuleBroken(
                f"Not before {in_words(floor.lawful)}: the crime provision waives the 30 days of "
                "notice, not the time to answer (5 CFR 752.404(d)).",
                field="effective_on",
            )
        early = (floor.lawful - on).days
        raise RuleBroken(
            f"Not before {in_words(floor.default)}: {in_words(on)} is {early} "
            f"day{'' if early == 1 else 's'} short of the 30 days’ written notice "
            "(5 USC 7513(b)(1); 5 CFR 752.404(b)).",
            field="effective_on",
        )
    if action.override_by_id is None:
        raise RuleBroken(
            f"Not before {in_words(floor.default)}, the office’s default. {in_words(on)} meets the "
            "statutory floor: a labor relations supervisor can approve it, with a reason, after "
            "legal review.",
            field="effective_on",
        )


def earliest_effective(action: DisciplinaryAction) -> date:
    """The date that a form proposes: the first allowed one, not before today."""
    floor = floor_of(action)
    return max(floor.default, today_of(action)) if floor is not None else today_of(action)
