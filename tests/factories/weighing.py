"""What the proposing official weighs before a proposal."""

from sqlalchemy.orm import Session

from jicms.access.actor import current_actor
from jicms.discipline import comparators, service
from jicms.discipline.kinds import FactorWeight
from jicms.discipline.models import DisciplinaryAction


def proposing_weighed(session: Session, action: DisciplinaryAction) -> None:
    """What the proposing official weighs before a proposal: all twelve factors, and comparators
    where there are any. What was written stays."""
    missing = service.to_propose(action)[0]
    if missing:
        codes = [f"DOUGLAS-{n:02d}" for n in missing]
        weights = {code: (FactorWeight.NEUTRAL, f"Proposed for {code}.") for code in codes}
        service.save_proposing_worksheet(action, actor=current_actor(), weights=weights)
    if service.to_propose(action)[1]:
        compared(action)


def compared(action: DisciplinaryAction) -> None:
    """A search in which nothing was comparable, kept."""
    category, years = comparators.categories_of(action)[0][0], comparators.years_back()
    service.keep_comparators(
        action,
        actor=current_actor(),
        found=comparators.find(action, category_code=category, years=years),
        category_code=category,
        years=years,
        chosen={},
        none=True,
    )
