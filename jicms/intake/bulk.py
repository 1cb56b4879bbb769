"""Steps of triage on many cases at once."""

from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.cases import bulk
from jicms.cases.bulk import BulkAct, BulkForm
from jicms.cases.models import Case
from jicms.core.errors import RuleBroken
from jicms.intake import queries, service

_HERE = frozenset({"triage"})


def begin(case: Case, _form: BulkForm, actor: Actor) -> str:
    """Take a received case into triage."""
    service.begin_triage(case, actor=actor)
    return "Taken into triage"


def accept(case: Case, _form: BulkForm, actor: Actor) -> str:
    """Hand a case in triage over for assignment, as the type that it has."""
    if queries.accepted_ids([case.id]):
        raise RuleBroken("It is accepted already and waits for its assignment.")
    kind = case.case_type.label.lower()
    service.accept(case, actor=actor)
    return f"Accepted for assignment, as {kind}"


def register() -> None:
    """Offer the acts in the triage queue."""
    bulk.acts.add(BulkAct("begin", "Begin triage", Action.CASE_TRIAGE, begin, lists=_HERE, order=5))
    bulk.acts.add(BulkAct("accept", "Accept", Action.CASE_TRIAGE, accept, lists=_HERE, order=6))
