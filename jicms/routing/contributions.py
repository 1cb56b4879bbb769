"""What routing adds to the frame, to My work, to the case page and to the list of cases."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from typing import Any

from flask import url_for
from sqlalchemy import ColumnElement, Date, Select, bindparam, select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor, Role, find_actor
from jicms.cases import listing, summary, timeline
from jicms.cases.listing import CaseFilter
from jicms.cases.menus import is_live
from jicms.cases.models import Case
from jicms.cases.queries import awaited_clocks, awaited_rules, next_clock
from jicms.cases.summary import Condition, Strip
from jicms.cases.timeline import Happening, Source, line
from jicms.core import clock
from jicms.deadlines.models import CaseClock, ClockState
from jicms.refdata.models import ReferOutTarget
from jicms.refdata.queries import label_of
from jicms.routing import queries, transfers
from jicms.routing.models import CaseTransfer, OutsideReferral, ReplyState
from jicms.routing.workflow import OUTSIDE
from jicms.web.dates import day, viewer_today
from jicms.web.liststate import Filter
from jicms.web.navigation import (
    CaseAction,
    Panel,
    Tally,
    Withheld,
    case_actions,
    home,
    withheld,
)
from jicms.web.per_page import once
from jicms.web.tones import TONES
from jicms.workflow import StatusChange

REPLIES = {
    ReplyState.SENT: "Reply awaited",
    ReplyState.ACCEPTED: "Accepted, outcome awaited",
    ReplyState.OUTCOME: "Outcome recorded",
    ReplyState.RETURNED: "Returned",
    ReplyState.NO_REPLY: "No reply",
    ReplyState.WITHDRAWN: "Withdrawn",
    ReplyState.INFORMED: "For information",
}
#: Steps that wait until a case that was sent here is accepted, or was returned.
_DECIDING = (
    *("intake.route", "investigations.assign", "routing.send", "cases.merge"),
    *("cases.entered_in_error", "cases.close"),
)
#: Rows of the panel on My work.
ON_MY_WORK = 6
_AWAITED = {"awaited": "Reply awaited", "over": "Reply overdue"}
_SUPERVISORS = frozenset({Role.INVESTIGATIONS_SUPERVISOR})


def _can_be_sent(case: Case) -> bool:
    return is_live(case) and not case.is_legacy and not case.restricted


def _is_native(case: Case) -> bool:
    return not case.is_legacy


def _under_way(case: Case) -> CaseTransfer | None:
    """What nobody has answered, read once per page. Asked only where the office that leads is
    another than the one that received it, or where that clock runs."""
    due = next_clock(case)
    is_due = due is not None and due.rule_code == transfers.RULE
    if not is_due and case.lead_office_id == case.origin_office_id:
        return None
    return once("transfers_under_way", case.id, lambda: queries.transfer_of(case.number))


def _withheld(case: Case) -> Collection[str]:
    """Nothing is decided before the case is accepted."""
    return _DECIDING if _under_way(case) is not None else ()


def _transfer_strip(case: Case) -> Condition | None:
    """The case was sent here, or from here, and nobody has answered."""
    sent = _under_way(case)
    if sent is None:
        return None
    if policy.allows(find_actor(), Action.TRANSFER_ANSWER, sent):
        link = ("Accept or return it", url_for("routing.accept", number=case.number))
        return Condition(f"{sent.from_office.short_name} sent this case.", "warn", "send", link)
    said = f"Sent to {sent.to_office.short_name} on {day(sent.created_at)}; not answered yet."
    actor = find_actor()
    if actor is not None and actor.office_id == sent.to_office_id:
        said = f"{sent.from_office.short_name} sent this case; your supervisor has to accept it."
    if policy.allows(find_actor(), Action.TRANSFER_RECALL, sent):
        link = ("Call it back", url_for("routing.recall", number=case.number))
        return Condition(said, "", "send", link)
    return Condition(said, "", "send")


def _reply_strip(case: Case) -> Condition | None:
    """What a body outside owes, and what comes after it: without a statement."""
    owed = awaited_clocks(case)
    if not owed or not policy.allows(find_actor(), Action.LOG_VIEW, case):
        return None
    due, more = owed[0], len(owed) - 1
    others = f", and {more} more" if more else ""
    link = ("Referrals out", url_for("routing.referrals", number=case.number))
    if due.due_on < viewer_today():
        said = f"{due.label}: overdue since {day(due.due_on)}{others}."
        return Condition(said, "bad", "warning", link)
    return Condition(f"{due.label}: due {day(due.due_on)}{others}.", "", "schedule", link)


def _sent_rows(case: Case) -> Select[Any]:
    return line(
        "outside",
        OutsideReferral.created_at,
        on=OutsideReferral.sent_on,
        a=OutsideReferral.target_code,
        by=OutsideReferral.sent_by_id,
        number=OutsideReferral.id,
    ).where(OutsideReferral.case_id == case.id)


def _sent(row: Any, case: Case) -> Happening:
    url = url_for("routing.referrals", number=case.number)
    to = label_of(ReferOutTarget, row.a)
    return Happening(row.on, f"Referred out: {to}", "doc", row.who or "", url)


def _reply_rows(case: Case) -> Select[Any]:
    """Joined to the referral: who reads a summary reads of none."""
    return (
        line(
            "outside_reply",
            StatusChange.at,
            a=StatusChange.transition,
            who=StatusChange.by_name,
            number=StatusChange.id,
        )
        .join(OutsideReferral, OutsideReferral.id == StatusChange.entity_id)
        .where(StatusChange.case_id == case.id, StatusChange.entity == OUTSIDE.entity)
    )


def _reply(row: Any, case: Case) -> Happening:
    url = url_for("routing.referrals", number=case.number)
    return Happening(row.at, f"Referral out: {OUTSIDE.named(row.a).label}", "doc", row.who, url)


def _every_overdue(actor: Actor) -> str:
    return url_for("cases.index", office=actor.office_id, outside="over")


def _panel(actor: Actor) -> Mapping[str, Any] | None:
    rows = queries.late_replies(actor, clock.today(actor.zone), ON_MY_WORK)
    return {"rows": rows, "every": _every_overdue(actor)} if rows else None


def _sent_panel(actor: Actor) -> Mapping[str, Any] | None:
    rows = queries.sent_from(actor, ON_MY_WORK)
    return {"rows": rows} if rows else None


def _tallies(actor: Actor) -> Iterable[Tally]:
    rows = queries.overdue(actor, clock.today(actor.zone))
    yield Tally("Referral reply overdue", rows, _every_overdue(actor), bad=True)


_clock = CaseClock.__table__.alias("reply_clock")


def _awaits(value: str) -> ColumnElement[bool]:
    found = select(_clock.c.case_id).where(
        _clock.c.rule_code.in_(queries.AWAITING), _clock.c.state == ClockState.RUNNING.value
    )
    if value == "over":
        found = found.where(_clock.c.due_on < bindparam("filter_reply_today", type_=Date))
    return Case.id.in_(found)


def _awaits_given(value: str) -> dict[str, date]:
    return {"filter_reply_today": viewer_today()} if value == "over" else {}


def _filter() -> Filter:
    return Filter("outside", "Referral out", choices=list(_AWAITED.items()))


def _add_to_list() -> None:
    form: Callable[[Any], str] = str
    listing.filters.add(CaseFilter("outside", _filter, _awaits, _awaits_given, form=form, order=85))


def register() -> None:
    """Add everything to the registries."""
    rows = (
        ("Send to another office", "routing.send", Action.CASE_ROUTE, _can_be_sent),
        ("Referrals out", "routing.referrals", Action.LOG_VIEW, _is_native),
    )
    for place, (label, endpoint, action, when) in enumerate(rows):
        case_actions.add(CaseAction(label, endpoint, action, when=when, order=20 + place))
    withheld.add(Withheld("transfer", _withheld))
    awaited_rules.update(queries.AWAITING)
    summary.strips.add(Strip("transfer", _transfer_strip, order=25))
    summary.strips.add(Strip("reply", _reply_strip, order=45))
    timeline.sources.add(Source("outside", _sent_rows, _sent, "doc", order=62))
    timeline.sources.add(Source("outside_reply", _reply_rows, _reply, "doc", order=63))
    _add_to_list()
    home.add(
        Panel(
            "replies",
            "routing/panels/overdue.html",
            Action.TRIAGE_QUEUE,
            load=_panel,
            column="side",
            order=15,
            roles=_SUPERVISORS,
            tally=_tallies,
        )
    )
    home.add(
        Panel(
            "sent",
            "routing/panels/sent.html",
            Action.TRIAGE_QUEUE,
            load=_sent_panel,
            column="side",
            order=16,
            roles=_SUPERVISORS,
        )
    )
    TONES.update(
        {
            ReplyState.SENT.value: "hold",
            ReplyState.OUTCOME.value: "done",
            ReplyState.NO_REPLY.value: "stop",
            ReplyState.WITHDRAWN.value: "done",
            ReplyState.INFORMED.value: "done",
        }
    )
