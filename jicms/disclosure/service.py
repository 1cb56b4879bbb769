"""Writes of requests about witnesses. Nothing here commits."""

from datetime import date

from sqlalchemy import func, select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken, TransitionRefused
from jicms.disclosure import matters
from jicms.disclosure.models import (
    Basis,
    CustodianAsk,
    Disclosed,
    MatterFound,
    RequestStatus,
    SearchedSource,
    WitnessRequest,
)
from jicms.exports.models import ExportPackage
from jicms.files.models import StoredFile

R = RequestStatus


def record_request(
    *,
    actor: Actor,
    basis: Basis,
    requester: str,
    office: str,
    defendant: str,
    docket: str,
    employee_number: str,
    received_on: date,
    due_on: date,
) -> WitnessRequest:
    """A prosecutor asks about an employee of the agency; numbered within the agency."""
    policy.require(actor, Action.WITNESS_EDIT)
    today = clock.today(actor.zone)
    if received_on > today:
        raise RuleBroken("The date lies in the future.", field="received_on")
    if due_on < received_on:
        raise RuleBroken("It is due before it was received.", field="due_on")
    person = matters.employee(employee_number, actor)
    if person is None:
        raise RuleBroken(
            "No employee of the agency has this number, or you may not work on the request.",
            field="employee_number",
        )
    session = unit_of_work.session()
    last = session.scalar(matters.last_number(actor))
    made = WitnessRequest(
        agency_id=actor.agency_id,
        n=(last or 0) + 1,
        basis=Basis(basis),
        requester=requester.strip(),
        office=office.strip(),
        defendant=defendant.strip(),
        docket=docket.strip(),
        person_id=person.id,
        employee=person.name,
        received_on=received_on,
        due_on=due_on,
        entered_by_id=actor.user_id,
    )
    session.add(made)
    session.flush()
    recorder.record(Event.WITNESS_ASKED, obj=made, basis=made.basis, due=due_on)
    return made


def search_matters(request: WitnessRequest, *, actor: Actor) -> SearchedSource:
    """Search the agency's matters in which the employee is a subject.

    Those that the actor may know of are kept as codes. What is restricted, compelled or behind the
    actor's own wall goes to its custodian: the result says the same whether there is any or none.
    """
    policy.require(actor, Action.WITNESS_EDIT, request)
    _unanswered(request)
    session = unit_of_work.session()
    known = set(
        session.scalars(
            matters.whole(select(MatterFound.case_id).where(MatterFound.request_id == request.id))
        )
    )
    asked = set(
        session.scalars(
            matters.whole(select(CustodianAsk.case_id).where(CustodianAsk.request_id == request.id))
        )
    )
    found = matters.of_person(request.person_id, actor)
    for row in found:
        if row.is_shut and row.case_id not in asked:
            ask = CustodianAsk(request_id=request.id, case_id=row.case_id)
            session.add(ask)
            session.flush()
            asked.add(row.case_id)
            recorder.record(Event.CUSTODIAN_ASKED, obj=ask)
        if row.is_told and row.case_id not in known:
            session.add(
                MatterFound(
                    request_id=request.id,
                    case_id=row.case_id,
                    number=row.number,
                    label=row.label,
                    category_code=row.category_code,
                    finding_code=row.finding_code,
                )
            )
    session.flush()
    told = sum(row.is_told for row in found)
    return record_source(
        request,
        actor=actor,
        source="Matters of internal affairs",
        is_found=told > 0,
        result=f"{told} listed. What is restricted or compelled, if anything is, was put before"
        " its custodian.",
        searched_on=clock.today(actor.zone),
    )


def record_source(
    request: WitnessRequest,
    *,
    actor: Actor,
    source: str,
    is_found: bool,
    result: str,
    searched_on: date,
) -> SearchedSource:
    """One place was searched: RECEIVED → SEARCHED."""
    policy.require(actor, Action.WITNESS_EDIT, request)
    unit_of_work.hold(request)
    _unanswered(request)
    for field, text in (("source", source), ("result", result)):
        if not text.strip():
            raise RuleBroken(f"Write the {field}.", field=field)
    if searched_on > clock.today(actor.zone):
        raise RuleBroken("The date lies in the future.", field="searched_on")
    session = unit_of_work.session()
    last = session.scalar(
        select(func.max(SearchedSource.n)).where(SearchedSource.request_id == request.id)
    )
    made = SearchedSource(
        request=request,
        n=(last or 0) + 1,
        source=source.strip(),
        is_found=is_found,
        result=result.strip(),
        searched_on=searched_on,
        searched_by_id=actor.user_id,
    )
    session.add(made)
    if request.status is R.RECEIVED:
        request.status = R.SEARCHED
    session.flush()
    recorder.record(Event.WITNESS_SEARCHED, obj=request, source=made.n, found=is_found)
    return made


def review(
    request: WitnessRequest, *, actor: Actor, discloses: bool, review: str
) -> WitnessRequest:
    """Counsel's review, in counsel's own session, once something was searched."""
    policy.require(actor, Action.WITNESS_REVIEW, request)
    unit_of_work.hold(request)
    _unanswered(request)
    if request.status is R.RECEIVED:
        raise RuleBroken("Nothing was searched yet.")
    if not review.strip():
        raise RuleBroken("Write what you reviewed, and why.", field="review")
    request.reviewed_by_id, request.reviewed_on = actor.user_id, clock.today(actor.zone)
    request.discloses, request.review = discloses, review.strip()
    request.status = R.REVIEWED
    unit_of_work.session().flush()
    recorder.record(Event.WITNESS_REVIEWED, obj=request, discloses=discloses)
    return request


def record_disclosure(
    request: WitnessRequest, *, actor: Actor, package: ExportPackage, what: str
) -> Disclosed:
    """What went out, by a package that was handed over: each is an entry of the accounting.

    By counsel, who sees the package; nothing goes out before the review says so.
    """
    policy.require(actor, Action.WITNESS_REVIEW, request)
    unit_of_work.hold(request)
    if request.status is not R.REVIEWED or not request.discloses:
        raise TransitionRefused("Counsel has not reviewed it, or nothing is to be disclosed.")
    if package.handed_on is None:
        raise RuleBroken("The package has not been handed over yet.", field="export")
    if not what.strip():
        raise RuleBroken("Write what was disclosed.", field="what")
    if any(row.export_id == package.id for row in request.disclosed):
        raise RuleBroken("This package is recorded already.", field="export")
    made = Disclosed(
        request=request,
        export_id=package.id,
        # The reference is read by those who may not know of a restricted case.
        reference="A restricted case"
        if package.case.restricted
        else f"{package.case.number}, {package.key}",
        disclosed_on=package.handed_on,
        what=what.strip(),
        recorded_by_id=actor.user_id,
    )
    unit_of_work.session().add(made)
    unit_of_work.session().flush()
    recorder.record(Event.WITNESS_DISCLOSED, obj=request, on=made.disclosed_on)
    return made


def answer(
    request: WitnessRequest, *, actor: Actor, answered_on: date, file: StoredFile | None
) -> WitnessRequest:
    """The reply letter went out: REVIEWED → ANSWERED. What is to be disclosed has been."""
    policy.require(actor, Action.WITNESS_EDIT, request)
    unit_of_work.hold(request)
    if request.status is not R.REVIEWED:
        raise TransitionRefused("Counsel reviews it before it is answered.")
    if request.discloses and not request.disclosed:
        raise RuleBroken("Counsel wants it disclosed, and no disclosure is recorded.")
    assert request.reviewed_on is not None
    if not request.reviewed_on <= answered_on <= clock.today(actor.zone):
        raise RuleBroken("Give a day from the review to today.", field="answered_on")
    if file is None:
        raise RuleBroken("Add the reply letter.", field="file")
    with unit_of_work.session().no_autoflush:
        request.answered_on, request.reply_id = answered_on, file.id
        request.status = R.ANSWERED
    unit_of_work.session().flush()
    recorder.record(Event.WITNESS_ANSWERED, obj=request, on=answered_on)
    return request


def answer_ask(ask: CustodianAsk, *, actor: Actor, is_shared: bool, said: str) -> CustodianAsk:
    """The custodian lets counsel know something, in these words alone, or nothing."""
    policy.require(actor, Action.CUSTODIAN_ANSWER, ask)
    unit_of_work.hold(ask)
    if ask.answered_at is not None:
        raise TransitionRefused("This was answered already.")
    if is_shared and not said.strip():
        raise RuleBroken("Write what counsel is to know.", field="said")
    ask.is_shared, ask.said = is_shared, said.strip() if is_shared else ""
    ask.answered_at, ask.answered_by_id = clock.now(), actor.user_id
    unit_of_work.session().flush()
    recorder.record(Event.CUSTODIAN_ANSWERED, obj=ask)
    return ask


def _unanswered(request: WitnessRequest) -> None:
    if request.status is R.ANSWERED:
        raise TransitionRefused("The request was answered.")
