"""Timeliness by clock: gross and net days of the periods that were met, and how many in time."""

from typing import Any

from sqlalchemy import Select, and_, select

from jicms.deadlines.models import ClockState
from jicms.deadlines.queries import labels
from jicms.deadlines.terms import Kind
from jicms.refdata.models import CaseType
from jicms.reports import axes, common
from jicms.reports.scoped import Scoped
from jicms.reports.settings import Settings
from jicms.reports.shapes import DAYS, RATE, Axis, ChartSpec, Measure, TableSpec
from jicms.reports.sql import days_between, year_of

#: The stages in the order of a case; other clocks follow by their code.
_ORDER = (
    *("TRIAGE", "OIG_REFERRAL", "OIG_ANSWER", "OIG_NOTICE", "ASSIGNMENT"),
    *("CRIMINAL_INVESTIGATION", "ADMIN_INVESTIGATION", "MANAGEMENT_INQUIRY", "ROI_REVIEW"),
    *("REFERRAL_TO_LR", "LR_CASE_ANALYSIS", "PROPOSAL", "DECISION", "CLOSURE_CODING"),
)
CASE_TYPE = axes.coded("case_type", "Type of case", CaseType, nothing="None")


def facts(scoped: Scoped, settings: Settings) -> Select[Any]:
    """One fact per clock with a date to keep that was met."""
    cases, clocks, parties = scoped.case, scoped.clock, scoped.party
    gross = days_between(clocks.c.ended_on, clocks.c.start_on)
    stmt = select(
        cases.c.id.label("case_id"),
        clocks.c.id.label("clock_id"),
        clocks.c.rule_code.label("clock"),
        gross.label("gross"),
        (gross - clocks.c.paused_days).label("net"),
        clocks.c.paused_days.label("paused"),
        (clocks.c.ended_on <= clocks.c.due_on).label("in_time"),
        cases.c.case_type_code.label("case_type"),
        year_of(cases.c.received_on, fiscal=settings.is_fiscal).label("year"),
        *axes.group_column(settings, office=cases.c.office_code, component=parties.c.component),
    ).where(
        *settings.criteria(cases),
        common.counts_once(cases),
        clocks.c.state == ClockState.MET,
        clocks.c.kind == Kind.DEADLINE,
    )
    joined = cases.join(clocks, clocks.c.case_id == cases.c.id)
    if settings.group != "component":
        return stmt.select_from(joined)
    subject = and_(parties.c.case_id == cases.c.id, parties.c.role == "SUBJECT")
    return stmt.select_from(joined.outerjoin(parties, subject)).distinct()


def _clock() -> Axis:
    known = labels()

    def place(code: Any) -> tuple[int, str]:
        return (_ORDER.index(code) if code in _ORDER else len(_ORDER), str(code))

    return Axis("clock", "Clock", lambda code: known.get(code, str(code)), place)


def _rows(settings: Settings) -> list[Axis]:
    split = {"year": [axes.year(settings)], "type": [CASE_TYPE]}
    return [*axes.grouping(settings), _clock(), *split.get(settings["split"], [])]


MEASURES = (
    Measure("n", "n", "clock_id"),
    Measure("in_time", "In time", "clock_id", only=lambda f: f.c.in_time),
    Measure("share", "In time, %", kind=RATE, part="in_time", whole="n"),
    Measure("paused", "Paused", "clock_id", only=lambda f: f.c.paused > 0),
    Measure("gross", "Median gross days", "gross", DAYS, percent=50),
    Measure("net", "Median net days", "net", DAYS, percent=50),
    Measure("mean_gross", "Mean gross", "gross", DAYS),
    Measure("mean_net", "Mean net", "net", DAYS),
    Measure("p90_gross", "90th pct gross", "gross", DAYS, percent=90),
    Measure("p90_net", "90th pct net", "net", DAYS, percent=90),
)
TABLE = TableSpec(
    key="clocks",
    title="By clock: gross and net days, and in time",
    facts=facts,
    rows=_rows,
    measures=lambda _settings: MEASURES,
    chart=lambda _settings: ChartSpec("Median gross days, against the net ones", "gross", "net"),
    total="",
)
DEFINITION = (
    (
        "Clock",
        (
            "A period with a date to keep, as the Clocks page of a case shows it, once its step was"
            " done. Clocks that still run, were cancelled or started again are not counted; nor are"
            " minimum periods. You see the clocks of your own side."
        ),
    ),
    ("In time", "The step was done on or before the date that was due then, pauses included."),
    (
        "Gross, net",
        (
            "Gross days run from the start of the clock to the day of the step, in the agency’s"
            " time zone. Net days leave out those on which it was paused for a named reason."
        ),
    ),
)
