"""Steps of triage on many cases at once."""

from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.cases import bulk, leaks
from jicms.cases import service as cases
from jicms.cases.bulk import BulkAct, BulkForm, LeakFound
from jicms.cases.models import Case
from jicms.core.errors import RuleBroken
from jicms.intake import queries, service
from jicms.web.forms import Text

_HERE = frozenset({"triage"})


def begin(case: Case, _form: BulkForm, actor: Actor) -> str:
    """Take a received case into triage."""
    service.begin_triage(case, actor=actor)
    return "Taken into triage"


class AcceptForm(BulkForm):
    """Why cases are accepted all the same."""

    note = Text(
        "Note",
        optional=True,
        limit=200,
        hint="Needed for cases where a rule suggests another way: why not.",
    )


def accept(case: Case, form: AcceptForm, actor: Actor) -> str:
    """Hand a case in triage over for assignment, as the type that it has."""
    note = form.note.data or ""
    if note and leaks.found_among([("note", note)], cases.identities_of(case)):
        raise LeakFound
    if queries.accepted_ids([case.id]):
        raise RuleBroken("It is accepted already and waits for its assignment.")
    kind = case.case_type.label.lower()
    service.accept(case, actor=actor, note=note)
    return f"Accepted for assignment, as {kind}"


def register() -> None:
    """Offer the acts in the triage queue."""
    bulk.acts.add(BulkAct("begin", "Begin triage", Action.CASE_TRIAGE, begin, lists=_HERE, order=5))
    bulk.acts.add(
        BulkAct(
            "accept",
            "Accept",
            Action.CASE_TRIAGE,
            accept,
            form=AcceptForm,
            lists=_HERE,
            order=6,
        )
    )
