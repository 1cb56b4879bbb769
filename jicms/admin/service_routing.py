"""Edits of routing rules: what a rule asks never changes, its successor is a row of its own."""

from datetime import date
from typing import Any

from jicms.access.actor import Actor
from jicms.admin.service import add_code
from jicms.admin.successors import succeed
from jicms.core.errors import RuleBroken
from jicms.refdata.models import RoutingRule, SubjectFact, Way

#: Ways that nobody decides in triage: they happen by rule, or not at all.
_BY_ITSELF = (Way.OTHER_AGENCY, Way.INSPECTOR_GENERAL)


def add_rule(*, actor: Actor, code: str, **values: Any) -> RoutingRule:
    """Add a rule. Raises `RuleBroken` for one that could not be carried out."""
    _refuse_aimless(values)
    made = add_code(RoutingRule, actor=actor, code=code, description="", valid_to=None, **values)
    assert isinstance(made, RoutingRule)
    return made


def revise_rule(row: RoutingRule, *, actor: Actor, valid_from: date, **values: Any) -> RoutingRule:
    """Write the successor of a rule, `CODE-V2`, for cases received from `valid_from` on; the rule
    ends on the day before. Raises `RuleBroken` for a day on which it was not yet in force, and for
    one that has a successor already."""
    return succeed(row, actor=actor, valid_from=valid_from, add=add_rule, **values)


def _refuse_aimless(values: dict[str, Any]) -> None:
    way = Way(values["way"])
    if way in _BY_ITSELF and not values["mandatory"]:
        raise RuleBroken(
            "Nobody decides on this way in triage: tick that nobody may decide otherwise.",
            field="mandatory",
        )
    leaves = values["subject_fact"] == SubjectFact.OWN_PEOPLE
    if way is Way.OTHER_AGENCY and not (leaves or values["agency_code"] or values["office_code"]):
        raise RuleBroken(
            "Say which agency or office it leaves, or that a subject works there.",
            field="agency_code",
        )
