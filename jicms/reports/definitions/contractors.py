"""What became of contractors: no discipline of the agency's, and counted apart from it."""

from typing import Any

from sqlalchemy import Select, and_, select

from jicms.discipline.models_contractors import ContractorKind
from jicms.reports import axes, choices, common
from jicms.reports.definitions.discipline import GROUP
from jicms.reports.scoped import Scoped
from jicms.reports.settings import Settings
from jicms.reports.shapes import Axis, ChartSpec, Measure, Report, TableSpec

_KINDS = tuple(kind.value for kind in ContractorKind)
KIND = Axis(
    "outcome",
    "Outcome",
    lambda value: ContractorKind(value).label,
    lambda value: _KINDS.index(str(value)),
)


def facts(scoped: Scoped, settings: Settings) -> Select[Any]:
    """One fact per outcome."""
    cases, outcome, action, party = scoped.case, scoped.contractor, scoped.action, scoped.party
    joined = outcome.join(cases, cases.c.id == outcome.c.case_id).join(
        action, action.c.id == outcome.c.action_id
    )
    if settings.group == "component":
        joined = joined.outerjoin(party, party.c.id == outcome.c.party_id)
    waits = and_(outcome.c.reply_due_on.is_not(None), outcome.c.replied_on.is_(None))
    return (
        select(
            cases.c.id.label("case_id"),
            outcome.c.id.label("outcome_id"),
            outcome.c.kind.label("outcome"),
            waits.label("waits"),
            and_(waits, outcome.c.reply_due_on < scoped.today).label("is_overdue"),
            *axes.group_column(settings, office=action.c.office_code, component=party.c.component),
        )
        .select_from(joined)
        .where(*settings.criteria(cases), common.counts_once(cases))
    )


MEASURES = (
    Measure("outcomes", "Outcomes", "outcome_id"),
    common.CASES,
    Measure("waiting", "Reply awaited", "outcome_id", only=lambda f: f.c.waits.is_(True)),
    Measure("overdue", "Reply overdue", "outcome_id", only=lambda f: f.c.is_overdue.is_(True)),
)
REPORT = Report(
    key="contractor-outcomes",
    title="Contractor outcomes",
    summary="What became of contractors, and whose contracting officer has not replied.",
    params=tuple(GROUP if p is choices.GROUP else p for p in choices.COMMON),
    tables=(
        TableSpec(
            key="outcomes",
            title="By outcome",
            facts=facts,
            rows=lambda s: [*axes.grouping(s), KIND],
            measures=lambda _s: MEASURES,
            chart=lambda _s: ChartSpec("Outcomes", "outcomes"),
            total="All outcomes",
        ),
    ),
    definition=(
        (
            "Outcome",
            (
                "What was done about a contractor: referred to the contracting officer, removed"
                " from the contract, and so on. A contractor is no employee: none of it is"
                " discipline, and no report of discipline counts it."
            ),
        ),
        (
            "Reply overdue",
            "The contracting officer was asked for a reply by a day that has passed without one.",
        ),
        common.RECEIVED,
        common.LEFT_OUT,
    ),
)
