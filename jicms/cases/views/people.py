"""The people of a case: named, withdrawn, uncovered; and walls to decide."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.audit.events import Event
from jicms.cases import naming, queries, service
from jicms.cases.forms import PartyForm, ReasonForm, RevealForm, WallForm
from jicms.cases.forms_access import AliasForm, IdentifyForm
from jicms.cases.injuries import injuries_of
from jicms.cases.landing import land
from jicms.cases.models import Case, Party
from jicms.cases.views import bp


def _people(case: Case) -> str:
    return url_for("cases.people", number=case.number)


@bp.get("/cases/<number>/people")
@permit(Action.CASE_READ, load=queries.case_by_number, viewed=Event.RECORD_VIEWED)
def people(case: Case) -> ResponseReturnValue:
    """The parties that the viewer may see, the withdrawn ones last."""
    found = queries.parties(case, withdrawn=True)
    decides = policy.allows(current_actor(), Action.ALIAS_DECIDE, case)
    return render_template(
        "cases/people.html",
        case=case,
        present=[party for party in found if party.withdrawn_at is None],
        withdrawn=[party for party in found if party.withdrawn_at is not None],
        injuries=injuries_of(case),
        separable=service.separable(found) if decides else (),
        apart=service.apart_in(case) if decides else {},
    )


@bp.route("/cases/<number>/people/new", methods=["GET", "POST"])
@permit(Action.PARTY_EDIT, load=queries.case_by_number)
def add_party(case: Case) -> ResponseReturnValue:
    """Name somebody. Whoever names himself gets My work and nothing more."""
    form = PartyForm()
    form.offer(case)
    if form.ready():
        with form.refusals():
            values = naming.party_values(form.values())
            party = service.add_party(case, actor=current_actor(), **values)
            return land(case, _people(case), f"party {party.n} added")
    return form.page("cases/party_form.html", case=case)


@bp.route("/cases/<number>/people/<int:n>/withdraw", methods=["GET", "POST"])
@permit(Action.PARTY_EDIT, load=queries.party_of)
def withdraw_party(party: Party) -> ResponseReturnValue:
    """Withdraw somebody who was named wrongly."""
    form = ReasonForm()
    if form.ready():
        with form.refusals():
            service.withdraw_party(party, actor=current_actor(), **form.values())
            return land(party.case, _people(party.case), f"party {party.n} withdrawn")
    return form.page("cases/withdraw.html", case=party.case, party=party)


@bp.route("/cases/<number>/people/<int:n>/identify", methods=["GET", "POST"])
@permit(Action.PARTY_EDIT, load=queries.party_of)
def identify(party: Party) -> ResponseReturnValue:
    """Say who a party is that was only described."""
    form = IdentifyForm(obj=party)
    if form.ready():
        form.refuse_if_stale(party)
        with form.refusals():
            person = naming.known_person(form.who.data, form.person_id.data)
            service.identify_party(party, actor=current_actor(), person=person)
            return land(party.case, _people(party.case), f"party {party.n} identified")
    return form.page("cases/identify.html", case=party.case, party=party)


@bp.post("/cases/<number>/people/<int:n>/history")
@permit(Action.LOG_ADD, load=queries.party_of)
def note_history(party: Party) -> ResponseReturnValue:
    """Search the subject's history as far as the actor may see, and say so in the log."""
    service.note_history(party, actor=current_actor())
    log = url_for("cases.log", number=party.case.number)
    return land(party.case, log, "the search of the history stands in the log")


@bp.route("/cases/<number>/people/<int:n>/reveal", methods=["GET", "POST"])
@permit(Action.IDENTITY_REVEAL, load=queries.party_of)
def reveal(party: Party) -> ResponseReturnValue:
    """Open a protected identity: it is shown once, in the answer to the reason."""
    form = RevealForm()
    form.offer(party.case)
    identity = None
    if form.ready():
        with form.refusals():
            identity = service.reveal_identity(
                party,
                actor=current_actor(),
                reason_code=form.reason_code.data,
                note=form.note.data or "",
            )
    page, status = form.page("cases/reveal.html", case=party.case, party=party, identity=identity)
    return page, status, {"Cache-Control": "no-store"}


@bp.route("/cases/<number>/people/<int:n>/alias", methods=["GET", "POST"])
@permit(Action.ALIAS_DECIDE, load=queries.party_of)
def alias(party: Party) -> ResponseReturnValue:
    """Let a role show the name of a protected person, or put it behind the alias again."""
    form, row = AliasForm(), service.apart_of(party)
    if form.ready():
        change = service.keep_apart if row is None else service.bring_together
        with form.refusals():
            change(party, actor=current_actor(), reason=form.reason.data)
            return land(party.case, _people(party.case), f"how party {party.n} is shown")
    why = service.reason_of(row) if row is not None else ""
    return form.page("cases/alias.html", case=party.case, party=party, row=row, reason=why)


@bp.route("/cases/<number>/people/<int:n>/wall", methods=["GET", "POST"])
@permit(Action.WALL_DECIDE, load=queries.party_of)
def wall(party: Party) -> ResponseReturnValue:
    """Decide whether a suspended access is a conflict."""
    form = WallForm()
    form.offer()
    if request.method == "POST" and form.ready():
        with form.refusals():
            keep = form.decision.data == "keep"
            service.decide_wall(party, actor=current_actor(), keep=keep, reason=form.reason.data)
            return land(party.case, _people(party.case), "the decision on the conflict")
    return form.page("cases/wall.html", case=party.case, party=party)
