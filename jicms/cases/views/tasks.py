"""Tasks of a case: listed, added, changed, finished, cancelled; handed over by a supervisor."""

from collections.abc import Iterable
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.audit.events import Event
from jicms.cases import queries, queries_tasks
from jicms.cases.models import Case
from jicms.cases.queries_tasks import TaskOfCase
from jicms.cases.scope_tasks import LABOR_RELATIONS
from jicms.cases.service import checklists
from jicms.cases.service import tasks as service
from jicms.cases.service.task_owners import owners_offered
from jicms.cases.views import bp
from jicms.core import clock, unit_of_work
from jicms.web.filters import plural
from jicms.web.forms import BaseForm, Code, Text, UsDate, Version
from jicms.web.messages import saved, told


class TaskForm(BaseForm):
    """One task."""

    title = Text("What has to be done", limit=200)
    owner_id = Code("Owner", optional=True, blank="Nobody yet")
    due_on = UsDate("Due", optional=True, hint="MM/DD/YYYY")
    after_id = Code("Comes after", optional=True, blank="Nothing")
    version = Version()

    def offer(self, found: TaskOfCase | None, case: Case) -> None:
        """People who may have it, and open tasks that may come first."""
        task = found.task if found is not None else None
        keep = task.owner_id if task is not None else None
        self.owner_id.offer(owners_offered(case, current_actor(), keep=keep))
        rows = unit_of_work.session().scalars(queries_tasks.open_of(case.id)).all()
        self.after_id.offer(
            [(row.id, row.title) for row in rows if task is None or row.id != task.id],
            keep=task.after_id if task is not None else None,
        )


class CancelForm(BaseForm):
    """Why a task is not needed."""

    reason = Text("Reason", limit=200)


class HandOverForm(BaseForm):
    """From whom, to whom."""

    from_id = Code("Tasks of")
    to_id = Code("Go to")


@bp.get("/cases/<number>/tasks")
@permit(Action.TASK_VIEW, load=queries.case_by_number, viewed=Event.RECORD_VIEWED)
def tasks(case: Case) -> ResponseReturnValue:
    """Open tasks by date, then those that ended."""
    actor = current_actor()
    rows = queries_tasks.tasks_of(case)
    changes = policy.allows(actor, Action.TASK_EDIT, case)
    on_list = {row.Task.template_code for row in rows}
    lists = changes and actor.role not in LABOR_RELATIONS
    today = clock.today(case.agency.zone)
    return render_template(
        "cases/tasks.html",
        case=case,
        open_ones=[row for row in rows if row.Task.is_open],
        ended=[row for row in rows if not row.Task.is_open],
        changes=changes,
        may_change=lambda task: policy.allows(actor, Action.TASK_EDIT, TaskOfCase(case, task)),
        has_list=lists and queries_tasks.lines_left(case.case_type_code, on_list, today),
    )


@bp.route("/cases/<number>/tasks/new", methods=["GET", "POST"])
@permit(Action.TASK_EDIT, load=queries.case_by_number)
def add_task(case: Case) -> ResponseReturnValue:
    """Add a task."""
    form = TaskForm()
    form.offer(None, case)
    if form.ready():
        with form.refusals():
            service.add_task(case, actor=current_actor(), **form.values())
            saved("task added")
            return redirect(url_for("cases.tasks", number=case.number))
    return form.page("cases/task_form.html", case=case, task=None)


@bp.route("/cases/<number>/tasks/<int:task_id>", methods=["GET", "POST"])
@permit(Action.TASK_EDIT, load=queries_tasks.task_of)
def edit_task(found: TaskOfCase) -> ResponseReturnValue:
    """Change an open task, or give it to somebody else."""
    form = TaskForm(obj=found.task)
    form.offer(found, found.case)
    if request.method == "POST":
        form.refuse_if_stale(found.task)
    if form.ready():
        with form.refusals():
            service.edit_task(found, actor=current_actor(), **form.values())
            saved("task changed")
            return redirect(url_for("cases.tasks", number=found.case.number))
    return form.page("cases/task_form.html", case=found.case, task=found.task)


@bp.post("/cases/<number>/tasks/<int:task_id>/done")
@permit(Action.TASK_EDIT, load=queries_tasks.task_of)
def finish_task(found: TaskOfCase) -> ResponseReturnValue:
    """The task is done."""
    service.finish_task(found, actor=current_actor())
    saved("task done")
    return redirect(url_for("cases.tasks", number=found.case.number))


@bp.route("/cases/<number>/tasks/<int:task_id>/cancel", methods=["GET", "POST"])
@permit(Action.TASK_EDIT, load=queries_tasks.task_of)
def cancel_task(found: TaskOfCase) -> ResponseReturnValue:
    """The task is not needed any more."""
    form = CancelForm()
    if form.ready():
        with form.refusals():
            service.cancel_task(found, actor=current_actor(), **form.values())
            saved("task cancelled")
            return redirect(url_for("cases.tasks", number=found.case.number))
    return form.page("cases/task_cancel.html", case=found.case, task=found.task)


@bp.post("/cases/<number>/tasks/checklist")
@permit(Action.TASK_EDIT, load=queries.case_by_number)
def checklist(case: Case) -> ResponseReturnValue:
    """Put in what is missing of the checklist for the type of case."""
    made = checklists.apply_checklist(case, actor=current_actor())
    saved(f"{plural(len(made), 'task')} added from the checklist")
    return redirect(url_for("cases.tasks", number=case.number))


def _people(rows: Iterable[Any]) -> list[tuple[int, str]]:
    return [(row.id, f"{row.name}: {row.number}") for row in rows]


@bp.route("/tasks/hand-over", methods=["GET", "POST"])
@permit(Action.TASK_HAND_OVER)
def hand_over() -> ResponseReturnValue:
    """Give one's open tasks to another, all at once."""
    actor, form = current_actor(), HandOverForm()
    form.from_id.offer(_people(queries_tasks.owners_in(actor.office_id)))
    form.to_id.offer(queries_tasks.members_offered(actor))
    if form.ready():
        with form.refusals():
            moved, left = service.hand_over(actor=actor, **form.values())
            told(f"Handed over: {plural(moved, 'task')}.", "success")
            if left:
                told(
                    "Not handed over, as the case is not open to the new owner: "
                    f"{plural(left, 'task')}.",
                    "warning",
                )
            return redirect(url_for("home.index"))
    return form.page("cases/task_hand_over.html")
