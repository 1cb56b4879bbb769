"""Steps of an item: handing over, giving out, taking back, recording, disposing."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.custody import offers, queries, service
from jicms.custody.forms import DisposeForm, HandOverForm, OutForm, RecordForm, TakeForm
from jicms.custody.kinds import CustodyKind, OutsideKind
from jicms.custody.service import Told
from jicms.custody.views import bp
from jicms.evidence.models import EvidenceItem
from jicms.evidence.queries import item_of
from jicms.files.taking import taken_in
from jicms.web.messages import saved

AT = "/cases/<number>/evidence/items/<int:item>"
Act = Callable[[Told, datetime | None], Any]


def page_of(item: EvidenceItem) -> str:
    """The page of an item."""
    return url_for("evidence.item", number=item.case.number, item=item.n)


def _page(item: EvidenceItem, form: Any, offer: offers.Offer, act: Act) -> ResponseReturnValue:
    """The form of a step; what it does once it is sent."""
    if "receipt" in form:
        form.receipt.signs = f"Receipt for {item.case.number}-{item.key}: {offer.label}"
    if form.ready():
        with form.refusals():
            receipt = taken_in(form.receipt) if "receipt" in form else None
            made = act(form.told(receipt), form.moment(item.case))
            waits = getattr(made, "asked", None)
            said = (
                f"{item.key} waits for {waits.name}" if waits else f"{item.key}, {made.kind.label}"
            )
            saved(said)
            return redirect(page_of(item))
    return form.page(
        "custody/step.html",
        item=item,
        case=item.case,
        offer=offer,
        state=queries.state_of(item),
        waiting=service.pending_of(item),
        back=page_of(item),
    )


@bp.route(f"{AT}/hand-over", methods=["GET", "POST"])
@permit(Action.CUSTODY_RECORD, load=item_of)
def hand_over(item: EvidenceItem) -> ResponseReturnValue:
    """Hand an item to somebody who confirms it in a session of their own."""
    form, actor = HandOverForm(), current_actor()
    form.offer_all(item.case, actor)

    def act(told: Told, at: datetime | None) -> Any:
        kind = CustodyKind(form.kind.data)
        return service.hand_over(item, actor=actor, kind=kind, to=form.person(), told=told, at=at)

    return _page(item, form, offers.HAND_OVER, act)


@bp.route(f"{AT}/send-out", methods=["GET", "POST"])
@permit(Action.CUSTODY_RECORD, load=item_of)
def send_out(item: EvidenceItem) -> ResponseReturnValue:
    """Give an item to a hand without an account; a witness confirms it."""
    form, actor = OutForm(), current_actor()
    form.offer_all(item.case, actor)

    def act(told: Told, at: datetime | None) -> Any:
        return service.send_out(
            item,
            actor=actor,
            kind=CustodyKind(form.kind.data),
            outside=OutsideKind(form.outside.data),
            name=form.name.data,
            witness=form.person(),
            told=told,
            at=at,
        )

    return _page(item, form, offers.OUT, act)


@bp.route(f"{AT}/take-back", methods=["GET", "POST"])
@permit(Action.CUSTODY_RECORD, load=item_of)
def take_back(item: EvidenceItem) -> ResponseReturnValue:
    """Take an item from a hand that has no account, or that can't sign."""
    form, actor = TakeForm(), current_actor()
    form.offer_all(item.case, actor)
    state = queries.state_of(item)
    offer = offers.BACK if state is not None and state.is_out else offers.RELIEVE

    def act(told: Told, at: datetime | None) -> Any:
        return service.take_back(item, actor=actor, witness=form.person(), told=told, at=at)

    return _page(item, form, offer, act)


@bp.route(f"{AT}/record", methods=["GET", "POST"])
@permit(Action.CUSTODY_RECORD, load=item_of)
def record(item: EvidenceItem) -> ResponseReturnValue:
    """Record a copy, an opening, a new seal."""
    form, actor = RecordForm(), current_actor()
    state = queries.state_of(item)
    form.offer_kinds(offers.kinds_in_place(state))
    stored = offers.is_in_store(state)
    if stored and item.file is not None and not form.is_submitted():
        form.hash_before.data = item.file.sha256

    def act(told: Told, at: datetime | None) -> Any:
        kind = CustodyKind(form.kind.data)
        return service.record_in_place(item, actor=actor, kind=kind, told=told, at=at)

    return _page(item, form, offers.COPY if stored else offers.RECORD, act)


@bp.route(f"{AT}/dispose", methods=["GET", "POST"])
@permit(Action.CUSTODY_RECORD, load=item_of)
def dispose(item: EvidenceItem) -> ResponseReturnValue:
    """End an item's way by an authority, before a witness."""
    form, actor = DisposeForm(), current_actor()
    form.offer_all(item.case, actor)

    def act(told: Told, at: datetime | None) -> Any:
        return service.dispose(
            item,
            actor=actor,
            kind=CustodyKind(form.kind.data),
            to=form.to.data or "",
            witness=form.person(),
            told=told,
            at=at,
        )

    return _page(item, form, offers.DISPOSE, act)
