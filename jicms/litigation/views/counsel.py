"""Counsel of an action, counsel's own desk, and the privileged notes."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import note, permit
from jicms.audit.events import Event
from jicms.discipline import steps
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.queries_departures import counsel
from jicms.litigation import forms, queries, queries_discovery
from jicms.litigation.models import CounselAssignment
from jicms.litigation.service import counsel as service
from jicms.litigation.views import bp
from jicms.litigation.views.file import AT, to_file
from jicms.web.liststate import ListState, Sort
from jicms.web.messages import saved
from jicms.web.paging import Key, capped_count, keyset


@bp.get("/counsel")
@permit(Action.COUNSEL_DESK, viewed=Event.LIST_VIEWED)
def desk() -> ResponseReturnValue:
    """The actions that the viewer is counsel of, with the dates that come next."""
    keys = [Key(CounselAssignment.created_at, desc=True), Key(CounselAssignment.id, desc=True)]
    state = ListState(request.args, sorts=[Sort("assigned", "Assigned", keys)])
    found = queries.desk()
    page, total = keyset(found, state), capped_count(found)
    note(list="counsel's actions", count=str(total))
    argued = queries_discovery.argued()
    actions = {row.action.id: row.action for row in (*page.items, *argued) if row.action}
    return render_template(
        "litigation/desk.html",
        state=state,
        page=page,
        total=total,
        argued=argued,
        dates=queries.next_dates(list(actions.values())),
        stage=steps.stage,
    )


@bp.route(f"{AT}/counsel/new", methods=["GET", "POST"])
@permit(Action.COUNSEL_ASSIGN, load=queries.action_inside)
def assign_counsel(action: DisciplinaryAction) -> ResponseReturnValue:
    """Assign counsel."""
    form = forms.CounselForm()
    form.offer(counsel(action))
    if form.ready():
        with form.refusals():
            chosen = form.people[form.counsel.data]
            service.assign_counsel(action, actor=current_actor(), counsel=chosen)
            return to_file(action, f"{chosen.name} is counsel of {action.number}")
    return form.page("litigation/assign.html", action=action, case=action.case)


@bp.route(f"{AT}/counsel/<int:counsel>/end", methods=["GET", "POST"])
@permit(Action.COUNSEL_ASSIGN, load=queries.assignment_of)
def end_counsel(row: CounselAssignment) -> ResponseReturnValue:
    """End an assignment."""
    form = forms.EndForm(data={"version": row.version})
    if form.ready():
        form.refuse_if_stale(row)
        with form.refusals():
            service.end_counsel(row, actor=current_actor(), reason=form.reason.data)
            return to_file(row.action, "the end of the assignment")
    return form.page("litigation/end_counsel.html", action=row.action, case=row.case, row=row)


@bp.route(f"{AT}/notes", methods=["GET", "POST"])
@permit(Action.PRIVILEGED_NOTES, load=queries.action_inside, viewed=Event.PRIVILEGED_NOTES_READ)
def notes(action: DisciplinaryAction) -> ResponseReturnValue:
    """The privileged notes, and a new one."""
    rows = queries.notes_of(action)
    form = forms.NoteForm()
    form.offer(rows)
    if form.ready():
        with form.refusals():
            made = service.write_note(
                action, actor=current_actor(), text=form.text.data, corrects=form.corrects.data
            )
            saved(f"note {made.n}")
            return redirect(url_for("litigation.notes", number=action.case.number, n=action.n))
    note(notes=len(rows))
    return form.page("litigation/notes.html", action=action, case=action.case, notes=rows)
