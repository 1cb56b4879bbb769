"""What intake adds to the frame, to My work and to the case page."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from flask import url_for
from sqlalchemy import Select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor, Role, find_actor
from jicms.allegations import showing
from jicms.allegations.models import AllegationSubject
from jicms.cases import summary, timeline
from jicms.cases.models import Case, CaseStatus
from jicms.cases.summary import Condition, Facts, Strip
from jicms.cases.timeline import Happening, Source, line
from jicms.core import clock
from jicms.intake import gate, queries, queries_received, waiting
from jicms.intake.models import OigReferral, OigStatus
from jicms.intake.models_letters import Acknowledgement
from jicms.intake.models_returns import DeskReturn
from jicms.intake.received_scope import DESK
from jicms.intake.workflow import OIG
from jicms.web.dates import day
from jicms.web.navigation import (
    CaseAction,
    CaseFlag,
    NavItem,
    PageLink,
    Panel,
    Tally,
    Withheld,
    case_actions,
    case_flags,
    home,
    home_actions,
    main,
    withheld,
)
from jicms.web.per_page import once
from jicms.web.tones import TONES
from jicms.workflow import StatusChange

#: Steps that wait until the desk has completed the case.
_DECIDING = ("investigations.assign", "routing.send", "cases.merge")
#: Rows of the queue on My work.
ON_MY_WORK = 6


def _is_early(case: Case) -> bool:
    return case.status in {CaseStatus.RECEIVED, CaseStatus.TRIAGE}


def _is_pending(case: Case) -> bool:
    return case.status is CaseStatus.OIG_PENDING


def _is_native(case: Case) -> bool:
    return not case.is_legacy


def _pending_flag(case: Case) -> str | None:
    return "OIG pending" if _is_pending(case) else None


def _gate_strip(case: Case) -> Condition | None:
    """Before work starts: what the Inspector General has to see first."""
    if case.status not in queries.WAITING or not policy.allows(find_actor(), Action.LOG_VIEW, case):
        return None
    said = gate.waiting(case)
    if said is None:
        return None
    link = ("Inspector General", url_for("intake.oig", number=case.number))
    return Condition(said, "warn", "account_balance", link)


def _at_desk(case: Case) -> DeskReturn | None:
    """What the desk has to complete, read once per page and only before work starts."""
    actor = find_actor()
    if case.status not in queries.WAITING or not policy.allows(actor, Action.LOG_VIEW, case):
        return None
    return once("at_desk", case.id, lambda: waiting.return_of(case.number))


def _withheld(case: Case) -> Collection[str]:
    """Nothing is decided before the desk has completed it."""
    return _DECIDING if _at_desk(case) is not None else ()


def _may_complete(case: Case) -> bool:
    actor = find_actor()
    is_desk = actor is not None and actor.role is Role.INTAKE_SPECIALIST
    return is_desk and _at_desk(case) is not None


def _desk_strip(case: Case) -> Condition | None:
    """The case is back at the desk: what is missing, who asked, and when."""
    row = _at_desk(case)
    if row is None:
        return None
    who = f" by {row.sent_by.name}" if row.sent_by else ""
    said = f"Back at the desk, asked for{who} on {day(row.created_at)}: {row.missing}"
    if not policy.allows(find_actor(), Action.CASE_TRIAGE, case):
        return Condition(said, "warn", "undo")
    link = ("Complete it", url_for("intake.complete", number=case.number))
    return Condition(said, "warn", "undo", link)


def _gate_facts(charge: AllegationSubject) -> Iterable[tuple[str, str, str]]:
    """OIG: where an allegation stands at the gate."""
    if charge.case.is_legacy or not policy.allows(find_actor(), Action.LOG_VIEW, charge.case):
        return
    found = gate.gate_of(charge.allegation)
    if found is None:
        return
    referral = found.referral
    told = f", sent {day(referral.sent_on)}" if referral else ""
    if referral and referral.answered_on:
        told = f", {day(referral.answered_on)}"
    yield "OIG", f"{found.label}{told}", url_for("intake.oig", number=charge.case.number)


def _receipt_facts(case: Case) -> Iterable[tuple[str, str]]:
    """Who took it, where that was not who recorded it."""
    if case.received_by:
        yield "Received by", case.received_by


def _sent_rows(case: Case) -> Select[Any]:
    return line(
        "oig_sent", OigReferral.created_at, on=OigReferral.sent_on, by=OigReferral.sent_by_id
    ).where(OigReferral.case_id == case.id)


def _sent(row: Any, case: Case) -> Happening:
    url = url_for("intake.oig", number=case.number)
    return Happening(row.on, "Referred to the Inspector General", "doc", row.who or "", url)


def _answer_rows(case: Case) -> Select[Any]:
    """Joined to the referral: who reads a summary reads of none."""
    return (
        line(
            "oig_answer",
            StatusChange.at,
            a=StatusChange.transition,
            who=StatusChange.by_name,
            number=StatusChange.id,
        )
        .join(OigReferral, OigReferral.id == StatusChange.entity_id)
        .where(StatusChange.case_id == case.id, StatusChange.entity == OIG.entity)
    )


def _answer(row: Any, case: Case) -> Happening:
    url = url_for("intake.oig", number=case.number)
    return Happening(row.at, f"Inspector General: {OIG.named(row.a).label}", "doc", row.who, url)


def _letter_rows(case: Case) -> Select[Any]:
    return line(
        "letter", Acknowledgement.created_at, a=Acknowledgement.form, by=Acknowledgement.user_id
    ).where(Acknowledgement.case_id == case.id)


def _letter(row: Any, _case: Case) -> Happening:
    said = {"LETTER": "by letter", "EMAIL": "by e-mail", "SPOKEN": "and read out"}[row.a]
    return Happening(row.at, f"Report acknowledged {said}", "doc", row.who or "")


def _returned_rows(case: Case) -> Select[Any]:
    return line(
        "desk_return", DeskReturn.created_at, by=DeskReturn.sent_by_id, number=DeskReturn.id
    ).where(DeskReturn.case_id == case.id)


def _completed_rows(case: Case) -> Select[Any]:
    return line(
        "desk_done", DeskReturn.completed_at, by=DeskReturn.completed_by_id, number=DeskReturn.id
    ).where(DeskReturn.case_id == case.id, DeskReturn.completed_at.is_not(None))


def _returned(row: Any, _case: Case) -> Happening:
    return Happening(row.at, "Returned to the desk to be completed", "state", row.who or "")


def _completed(row: Any, _case: Case) -> Happening:
    return Happening(row.at, "Completed by the desk", "state", row.who or "")


def _queue_panel(actor: Actor) -> Mapping[str, Any] | None:
    cases = waiting.first_of(actor, ON_MY_WORK)
    ids = [case.id for case in cases]
    return {
        "cases": cases,
        "clocks": queries.next_clocks(ids),
        "accepted": queries.accepted_ids(ids),
        "returned": waiting.returns_in(ids),
    }


def _returned_panel(actor: Actor) -> Mapping[str, Any] | None:
    rows = waiting.to_complete(actor, ON_MY_WORK)
    every = url_for("intake.triage", stage="returned")
    return {"rows": rows, "every": every} if rows else None


def _drafts_panel(_actor: Actor) -> Mapping[str, Any] | None:
    found = [queries.opened(row) for row in queries.drafts_of_actor()[:ON_MY_WORK]]
    return {"drafts": found} if found else None


def _tallies(actor: Actor) -> Iterable[Tally]:
    url = url_for("intake.triage")
    yield Tally("In the triage queue", queries.count_queue(actor), url)
    overdue = queries.oig_overdue(actor, clock.today(actor.zone))
    yield Tally("OIG step overdue", overdue, url, bad=True)


def _add_to_frame() -> None:
    new = NavItem("", "New intake", "add_circle_outline", "intake.new", Action.INTAKE, order=20)
    main.add(new)
    main.add(
        NavItem(
            "",
            "Drafts",
            "edit",
            "intake.drafts",
            Action.INTAKE,
            count=queries.count_drafts,
            order=21,
            roles=frozenset({Role.INTAKE_SPECIALIST}),
        )
    )
    main.add(
        NavItem(
            "",
            "Triage queue",
            "filter_list",
            "intake.triage",
            Action.TRIAGE_QUEUE,
            count=queries.count_queue,
            order=22,
        )
    )
    home_actions.add(PageLink("New intake", "intake.new", Action.INTAKE, order=90))
    home.add(
        Panel(
            "triage",
            "intake/panels/queue.html",
            Action.TRIAGE_QUEUE,
            load=_queue_panel,
            order=10,
            roles=frozenset(DESK),
            tally=_tallies,
        )
    )
    home.add(
        Panel(
            "returned",
            "intake/panels/returned.html",
            Action.TRIAGE_QUEUE,
            load=_returned_panel,
            order=8,
            roles=frozenset({Role.INTAKE_SPECIALIST}),
        )
    )
    home.add(
        Panel(
            "drafts",
            "intake/panels/drafts.html",
            Action.INTAKE,
            load=_drafts_panel,
            column="side",
            order=20,
        )
    )


def _add_to_case() -> None:
    rows = (
        ("Complete it", "intake.complete", Action.CASE_TRIAGE, _may_complete, True),
        ("Triage", "intake.route", Action.CASE_TRIAGE, _is_early, True),
        ("Record the OIG’s answer", "intake.oig", Action.OIG_RECORD, _is_pending, True),
        ("Inspector General", "intake.oig", Action.LOG_VIEW, _is_native, False),
        ("Acknowledgements", "intake.acknowledgements", Action.ACKNOWLEDGE, _is_native, False),
    )
    for place, (label, endpoint, action, when, primary) in enumerate(rows):
        case_actions.add(
            CaseAction(label, endpoint, action, when=when, primary=primary, order=10 + place)
        )
    case_flags.add(CaseFlag(_pending_flag, "account_balance", order=40))
    summary.facts.add(Facts("received_by", _receipt_facts, order=15))
    withheld.add(Withheld("desk", _withheld))
    summary.strips.add(Strip("desk", _desk_strip, order=35))
    summary.strips.add(Strip("gate", _gate_strip, order=40))
    timeline.sources.add(Source("oig_sent", _sent_rows, _sent, "doc", order=60))
    timeline.sources.add(Source("oig_answer", _answer_rows, _answer, "doc", order=61))
    timeline.sources.add(Source("letter", _letter_rows, _letter, "doc", order=62))
    timeline.sources.add(Source("desk_return", _returned_rows, _returned, "state", order=63))
    timeline.sources.add(Source("desk_done", _completed_rows, _completed, "state", order=64))
    if _gate_facts not in showing.facts:
        showing.facts.append(_gate_facts)


def _add_received() -> None:
    """The desk's list, and the mailbox of a case."""
    main.add(
        NavItem(
            "",
            "Received reports",
            "mail",
            "intake.received",
            Action.RECEIVED_WORK,
            count=queries_received.count_waiting,
            order=22,
        )
    )
    case_actions.add(
        CaseAction(
            "Reporter’s mailbox", "intake.reporter", Action.MAILBOX_READ, when=_is_native, order=60
        )
    )


def register(*, with_page: bool) -> None:
    """Add everything to the registries; `with_page`: there is a drop box to collect from."""
    _add_to_frame()
    _add_to_case()
    if with_page:
        _add_received()
    TONES.update(
        {
            OigStatus.PENDING.value: "hold",
            OigStatus.ACCEPTED.value: "stop",
            OigStatus.RETURNED_FOR_ACTION.value: "work",
            OigStatus.RETURNED_INFO_ONLY.value: "done",
            OigStatus.NO_RESPONSE_DEFAULT.value: "work",
            OigStatus.REASSERTED.value: "stop",
        }
    )
