"""What the case hangs into the frame: navigation, tabs, flags, actions, sections of its summary."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Flask, url_for

from jicms.access import policy, terms
from jicms.access.actions import Action
from jicms.access.actor import current_actor, find_actor
from jicms.cases import drawing, queries, related, summary
from jicms.cases.directory import directory
from jicms.cases.kinds import CaseStatus, Wall
from jicms.cases.models import Case, Party
from jicms.cases.models_breakglass import GlassState
from jicms.cases.service import glass
from jicms.cases.summary import Condition, Facts, Section, Strip
from jicms.cases.workflow import CASE, LIVE
from jicms.refdata.models import ClosureReason, CorruptionAxis
from jicms.refdata.queries import label_of
from jicms.web.dates import day, moment
from jicms.web.navigation import (
    CaseAction,
    CaseFlag,
    CaseTab,
    NavItem,
    PageLink,
    account,
    case_actions,
    case_flags,
    case_tabs,
    main,
)
from jicms.web.per_page import once


def is_live(case: Case) -> bool:
    """The case can still be worked on."""
    return case.status in LIVE


def can_close(case: Case) -> bool:
    """The case is where a closing may be signed."""
    return case.status in CASE.named("close").from_ and not case.is_legacy


def can_reopen(case: Case) -> bool:
    """The case has ended, or keeps the status of another system."""
    ended = case.status in {CaseStatus.CLOSED, CaseStatus.REFERRED_OUT}
    return ended or (case.is_legacy and is_live(case))


def is_merged(case: Case) -> bool:
    """The case is marked as a duplicate."""
    return case.status is CaseStatus.MERGED_DUPLICATE


def _restricted(case: Case) -> str | None:
    return "Restricted" if case.restricted else None


def _imported(case: Case) -> str | None:
    return "Imported" if case.is_legacy else None


def _facts(case: Case) -> Iterable[tuple[str, Any]]:
    known = directory()
    yield "Received", moment(case.received_at)
    if case.origin_office_id != case.lead_office_id:
        yield "Received by", known.office(case.origin_office_id)
    yield "Class set by hand", "Yes, see Class and type" if case.class_overridden else ""
    yield "Corruption axis", label_of(CorruptionAxis, case.corruption_code)
    yield "Opened", day(case.opened_at)
    yield "Closed", day(case.closed_on)
    yield "Reason for closing", label_of(ClosureReason, case.closure_code)
    yield "Status in the source", case.legacy_status


def _key_facts(case: Case) -> Mapping[str, Any]:
    return {"facts": summary.key_facts(case)}


def _parties(case: Case) -> Mapping[str, Any] | None:
    if not policy.allows(find_actor(), Action.CASE_READ, case):
        return None
    return {"parties": _present(case)}


def _present(case: Case) -> list[Party]:
    """The parties, read once per page."""
    return once("case_parties", case.id, lambda: queries.parties(case))


def _related(case: Case) -> Mapping[str, Any] | None:
    found = related.of(case)
    return {"related": found} if found else None


def _restriction(case: Case) -> Condition | None:
    if not case.restricted:
        return None
    return Condition(
        "This case is kept to named people. Nobody else can see that it exists.", "dark", "lock"
    )


def _asked_for(case: Case) -> Condition | None:
    if not (case.restricted and policy.allows(current_actor(), Action.GLASS_DECIDE, case)):
        return None
    waiting = [row for row in glass.of_case(case) if row.state is GlassState.ASKED]
    mine = [row for row in waiting if policy.allows(current_actor(), Action.GLASS_DECIDE, row)]
    if not mine:
        return None
    link = url_for("cases.decide_request", number=case.number, glass=mine[0].id)
    return Condition(
        "Somebody asked for this case by its number.", "warn", "warning", ("Decide", link)
    )


def _merged(case: Case) -> Condition | None:
    if not is_merged(case):
        return None
    with terms.within(None):
        other = case.merged_into
    if other is None:
        return Condition("Marked as a duplicate of another case.", "", "content_copy")
    return Condition(
        f"Marked as a duplicate of {other.number}.",
        "",
        "content_copy",
        ("Open it", url_for("cases.show", number=other.number)),
    )


def _undecided(case: Case) -> Condition | None:
    if not policy.allows(current_actor(), Action.WALL_DECIDE, case):
        return None
    if not any(party.wall is Wall.SUSPENDED for party in _present(case)):
        return None
    return Condition(
        "Somebody who may work on this case is named in it. Access is suspended until you decide.",
        "warn",
        "warning",
        ("Decide", url_for("cases.people", number=case.number)),
    )


def _add_actions() -> None:
    rows = (
        ("Add log entry", "cases.add_log", Action.LOG_ADD, None),
        ("Add a person", "cases.add_party", Action.PARTY_EDIT, None),
        ("Edit the title", "cases.edit", Action.CASE_EDIT, None),
        ("Change class or type", "cases.classify", Action.CASE_CLASSIFY, None),
        ("Share with another office", "cases.share", Action.CASE_SHARE, lambda c: not c.restricted),
        ("Restrict this case", "cases.restrict", Action.CASE_RESTRICT, lambda c: not c.restricted),
        ("Name further people", "cases.restrict", Action.CASE_RESTRICT, lambda c: c.restricted),
        ("Lift the restriction", "cases.unrestrict", Action.CASE_RESTRICT, lambda c: c.restricted),
        ("Sign the closing", "cases.close", Action.CASE_CLOSE, can_close),
        ("Reopen", "cases.reopen", Action.CASE_REOPEN, can_reopen),
        ("Link with another case", "cases.add_link", Action.CASE_LINK, None),
        ("Mark as a duplicate", "cases.merge", Action.CASE_MERGE, is_live),
        ("Undo the merging", "cases.unmerge", Action.CASE_MERGE, is_merged),
        ("Entered in error", "cases.entered_in_error", Action.CASE_ERROR, is_live),
        ("Step back from this case", "cases.recuse", Action.CASE_RECUSE, None),
        ("Print case sheet", "cases.sheet", Action.CASE_VIEW, None),
    )
    for place, (label, endpoint, action, when) in enumerate(rows):
        case_actions.add(CaseAction(label, endpoint, action, when=when, order=100 + 10 * place))


def register(app: Flask) -> None:
    """Add everything to the registries of the frame and of the summary."""
    main.add(NavItem("Records", "Cases", "folder_open", "cases.index", Action.CASE_LIST, order=10))
    calculator = ("Deadline calculator", "event", "cases.deadlines", Action.DEADLINE_COMPUTE)
    main.add(NavItem("Records", *calculator, order=95))
    case_tabs.add(
        CaseTab("summary", "Summary", "cases.show", Action.CASE_VIEW, order=0, inside="Overview")
    )
    case_tabs.add(
        CaseTab(
            "people", "People", "cases.people", Action.CASE_READ, queries.count_parties, order=30
        )
    )
    case_tabs.add(CaseTab("log", "Log", "cases.log", Action.LOG_VIEW, queries.count_log, order=40))
    case_tabs.add(
        CaseTab(
            *("links", "Linked cases", "cases.links", Action.CASE_VIEW, related.count_links),
            order=105,
            under="summary",
        )
    )
    case_tabs.add(
        CaseTab(
            *("access", "Access", "cases.access", Action.CASE_ACCESS_VIEW),
            order=110,
            under="summary",
        )
    )
    related.register()
    case_flags.add(CaseFlag(_restricted, "lock", strong=True, order=0))
    case_flags.add(CaseFlag(_imported, "file_download", order=90))
    summary.facts.add(Facts("case", _facts, order=10))
    summary.sections.add(Section("facts", "cases/parts/facts.html", _key_facts, order=20))
    summary.sections.add(Section("parties", "cases/parts/parties.html", _parties, order=40))
    summary.sections.add(Section("related", "cases/parts/related.html", _related, order=60))
    summary.strips.add(Strip("restricted", _restriction, order=10))
    summary.strips.add(Strip("asked_for", _asked_for, order=15))
    summary.strips.add(Strip("merged", _merged, order=20))
    summary.strips.add(Strip("undecided", _undecided, order=30))
    account.add(
        PageLink("Declare a recusal", "cases.declare_recusal", Action.CASE_RECUSE, order=30)
    )
    account.add(
        PageLink("Ask for a restricted case", "cases.ask_for_case", Action.GLASS_ASK, order=35)
    )
    _add_actions()
    drawing.init_app(app)
