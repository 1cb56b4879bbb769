"""Discipline by action × handling office: proposed, decided and final penalty."""

from typing import Any

from sqlalchemy import CompoundSelect, Select, String, and_, cast, func, literal, select, union_all

from jicms.reports import axes, choices, common
from jicms.reports.scoped import Scoped
from jicms.reports.settings import Param, Settings
from jicms.reports.shapes import ChartSpec, Measure, Report, TableSpec

STAGES = ("PROPOSED", "DECIDED", "FINAL")
DETAIL = Param(
    "detail",
    "Detail",
    "action",
    choices=lambda: (("action", "Action"), ("source", "Penalty code of the source")),
)
BASIS = Param(
    "basis",
    "Dated by",
    "received",
    choices=lambda: (("received", "Receipt of the case"), ("penalty", "The penalty itself")),
)
GROUP = Param(
    "group",
    "Group by",
    "office",
    choices=choices.GROUP.choices,
)


def facts(scoped: Scoped, settings: Settings) -> Any:
    """One fact per action and stage; without a penalty where none is recorded at that stage."""
    return select(_stages(scoped, settings).subquery("stages"))


def _stages(scoped: Scoped, settings: Settings) -> CompoundSelect[Any]:
    cases, action, penalty, party = scoped.case, scoped.action, scoped.penalty, scoped.party
    selects = []
    for stage in STAGES:
        at_stage = and_(penalty.c.action_id == action.c.id, penalty.c.stage == stage)
        joined = action.join(cases, cases.c.id == action.c.case_id).outerjoin(penalty, at_stage)
        if settings.group == "component":
            joined = joined.outerjoin(party, party.c.id == action.c.party_id)
        day = penalty.c.on if settings["basis"] == "penalty" else None
        selects.append(
            select(
                cases.c.id.label("case_id"),
                action.c.id.label("action_id"),
                cast(literal(stage), String).label("stage"),
                _code(settings, penalty).label("penalty"),
                penalty.c.is_disciplinary,
                *axes.group_column(
                    settings, office=action.c.office_code, component=party.c.component
                ),
            )
            .select_from(joined)
            .where(*settings.criteria(cases, day=day), common.counts_once(cases))
        )
    return union_all(*selects)


def outcomes(scoped: Scoped, settings: Settings) -> Select[Any]:
    """One fact per allegation and subject, with the final penalty of that subject's action."""
    cases, charge, party = scoped.case, scoped.allegation_subject, scoped.party
    action, penalty = scoped.action, scoped.penalty
    joined = (
        charge.join(cases, cases.c.id == charge.c.case_id)
        .outerjoin(
            action,
            and_(action.c.party_id == charge.c.party_id, action.c.case_id == charge.c.case_id),
        )
        .outerjoin(penalty, and_(penalty.c.action_id == action.c.id, penalty.c.stage == "FINAL"))
    )
    if settings.group == "component":
        joined = joined.outerjoin(party, party.c.id == charge.c.party_id)
    day = penalty.c.on if settings["basis"] == "penalty" else None
    return (
        select(
            cases.c.id.label("case_id"),
            charge.c.id.label("charge_id"),
            _code(settings, penalty).label("penalty"),
            charge.c.is_substantiating,
            *axes.group_column(settings, office=action.c.office_code, component=party.c.component),
        )
        .select_from(joined)
        .where(*settings.criteria(cases, day=day), common.counts_once(cases))
    )


def _code(settings: Settings, penalty: Any) -> Any:
    if settings["detail"] == "source":
        return func.nullif(penalty.c.source_code, "", type_=String)
    return penalty.c.action_type_code


SUBSTANTIATED = Measure(
    "substantiated",
    "Of them substantiated",
    "charge_id",
    only=lambda facts_: facts_.c.is_substantiating.is_(True),
)
PENALTY_ROWS = {"source": axes.text_axis("penalty", "Penalty code of the source", "None recorded")}


def _at(stage: str) -> Measure:
    return Measure(
        stage.lower(), stage.capitalize(), "action_id", only=lambda f: f.c.stage == stage
    )


REPORT = Report(
    key="discipline-by-action",
    title="Discipline by action",
    summary="Disciplinary actions by kind and handling office: proposed, decided and final.",
    params=(*(GROUP if p is choices.GROUP else p for p in choices.COMMON), DETAIL, BASIS),
    tables=(
        TableSpec(
            key="actions",
            title="By action",
            facts=facts,
            rows=lambda s: [*axes.grouping(s), PENALTY_ROWS.get(s["detail"], axes.PENALTY)],
            measures=lambda _s: tuple(_at(stage) for stage in STAGES),
            chart=lambda _s: ChartSpec("Final and proposed penalties", "final", "proposed"),
            total="All actions",
        ),
        TableSpec(
            key="outcomes",
            title="Allegation × subject by final penalty",
            facts=outcomes,
            rows=lambda s: [*axes.grouping(s), PENALTY_ROWS.get(s["detail"], axes.PENALTY)],
            measures=lambda _s: (common.CHARGES, SUBSTANTIATED, common.CASES),
            chart=lambda _s: ChartSpec("Allegation × subject", "charges"),
            total="All penalties",
        ),
    ),
    definition=(
        ("Action", "One disciplinary action about one subject, whatever the number of charges."),
        (
            "Proposed, decided, final",
            (
                "The penalty as the notice proposed it, as the deciding official decided it, and as"
                " it stands in the end, after settlement and appeal. They are separate measures: an"
                " action is counted once in each."
            ),
        ),
        (
            "By final penalty",
            (
                "Each allegation × subject under the final penalty of that subject’s action, or"
                " under “None recorded”: the thread from allegation to outcome."
            ),
        ),
        (
            "None recorded",
            (
                "Actions without a penalty at that stage, or whose penalty is not open to you: the"
                " investigating side sees decided and final penalties after service only."
            ),
        ),
        (
            "Handling office",
            (
                "The labor relations office that works the action; for imported records the one"
                " they were taken over into."
            ),
        ),
        (
            "Dated by",
            (
                "Receipt of the case, or the date of the penalty itself. The second leaves out what"
                " has no date."
            ),
        ),
        common.RECEIVED,
        common.LEFT_OUT,
    ),
)
