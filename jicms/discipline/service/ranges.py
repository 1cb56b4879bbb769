"""The range of the table of offenses and penalties. It asks for a reason, it never decides."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from jicms.core import unit_of_work
from jicms.core.errors import RuleBroken
from jicms.discipline.models import DisciplinaryAction, spelled
from jicms.discipline.models_charges import Charge
from jicms.discipline.models_prior import PenaltyRange
from jicms.discipline.service.actions import today_of
from jicms.discipline.service.penalties import weight_of
from jicms.refdata.models import ActionType
from jicms.refdata.models_offenses import OffensePenalty

#: The columns of a row by which offense it is; the third holds for later ones.
_COLUMNS = ("first", "second", "third")
BELOW, ABOVE = "BELOW", "ABOVE"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A penalty of the table: its type, and days where it takes them."""

    kind: ActionType
    days: int | None

    @property
    def text(self) -> str:
        """The penalty in words."""
        return spelled(self.kind, self.days)

    @property
    def weight(self) -> tuple[int, int]:
        """How grave it is."""
        return weight_of(self.kind, self.days)


@dataclass(frozen=True, slots=True)
class Range:
    """From which penalty to which; of one charge, or of all that are in the table."""

    low: Sentence
    high: Sentence
    charge: Charge | None = None

    def outside(self, kind: ActionType, days: int | None) -> str:
        """BELOW, ABOVE, or "" within the range, its ends included."""
        weight = weight_of(kind, days)
        if weight < self.low.weight:
            return BELOW
        return ABOVE if weight > self.high.weight else ""


def parse(text: str) -> tuple[str, int | None]:
    """`SUSPENSION_1_14:5` as type and days. Raises ValueError."""
    code, colon, days = text.partition(":")
    return code, int(days) if colon else None


def offered_offenses(action: DisciplinaryAction) -> Sequence[OffensePenalty]:
    """The rows of the agency's table that are in force today, in its order."""
    return (
        unit_of_work.session()
        .scalars(
            select(OffensePenalty)
            .where(
                OffensePenalty.offered(today_of(action)),
                OffensePenalty.agency_code == action.office.agency.code,
            )
            .order_by(OffensePenalty.sort_order, OffensePenalty.code)
        )
        .all()
    )


def ranges_of(charges: Sequence[Charge], offense: int) -> list[Range]:
    """The range of each charge that is in the table; the third offense's holds for later ones."""
    rows = [charge for charge in charges if charge.offense is not None]
    texts = [_texts(charge.offense, offense) for charge in rows if charge.offense is not None]
    kinds = _kinds({parse(text)[0] for pair in texts for text in pair})
    return [
        Range(_sentence(low, kinds), _sentence(high, kinds), charge)
        for charge, (low, high) in zip(rows, texts, strict=True)
    ]


def _texts(row: OffensePenalty, offense: int) -> tuple[str, str]:
    column = _COLUMNS[min(offense, len(_COLUMNS)) - 1]
    return getattr(row, f"{column}_min"), getattr(row, f"{column}_max")


def _kinds(codes: set[str]) -> dict[str, ActionType]:
    found = unit_of_work.session().scalars(select(ActionType).where(ActionType.code.in_(codes)))
    return {row.code: row for row in found}


def _sentence(text: str, kinds: dict[str, ActionType]) -> Sentence:
    code, days = parse(text)
    return Sentence(kinds[code], days)


def joint(ranges: Sequence[Range]) -> Range | None:
    """The range of all charges together: the gravest lower end and the gravest upper end."""
    if not ranges:
        return None
    return Range(
        max((one.low for one in ranges), key=lambda s: s.weight),
        max((one.high for one in ranges), key=lambda s: s.weight),
    )


def hold_to_range(
    action: DisciplinaryAction, kind: ActionType, days: int | None, *, offense: int, reason: str
) -> PenaltyRange | None:
    """Keep the range that a proposal was held to; outside it, at either end, it needs a reason.

    None where no charge is in the table: such an offense may be charged all the same.
    """
    whole = joint(ranges_of(action.charges, offense))
    if whole is None:
        return None
    outside = whole.outside(kind, days)
    if outside and not reason.strip():
        side = "milder" if outside == BELOW else "graver"
        raise RuleBroken(
            f"This is {side} than the table says. Write why the penalty lies outside its range.",
            field="range_reason",
        )
    row = PenaltyRange(
        action_id=action.id,
        case_id=action.case_id,
        offense=offense,
        low_code=whole.low.kind.code,
        low_days=whole.low.days,
        high_code=whole.high.kind.code,
        high_days=whole.high.days,
        outside=outside,
        reason=reason.strip() if outside else "",
    )
    unit_of_work.session().add(row)
    unit_of_work.session().flush()
    return row
