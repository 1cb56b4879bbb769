"""Inventory rounds of the custodian's office."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import note, permit
from jicms.audit.events import Event
from jicms.auth.models import Office
from jicms.core import unit_of_work
from jicms.custody import queries_rounds, service
from jicms.custody.forms_rounds import ConfirmForm, RoundForm
from jicms.custody.models_rounds import InventoryRound
from jicms.custody.views import bp
from jicms.web.liststate import ListState, Sort
from jicms.web.messages import saved
from jicms.web.paging import Key, keyset

load = queries_rounds.round_of


@bp.get("/custody/inventory")
@permit(Action.INVENTORY, viewed=Event.LIST_VIEWED)
def rounds() -> ResponseReturnValue:
    """The rounds of the office, the latest first."""
    sort = Sort("begun", "Begun", [Key(InventoryRound.n, desc=True)])
    state = ListState(request.args, sorts=[sort])
    page = keyset(queries_rounds.rounds(), state)
    note(list="inventory", count=len(page.items))
    return render_template(
        "custody/rounds.html",
        page=page,
        state=state,
        counts=queries_rounds.counts_of(page.items),
    )


@bp.route("/custody/inventory/new", methods=["GET", "POST"])
@permit(Action.INVENTORY)
def begin_round() -> ResponseReturnValue:
    """Begin to count a place, or everything."""
    form, actor = RoundForm(), current_actor()
    form.offer(queries_rounds.places(actor))
    if form.ready():
        with form.refusals():
            office = unit_of_work.session().get(Office, actor.office_id)
            assert office is not None
            made = service.begin_round(office, actor=actor, location=form.location.data or "")
            saved(f"inventory {made.n} has begun")
            return redirect(url_for("custody.round_page", round_id=made.id))
    return form.page("custody/round_form.html")


@bp.route("/custody/inventory/<int:round_id>", methods=["GET", "POST"])
@permit(Action.INVENTORY, load=load, viewed=Event.RECORD_VIEWED)
def round_page(round_: InventoryRound) -> ResponseReturnValue:
    """A round: confirm an item by its number, and see what is left."""
    form = ConfirmForm()
    form.offer()
    if form.ready():
        with form.refusals():
            row = service.confirm_item(
                round_,
                actor=current_actor(),
                typed=form.typed.data,
                seen_at=form.seen_at.data or "",
                condition=form.condition.data or "",
            )
            saved(f"{row.item.case.number}-{row.item.key}, {row.result.value.lower()}")
            return redirect(url_for("custody.round_page", round_id=round_.id))
    rows = queries_rounds.items_of(round_)
    return form.page(
        "custody/round.html",
        round=round_,
        rows=rows,
        media=queries_rounds.media_among(rows),
        moved=queries_rounds.moved_in(round_),
    )


@bp.post("/custody/inventory/<int:round_id>/close")
@permit(Action.INVENTORY, load=load)
def close_round(round_: InventoryRound) -> ResponseReturnValue:
    """End a round: what was not met is missing."""
    service.close_round(round_, actor=current_actor())
    saved(f"inventory {round_.n} is closed")
    return redirect(url_for("custody.round_page", round_id=round_.id))
