"""What the proposing official weighs before a proposal is issued, where the law leaves a choice."""

from jicms.core.errors import RuleBroken
from jicms.discipline import comparators, procedures
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.queries_comparators import with_notice
from jicms.discipline.service.worksheets import missing_of_proposing


def lacks_comparators(action: DisciplinaryAction) -> bool:
    """Whether there are outcomes to compare with, and no search of them was kept."""
    if with_notice(action) is not None:
        return False
    years = comparators.years_back()
    return any(
        comparators.find(action, category_code=code, years=years).rows
        for code, _label in comparators.categories_of(action)
    )


def to_propose(action: DisciplinaryAction) -> tuple[list[int], bool]:
    """What is missing before the proposal: the factors not weighed, and whether comparators are.

    Nothing under a procedure that asks for no factors: law fixes the penalty, or leaves them open.
    """
    if not procedures.weighs_factors(action):
        return [], False
    return missing_of_proposing(action), lacks_comparators(action)


def hold_to_factors(action: DisciplinaryAction) -> None:
    """Refuse a proposal whose factors were not weighed, or were weighed without comparators."""
    factors, lacks = to_propose(action)
    said = []
    if factors:
        named = ", ".join(str(n) for n in factors)
        said.append(
            "All 12 Douglas factors are weighed by the proposing official before the proposal: the"
            f" worksheet goes with the notice. Not weighed yet: factor {named}."
        )
    if lacks:
        said.append(
            "Choose comparators, as seen today, or say that none is comparable: factor 6 rests on"
            " them, and they go with the notice."
        )
    if said:
        raise RuleBroken(said)
