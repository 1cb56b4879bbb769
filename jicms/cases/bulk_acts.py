"""Acts on many cases that need nothing but the case: tasks."""

from collections.abc import Sequence

from jicms.access.actions import Action
from jicms.access.actor import Actor, Role
from jicms.cases import bulk, leaks, service
from jicms.cases.bulk import BulkAct, BulkForm, LeakFound
from jicms.cases.models import Case
from jicms.cases.service import checklists, tasks
from jicms.web.dates import day
from jicms.web.forms import Choice, Code, Text, UsDate

NOBODY, LEAD = "nobody", "lead"
_SUPERVISORS = frozenset({Role.INVESTIGATIONS_SUPERVISOR, Role.LR_SUPERVISOR})


class BulkTaskForm(BulkForm):
    """One task, the same for every case."""

    title = Text("What has to be done", limit=200)
    owner = Code("Owner", display="radios")
    due_on = UsDate("Due", optional=True, hint="MM/DD/YYYY")

    def offer(self, cases: Sequence[Case]) -> None:
        """The one owner that every case may have is its lead."""
        self.owner.offer(
            (
                Choice(NOBODY, "Nobody yet", "It waits in the queue of the office."),
                Choice(LEAD, "The lead of each case"),
            )
        )
        if not self.is_submitted():
            self.owner.data = NOBODY


def add_task(case: Case, form: BulkTaskForm, actor: Actor) -> str:
    """Add the task, unless its words may name a reporter of this very case."""
    title = form.title.data or ""
    if leaks.found_among([("title", title)], service.identities_of(case)):
        raise LeakFound
    of_lead = form.owner.data == LEAD
    owner = case.lead if of_lead else None
    tasks.add_task(
        case,
        actor=actor,
        title=title,
        owner_id=owner.id if owner is not None else None,
        due_on=form.due_on.data,
    )
    whose = f"for {owner.name}" if owner is not None else "without an owner"
    until = f", due {day(form.due_on.data)}" if form.due_on.data else ""
    return f"Task “{title}” {whose}{until}"


def put_in_checklist(case: Case, _form: BulkForm, actor: Actor) -> str:
    """What is missing of the checklist for the type of case."""
    made = checklists.apply_checklist(case, actor=actor)
    return f"{len(made)} task{'' if len(made) == 1 else 's'} from the checklist"


def register() -> None:
    """Offer the acts."""
    bulk.acts.add(
        BulkAct(
            "task",
            "Add a task",
            Action.TASK_EDIT,
            add_task,
            form=BulkTaskForm,
            roles=_SUPERVISORS,
            order=20,
        )
    )
    bulk.acts.add(
        BulkAct("checklist", "Put in the checklist", Action.TASK_EDIT, put_in_checklist, order=30)
    )
