"""Repeat subjects: employees with several allegations."""

from typing import Any

from sqlalchemy import Select, String, func, select

from jicms.reports import choices, common
from jicms.reports.scoped import Scoped
from jicms.reports.settings import Param, Settings
from jicms.reports.shapes import FACT, Axis, ChartSpec, Measure, Report, TableSpec

MINIMUM = Param("minimum", "At least", "3", kind="number", low=1, high=1000)
RANK = Param(
    "rank",
    "Ranked by",
    "charges",
    choices=lambda: (
        ("charges", "Allegation × subject"),
        ("cases", "Cases"),
        ("substantiated", "Substantiated"),
    ),
)
#: A repeat is over years: the period is all of them unless chosen.
PERIOD = Param("period", "Received", "all", choices=choices.PERIOD.choices)


def facts(scoped: Scoped, settings: Settings) -> Select[Any]:
    """One fact per allegation and subject who is a known person."""
    cases, charge = scoped.case, scoped.allegation_subject
    party, person, allegation = scoped.party, scoped.person, scoped.allegation
    return (
        select(
            cases.c.id.label("case_id"),
            charge.c.id.label("charge_id"),
            person.c.key.label("person"),
            func.nullif(person.c.name, "", type_=String).label("name"),
            charge.c.is_substantiating,
            cases.c.received_on.label("last"),
        )
        .select_from(charge)
        .join(cases, cases.c.id == charge.c.case_id)
        .join(allegation, allegation.c.id == charge.c.allegation_id)
        .join(party, party.c.id == charge.c.party_id)
        .join(person, person.c.id == party.c.person_id)
        .where(
            *settings.criteria(cases, classed=allegation),
            common.counts_once(cases),
            party.c.role == "SUBJECT",
        )
    )


def _label(value: Any) -> str:
    return "No number" if str(value).startswith("no number ") else str(value)


EMPLOYEE = Axis("person", "Employee number", _label)
SUBSTANTIATED = Measure(
    "substantiated",
    "Substantiated",
    "charge_id",
    only=lambda facts_: facts_.c.is_substantiating.is_(True),
)
MEASURES = (
    Measure("name", "Name", "name", FACT),
    common.CHARGES,
    common.CASES,
    SUBSTANTIATED,
    Measure("last", "Last received", "last", FACT),
)


def _keep(settings: Settings, row: dict[str, Any]) -> bool:
    return bool(row[settings["rank"]] >= settings["minimum"])


def _order(settings: Settings, keys: tuple[Any, ...], row: dict[str, Any]) -> Any:
    return -row[settings["rank"]], keys


def _tally(settings: Settings, number: int) -> str:
    people = "1 employee" if number == 1 else f"{number:,} employees"
    what = RANK.say(settings["rank"]).lower()
    return f"{people} with {settings['minimum']} or more ({what})"


REPORT = Report(
    key="repeat-subjects",
    title="Repeat subjects",
    summary="Employees with several allegations against them.",
    params=(
        MINIMUM,
        RANK,
        PERIOD,
        choices.FIRST_DAY,
        choices.LAST_DAY,
        choices.YEAR,
        choices.PLACE,
        choices.CLASS,
        choices.ORIGIN,
    ),
    tables=(
        TableSpec(
            key="subjects",
            title="Employees",
            facts=facts,
            rows=lambda _s: [EMPLOYEE],
            measures=lambda _s: MEASURES,
            keep=_keep,
            order=_order,
            tally=_tally,
            chart=lambda s: ChartSpec(RANK.say(s["rank"]), s["rank"]),
            total="",
        ),
    ),
    definition=(
        (
            "Employee",
            (
                "A known person who is a subject, by employee number. Unknown and unnamed subjects,"
                " and roles other than subject, are not counted."
            ),
        ),
        common.CHARGE,
        ("Order", "The largest number first; equal ones by employee number."),
        (
            "Substantiated",
            "Findings after which discipline may follow. An allegation is not proof.",
        ),
        common.RECEIVED,
        common.LEFT_OUT,
    ),
)
