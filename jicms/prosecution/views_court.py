"""What a court has before it, each on a page of its own; and the list of all open referrals."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import note, permit
from jicms.audit.events import Event
from jicms.cases.listing import ordered
from jicms.people.queries import recorded_filters
from jicms.prosecution import court, forms_court, listing, queries_court, sealing
from jicms.prosecution.models import ProsecutionReferral
from jicms.prosecution.models_court import CourtCount, Prosecutor
from jicms.prosecution.queries import referral_of
from jicms.prosecution.views_standing import bp
from jicms.web.dates import days_since
from jicms.web.exports import export_kind, export_rows
from jicms.web.messages import saved
from jicms.web.paging import capped_count, keyset

__all__ = ["bp"]
AT = "/cases/<number>/prosecution/<int:n>"


def _back(referral: ProsecutionReferral, said: str) -> ResponseReturnValue:
    saved(said)
    return redirect(url_for("prosecution.index", number=referral.case.number))


@bp.get("/prosecutions")
@permit(Action.PROSECUTION_LIST, viewed=Event.LIST_VIEWED)
def open_referrals() -> ResponseReturnValue:
    """The open referrals that the viewer sees, the oldest first."""
    state = listing.state(request.args)
    page = keyset(listing.rows(state.values), state)
    total = capped_count(listing.counted(state.values))
    note(list="prosecutions", filters=recorded_filters(state), count=str(total))
    return render_template(
        "prosecution/list.html",
        state=state,
        page=page,
        total=total,
        subject=listing.subject,
        days=days_since,
    )


@bp.get("/prosecutions/export/<kind>")
@permit(Action.PROSECUTION_LIST, load=export_kind, viewed=Event.EXPORT_STARTED)
def export_open(kind: str) -> ResponseReturnValue:
    """The list as it is filtered, as CSV or XLSX. The trail knows both ends."""
    state = listing.state(request.args)
    rows = ordered(listing.rows(state.values), state.keys)
    note(list="prosecutions", filters=recorded_filters(state), kind=kind)
    return export_rows("prosecutions", kind, rows, listing.COLUMNS)


@bp.route(f"{AT}/papers", methods=["GET", "POST"])
@permit(Action.PROSECUTION_EDIT, load=referral_of)
def papers(referral: ProsecutionReferral) -> ResponseReturnValue:
    """Docket, venue, statutes."""
    form = forms_court.PapersForm(obj=referral)
    if form.ready():
        form.refuse_if_stale(referral)
        with form.refusals():
            said = {name: value or "" for name, value in form.values().items()}
            court.edit_referral(referral, actor=current_actor(), **said)
            return _back(referral, f"the papers of referral {referral.n}")
    return form.page("prosecution/papers.html", case=referral.case, referral=referral)


@bp.route(f"{AT}/prosecutors/new", methods=["GET", "POST"])
@permit(Action.PROSECUTION_EDIT, load=referral_of)
def add_prosecutor(referral: ProsecutionReferral) -> ResponseReturnValue:
    """Somebody of the office takes the matter."""
    form = forms_court.ProsecutorForm()
    form.offer(referral.case)
    if form.ready():
        with form.refusals():
            made = court.add_prosecutor(referral, actor=current_actor(), **form.values())
            return _back(referral, f"{made.name} has referral {referral.n}")
    return form.page("prosecution/prosecutor.html", case=referral.case, referral=referral)


@bp.route(f"{AT}/prosecutors/<int:prosecutor>/end", methods=["GET", "POST"])
@permit(Action.PROSECUTION_EDIT, load=queries_court.prosecutor_of)
def end_prosecutor(row: Prosecutor) -> ResponseReturnValue:
    """A prosecutor has the matter no longer."""
    form = forms_court.ProsecutorEndForm()
    form.offer(row.case)
    if form.ready():
        with form.refusals():
            court.end_prosecutor(row, actor=current_actor(), **form.values())
            return _back(row.referral, f"{row.name} has left referral {row.referral.n}")
    return form.page("prosecution/prosecutor_end.html", referral=row.referral, row=row)


@bp.route(f"{AT}/counts/new", methods=["GET", "POST"])
@permit(Action.PROSECUTION_EDIT, load=referral_of)
def add_count(referral: ProsecutionReferral) -> ResponseReturnValue:
    """A count as it was filed."""
    form = forms_court.CountForm()
    form.offer(referral.case)
    if form.ready():
        with form.refusals():
            said = form.values() | {"offense": form.offense.data or ""}
            made = court.add_count(referral, actor=current_actor(), **said)
            return _back(referral, f"count {made.n} of referral {referral.n}")
    return form.page("prosecution/count.html", case=referral.case, referral=referral)


@bp.route(f"{AT}/counts/<int:count>/end", methods=["GET", "POST"])
@permit(Action.PROSECUTION_EDIT, load=queries_court.count_of)
def end_count(row: CourtCount) -> ResponseReturnValue:
    """What became of a count."""
    form = forms_court.CountEndForm(obj=row)
    form.offer(row.case)
    if form.ready():
        form.refuse_if_stale(row)
        with form.refusals():
            court.end_count(row, actor=current_actor(), **form.values())
            return _back(row.referral, f"count {row.n} of referral {row.referral.n}")
    return form.page("prosecution/count_end.html", referral=row.referral, row=row)


@bp.route(f"{AT}/sentence", methods=["GET", "POST"])
@permit(Action.PROSECUTION_EDIT, load=referral_of)
def sentence(referral: ProsecutionReferral) -> ResponseReturnValue:
    """The sentence as it was imposed."""
    form = forms_court.SentenceForm()
    form.offer(referral.case)
    if form.ready():
        with form.refusals():
            said = form.values() | {"note": form.note.data or ""}
            court.record_sentence(referral, actor=current_actor(), **said)
            return _back(referral, f"the sentence in referral {referral.n}")
    return form.page("prosecution/sentence.html", case=referral.case, referral=referral)


@bp.route(f"{AT}/seal", methods=["GET", "POST"])
@permit(Action.PROSECUTION_EDIT, load=referral_of)
def seal(referral: ProsecutionReferral) -> ResponseReturnValue:
    """Seal a matter by a court's order; of a sealed one, change who sees it."""
    cls = forms_court.ReadersForm if referral.is_sealed else forms_court.SealForm
    listed = [row.user_id for row in sealing.readers_of(referral)]
    form = cls(data={"readers": listed})
    form.offer(referral.case)
    form.offer_people(sealing.may_be_listed(referral.case))
    if form.ready():
        with form.refusals():
            said = form.values() | {"readers": form.readers.data or ()}
            act = sealing.change_readers if referral.is_sealed else sealing.seal
            act(referral, actor=current_actor(), **said)
            return _back(referral, f"referral {referral.n} is sealed")
    return form.page("prosecution/seal.html", case=referral.case, referral=referral)


@bp.route(f"{AT}/seal/lift", methods=["GET", "POST"])
@permit(Action.PROSECUTION_EDIT, load=queries_court.sealed_referral_of)
def lift_seal(referral: ProsecutionReferral) -> ResponseReturnValue:
    """Lift the seal by the court's order."""
    form = forms_court.LiftForm()
    form.offer(referral.case)
    if form.ready():
        with form.refusals():
            sealing.lift(referral, actor=current_actor(), **form.values())
            return _back(referral, f"the seal of referral {referral.n} is lifted")
    return form.page("prosecution/lift.html", case=referral.case, referral=referral)
