"""Who makes export packages, who releases them, who sees where they went."""

from typing import Any

from jicms.access.actions import Action
from jicms.access.actor import Actor, Role
from jicms.access.policy import Rule, has_role
from jicms.cases.policy import (
    INVESTIGATOR,
    SUPERVISOR,
    is_assigned,
    is_of_lead_office,
    reads_in_full,
)

COUNSEL = has_role(Role.COUNSEL)


def is_maker(actor: Actor, record: Any) -> bool:
    """The actor put the package together."""
    return actor.user_id is not None and getattr(record, "made_by_id", None) == actor.user_id


def is_releaser(actor: Actor, record: Any) -> bool:
    """The actor released the package."""
    return actor.user_id is not None and getattr(record, "approved_by_id", None) == actor.user_id


def another_made_it(actor: Actor, record: Any) -> bool:
    """A second person: not who put the package together."""
    maker = getattr(record, "made_by_id", None)
    return maker is not None and actor.user_id is not None and maker != actor.user_id


#: A closed case's files are asked for as well: an appeal comes after the closing.
_WITH_THE_CASE: Rule = (
    (SUPERVISOR, is_of_lead_office, reads_in_full),
    (INVESTIGATOR, is_assigned),
    (COUNSEL, reads_in_full),
)

RULES: dict[Action, Rule] = {
    Action.EXPORT_VIEW: _WITH_THE_CASE,
    Action.EXPORT_MAKE: _WITH_THE_CASE,
    Action.EXPORT_EDIT: tuple((*row, is_maker) for row in _WITH_THE_CASE),
    Action.EXPORT_RELEASE: (
        (SUPERVISOR, is_of_lead_office, reads_in_full, another_made_it),
        (COUNSEL, reads_in_full, another_made_it),
    ),
    # Who answers for it: who made it or released it, and the supervisor. No other of the team.
    Action.EXPORT_END: (
        (SUPERVISOR, is_of_lead_office, reads_in_full),
        *((*row, is_maker) for row in _WITH_THE_CASE[1:]),
        (COUNSEL, reads_in_full, is_releaser),
    ),
    Action.EXPORT_ACCOUNTING: ((SUPERVISOR,),),
}
