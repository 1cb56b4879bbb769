"""Keeps whoever could read compelled statements off the criminal team."""

from jicms.access.actor import Actor
from jicms.auth.models import User
from jicms.cases import workflow as case_workflow
from jicms.cases.models import Case
from jicms.cases.models_links import CaseLink
from jicms.cases.notices import fetch
from jicms.cases.service import links
from jicms.evidence.exposure import holds_compelled, is_exposed
from jicms.evidence.service import derived
from jicms.evidence.service.handling import leave_lists
from jicms.evidence.service.weighing import follow_marks
from jicms.investigations import guards
from jicms.investigations.models import InvestigationType

SHUT = guards.NOT_FOR_PERSON
#: Why two cases stay together, to those who may not know what joins them.
TOGETHER = "Not open for these two cases. Ask the reviewing supervisor."


def keeps_off_criminal_team(
    case: Case, type_: InvestigationType, user: User, actor: Actor
) -> str | None:
    """Refuse a member of another team once the case, or one linked with it, holds anything
    compelled, and whoever came to know it: sat in the interview, wrote, read or received it.

    Why is said to those alone who read what is compelled here, and of this case alone.
    """
    if type_ is not InvestigationType.CRIMINAL:
        return None
    if is_exposed(case, user):
        tells = guards.reads_compelled(actor, case) and is_exposed(case, user, alone=True)
        return _why(user) if tells else SHUT
    on_other_side = guards.is_on_the_other_side(case, type_, user)
    return SHUT if on_other_side and holds_compelled(case) else None


def _why(user: User) -> str:
    return (
        f"{user.name} was at a compelled interview of this case, or wrote, read or received what"
        " was said there or came of it: nobody who did joins a criminal investigation of it."
    )


def no_derivation_across(link: CaseLink, actor: Actor) -> str | None:
    """A link stays while something at one end came of a compelled record at the other: with it the
    wall of the source would go."""
    return _held_together(link.case, link.other, actor)


def no_derivation_apart(case: Case, actor: Actor) -> str | None:
    """Likewise a merging."""
    other = fetch(Case, case.merged_into_id)
    return _held_together(case, other, actor) if other is not None else None


def _held_together(case: Case, other: Case, actor: Actor) -> str | None:
    if not derived.crosses(case.id, other.id):
        return None
    if not all(guards.reads_compelled(actor, end) for end in (case, other)):
        return TOGETHER
    return (
        "Something in one of these cases came of a compelled record of the other: they stay"
        " together, or the wall round it would fall."
    )


def install() -> None:
    """Register the holds, and what leaving a team means. Twice is once."""
    if no_derivation_across not in links.removal_guards:
        links.removal_guards.append(no_derivation_across)
    for step in case_workflow.APART:
        case_workflow.CASE.require_also(step, no_derivation_apart)
    if follow_marks not in derived.when_marked:
        derived.when_marked.append(follow_marks)
    if leave_lists not in guards.when_left:
        guards.when_left.append(leave_lists)
    if keeps_off_criminal_team not in guards.team_holds:
        guards.team_holds.append(keeps_off_criminal_team)
