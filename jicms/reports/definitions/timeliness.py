"""Timeliness: how long each stage takes."""

from typing import Any, NamedTuple

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    String,
    and_,
    cast,
    func,
    literal,
    select,
    union_all,
)

from jicms.reports import axes, choices, common
from jicms.reports.definitions import clocks
from jicms.reports.scoped import Scoped
from jicms.reports.settings import Param, Settings
from jicms.reports.shapes import DAYS, ChartSpec, Measure, Report, TableSpec
from jicms.reports.sql import days_between, elapsed_days, year_of

STAGES = {
    "opened": "Received to opened",
    "approved": "Opened to report approved",
    "referred": "Received to referred to labor relations",
    "accepted": "Referred to answered by labor relations",
    "decided": "Proposed to decided",
    "effective": "Decided to effective",
    "closed": "Received to closed",
}
STAGE = axes.fixed("stage", "Stage", STAGES)
BY_YEAR = Param(
    "split",
    "Rows",
    "stage",
    choices=lambda: (
        ("stage", "One per stage"),
        ("year", "One per stage and year"),
        ("type", "One per stage and type of case"),
    ),
)
ONLY = Param("stage", "Stage", choices=lambda: (("", "All"), *STAGES.items()))


def facts(scoped: Scoped, settings: Settings) -> Any:
    """One fact per case (or report, subject, action) and stage that it has passed."""
    wanted = [settings["stage"]] if settings["stage"] else list(STAGES)
    makers = {**_CASE_STAGES, **_ACTION_STAGES}
    stages = [
        _stage(scoped, settings, name, makers[name](scoped)) for name in wanted if name in makers
    ]
    return select(union_all(*stages).subquery("stages"))


class Passed(NamedTuple):
    """Where a stage is read from: tables, days, the record it is about, and its party if any."""

    source: Any
    days: Any
    item: Any
    party: Any = None


def _stage(scoped: Scoped, settings: Settings, name: str, passed: Passed) -> Select[Any]:
    source, days, item, party = passed
    cases, parties = scoped.case, scoped.party
    stmt = select(
        cases.c.id.label("case_id"),
        item.label("item_id"),
        cast(literal(name), String).label("stage"),
        days.label("days"),
        cases.c.case_type_code.label("case_type"),
        year_of(cases.c.received_on, fiscal=settings.is_fiscal).label("year"),
        *axes.group_column(settings, office=cases.c.office_code, component=parties.c.component),
    ).where(*settings.criteria(cases), common.counts_once(cases), days.is_not(None))
    if settings.group != "component":
        return stmt.select_from(source)
    own = (
        parties.c.id == party
        if party is not None
        else and_(parties.c.case_id == cases.c.id, parties.c.role == "SUBJECT")
    )
    return stmt.select_from(source.outerjoin(parties, own)).distinct()


def _opened(s: Scoped) -> Passed:
    days = elapsed_days(s.case.c.opened_at, s.case.c.received_at)
    return Passed(s.case, days, s.case.c.id)


def _closed(s: Scoped) -> Passed:
    return Passed(s.case, days_between(s.case.c.closed_on, s.case.c.received_on), s.case.c.id)


def _first(rows: CTE, moment: ColumnElement[Any], name: str, *criteria: Any) -> Any:
    """The first moment of its kind per case."""
    return (
        select(rows.c.case_id, func.min(moment).label("at"))
        .where(moment.is_not(None), *criteria)
        .group_by(rows.c.case_id)
        .subquery(name)
    )


def _approved(s: Scoped) -> Passed:
    first = _first(s.report, s.report.c.approved_at, "first_report")
    joined = s.case.join(first, first.c.case_id == s.case.c.id)
    return Passed(joined, elapsed_days(first.c.at, s.case.c.opened_at), s.case.c.id)


def _referred(s: Scoped) -> Passed:
    first = _first(s.referral, s.referral.c.created_at, "first_referral")
    joined = s.case.join(first, first.c.case_id == s.case.c.id)
    return Passed(joined, elapsed_days(first.c.at, s.case.c.received_at), s.case.c.id)


def _accepted(s: Scoped) -> Passed:
    joined = s.case.join(s.referral, s.referral.c.case_id == s.case.c.id)
    days = elapsed_days(s.referral.c.answered_at, s.referral.c.created_at)
    return Passed(joined, days, s.referral.c.party_id, s.referral.c.party_id)


def _of_action(s: Scoped, later: str, earlier: str) -> Passed:
    joined = s.case.join(s.action, s.action.c.case_id == s.case.c.id)
    days = days_between(s.action.c[later], s.action.c[earlier])
    return Passed(joined, days, s.action.c.id, s.action.c.party_id)


_CASE_STAGES = {
    "opened": _opened,
    "approved": _approved,
    "referred": _referred,
    "accepted": _accepted,
    "closed": _closed,
}
_ACTION_STAGES = {
    "decided": lambda s: _of_action(s, "decided_on", "proposed_on"),
    "effective": lambda s: _of_action(s, "effective_on", "decided_on"),
}

N = Measure("n", "n", "item_id")
NEGATIVE = Measure("negative", "Negative", "item_id", only=lambda f: f.c.days < 0)
MEDIAN = Measure("median", "Median days", "days", DAYS, percent=50)
MEAN = Measure("mean", "Mean days", "days", DAYS)
P90 = Measure("p90", "90th pct", "days", DAYS, percent=90)

REPORT = Report(
    key="timeliness",
    title="Timeliness",
    summary="How many days each stage and clock takes, gross and net, and how many in time.",
    params=(*choices.COMMON, ONLY, BY_YEAR),
    tables=(
        TableSpec(
            key="stages",
            title="By stage",
            facts=facts,
            rows=lambda s: [
                *axes.grouping(s),
                STAGE,
                *([axes.year(s)] if s["split"] == "year" else []),
                *([clocks.CASE_TYPE] if s["split"] == "type" else []),
            ],
            measures=lambda _s: (N, NEGATIVE, MEDIAN, MEAN, P90),
            chart=lambda _s: ChartSpec("Median, against the 90th percentile", "median", "p90"),
            total="",
            narrows=("stage",),
        ),
        clocks.TABLE,
    ),
    definition=(
        (
            "n",
            (
                "Cases, referrals or actions that have passed the stage; those still in it are not"
                " in the numbers."
            ),
        ),
        (
            "Days",
            (
                "Received to closed, proposed to decided and decided to effective count calendar"
                " days between two dates. The others count whole periods of 24 hours between two"
                " recorded moments. Pauses are not taken off: the days are gross; the"
                " table of clocks has both."
            ),
        ),
        *clocks.DEFINITION,
        ("Negative", "Stages that end before they begin, by mistaken dates, are kept and named."),
        common.PERCENTILE,
        ("Mean", "The sum of the days divided by n."),
        common.RECEIVED,
        common.LEFT_OUT,
    ),
)
