"""Data quality: rules that records break, each with its count and its list."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    String,
    and_,
    cast,
    func,
    literal,
    or_,
    select,
    union_all,
)

from jicms.reports import axes, choices, common
from jicms.reports.scoped import Scoped
from jicms.reports.settings import Param, Settings
from jicms.reports.shapes import ChartSpec, Measure, Report, TableSpec

#: Findings whose meaning the source never published.
UNKNOWN_FINDINGS = ("NC_LEGACY", "DIS_LEGACY")
UNREAD_PENALTY = "PENALTY_UNREAD_LEGACY"
LEGACY = "LEGACY"
#: Statuses in which somebody works, or worked, on a case of ours.
WORKED = ("ASSIGNED", "OPEN", "SUSPENDED_FOR_PROSECUTION", "ROI_REVIEW")
PERIOD = Param("period", "Received", "all", choices=choices.PERIOD.choices)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: `broken(scoped)` gives (from, where, id of the record that breaks it)."""

    key: str
    label: str
    broken: Callable[[Scoped], tuple[Any, ColumnElement[bool], Any]]


def _of_case(where: Callable[[Any], ColumnElement[bool]]) -> Callable[[Scoped], Any]:
    return lambda s: (s.case, where(s.case.c), s.case.c.id)


def _without(s: Scoped, rows: Any, *criteria: Any) -> ColumnElement[bool]:
    found = select(rows.c.case_id).where(rows.c.case_id.is_not(None), *criteria)
    return s.case.c.id.not_in(found)


def _no_accused(s: Scoped) -> Any:
    known = (s.party.c.role == "SUBJECT", s.party.c.person_id.is_not(None))
    return s.case, _without(s, s.party, *known), s.case.c.id


def _no_investigator(s: Scoped) -> Any:
    expected = (s.case.c.origin == LEGACY) | s.case.c.status.in_(WORKED)
    return s.case, and_(expected, _without(s, s.assignment)), s.case.c.id


def _before_incident(s: Scoped) -> Any:
    """The last incident of its allegations, or the one that the source names."""
    allegation, source = s.allegation, s.source
    days = union_all(
        select(allegation.c.case_id, allegation.c.incident_from.label("day")),
        select(source.c.case_id, source.c.incident_on.label("day")),
    ).subquery("incident")
    last = (
        select(days.c.case_id, func.max(days.c.day).label("day"))
        .group_by(days.c.case_id)
        .subquery("last_incident")
    )
    joined = s.case.join(last, last.c.case_id == s.case.c.id)
    return joined, last.c.day > s.case.c.received_on, s.case.c.id


def _of_charge(where: Callable[[Any, Any], ColumnElement[bool]]) -> Callable[[Scoped], Any]:
    def broken(s: Scoped) -> Any:
        charge = s.allegation_subject
        joined = s.case.join(charge, charge.c.case_id == s.case.c.id)
        return joined, where(s.case.c, charge.c), charge.c.id

    return broken


def _uncoded(s: Scoped) -> Any:
    joined = s.case.join(s.allegation, s.allegation.c.case_id == s.case.c.id)
    return joined, s.allegation.c.category_code.is_(None), s.allegation.c.id


def _unread_penalty(s: Scoped) -> Any:
    joined = s.case.join(s.penalty, s.penalty.c.case_id == s.case.c.id)
    return joined, s.penalty.c.action_type_code == UNREAD_PENALTY, s.penalty.c.action_id


def _conflict(role: str) -> Callable[[Scoped], Any]:
    """Whoever is assigned is also in the case in that role: the person, whatever the account."""

    def broken(s: Scoped) -> Any:
        same = and_(
            s.party.c.case_id == s.assignment.c.case_id,
            s.party.c.person_id == s.assignment.c.person_id,
        )
        joined = s.case.join(s.assignment, s.assignment.c.case_id == s.case.c.id).join(
            s.party, same
        )
        return joined, s.party.c.role == role, s.assignment.c.person_id

    return broken


def _no_reply(s: Scoped) -> Any:
    """Referrals out of ours whose reply or outcome is past its day, and cases that were referred
    out before referrals were kept."""
    clock, told = s.reply_clock, select(s.outside.c.case_id).where(s.outside.c.ends_case)
    late = clock.c.due_on < literal(s.today, Date)
    bare = and_(
        s.case.c.status == "REFERRED_OUT", s.case.c.origin != LEGACY, s.case.c.id.not_in(told)
    )
    joined = s.case.outerjoin(clock, clock.c.case_id == s.case.c.id)
    return joined, or_(late, bare), func.coalesce(clock.c.id, s.case.c.id)


RULES = (
    Rule(
        "no-closing-date",
        "No closing date",
        _of_case(lambda c: c.closed_on.is_(None) & ((c.origin == LEGACY) | (c.status == "CLOSED"))),
    ),
    Rule(
        "closed-before-received",
        "Closed before received",
        _of_case(lambda c: c.closed_on < c.received_on),
    ),
    Rule("received-before-incident", "Received before the incident", _before_incident),
    Rule(
        "no-closing-reason",
        "Closed without a coded reason",
        _of_case(lambda c: (c.status == "CLOSED") & c.closure_code.is_(None)),
    ),
    Rule(
        "no-status",
        "No status in the source",
        _of_case(lambda c: (c.origin == LEGACY) & (c.legacy_status == "")),
    ),
    Rule("no-accused", "No identified accused", _no_accused),
    Rule("no-investigator", "No investigator", _no_investigator),
    Rule("no-category", "Allegation without a category", _uncoded),
    Rule(
        "no-finding",
        "Closed, an allegation × subject without a finding",
        _of_charge(lambda c, charge: (c.status == "CLOSED") & charge.finding_code.is_(None)),
    ),
    Rule(
        "unknown-finding",
        "Finding of unpublished meaning",
        _of_charge(lambda _c, charge: charge.finding_code.in_(UNKNOWN_FINDINGS)),
    ),
    Rule("unread-penalty", "Penalty that could not be decoded", _unread_penalty),
    Rule("no-reply", "Referred out, reply or outcome overdue", _no_reply),
    Rule("assignee-subject", "Investigator is also a subject", _conflict("SUBJECT")),
    Rule("assignee-witness", "Investigator is also a witness", _conflict("WITNESS")),
)
LABELS = {rule.key: rule.label for rule in RULES}
CONFLICTS = ("assignee-subject", "assignee-witness")
ROWS = axes.fixed("rule", "What is wrong", LABELS, always=True)
ROWS_OF_CONFLICTS = replace(ROWS, always=lambda: CONFLICTS)


def facts(scoped: Scoped, settings: Settings) -> Any:
    """One fact per record that breaks a rule."""
    wanted = [rule for rule in RULES if settings["rule"] in {None, rule.key}]
    return _facts(scoped, settings, wanted)


def conflicts(scoped: Scoped, settings: Settings) -> Any:
    """The facts of the two rules on conflicts, for their cases together."""
    return _facts(scoped, settings, [rule for rule in RULES if rule.key in CONFLICTS])


def _facts(scoped: Scoped, settings: Settings, rules: list[Rule]) -> Any:
    broken = union_all(*(_broken(rule, scoped) for rule in rules)).subquery("broken")
    cases, party = scoped.case, scoped.party
    stmt = select(
        broken.c.case_id,
        broken.c.rule,
        broken.c.record,
        *axes.group_column(settings, office=cases.c.office_code, component=party.c.component),
    ).where(*settings.criteria(cases))
    joined: Any = broken.join(cases, cases.c.id == broken.c.case_id)
    if settings.group == "component":
        subject = and_(party.c.case_id == cases.c.id, party.c.role == "SUBJECT")
        joined = joined.outerjoin(party, subject)
    return stmt.select_from(joined).distinct()


def _broken(rule: Rule, scoped: Scoped) -> Select[Any]:
    source, where, record = rule.broken(scoped)
    return (
        select(
            scoped.case.c.id.label("case_id"),
            cast(literal(rule.key), String).label("rule"),
            # One text per record: the same person may be assigned in several cases.
            (cast(scoped.case.c.id, String) + "/" + cast(record, String)).label("record"),
        )
        .select_from(source)
        .where(where)
    )


RECORDS = Measure("records", "Records", "record")
CHART = ChartSpec("Cases by what is wrong", "cases")

REPORT = Report(
    key="data-quality",
    title="Data quality",
    summary="What is missing or contradicts itself in the records, each with its list.",
    params=tuple(PERIOD if param is choices.PERIOD else param for param in choices.COMMON),
    tables=(
        TableSpec(
            key="rules",
            title="What is wrong",
            facts=facts,
            rows=lambda s: [*axes.grouping(s), ROWS],
            measures=lambda _s: (RECORDS, common.CASES),
            chart=lambda _s: CHART,
            narrows=("rule",),
            total="",
        ),
        TableSpec(
            key="conflicts",
            title="Investigators in conflict",
            facts=conflicts,
            rows=lambda s: [*axes.grouping(s), ROWS_OF_CONFLICTS],
            measures=lambda _s: (RECORDS, common.CASES),
            total="Cases with either",
        ),
    ),
    definition=(
        (
            "Records, cases",
            (
                "How many records break the rule (cases, allegations, allegation × subject,"
                " penalties, or persons in a case), and in how many cases."
            ),
        ),
        (
            "No closing date",
            "Closed cases, and imported ones of any status, without a closing date.",
        ),
        ("Received before the incident", "By day: the last incident named is after the receipt."),
        ("No identified accused", "No subject of the case is a known person."),
        (
            "No investigator",
            "Nobody was ever assigned: imported cases, and our own from assignment to review.",
        ),
        (
            "Referred out",
            (
                "Referrals to bodies outside whose reply or outcome is past its day, counted one by"
                " one, and cases referred out of which no referral was kept. Imported ones are not"
                " counted."
            ),
        ),
        (
            "Investigator in conflict",
            (
                "A person who is or was assigned to the case and is a subject or witness of it,"
                " over persons, whatever their accounts. Former assignments are included."
            ),
        ),
        common.HIDDEN,
    ),
)
