"""Where appeals hang themselves in: the action's page and steps, the timeline, what ends it."""

from collections.abc import Mapping
from typing import Any

from flask import Flask
from sqlalchemy import Select

from jicms.access.actions import Action
from jicms.access.actor import Actor, Role
from jicms.appeals import elections, listing, queries, service
from jicms.appeals.forums import step_name
from jicms.appeals.models import Appeal, AppealEvent, AppealStep
from jicms.appeals.models_hearing import AppealDate
from jicms.appeals.stays import refuse_stayed
from jicms.cases import timeline
from jicms.cases.models import Case
from jicms.discipline import added
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.steps import Step
from jicms.discipline.workflow import ACTION
from jicms.refdata.models import AppealForum, AppealOutcome
from jicms.refdata.queries import label_of
from jicms.web.navigation import NavItem, Panel, home, main

FILE = Step(
    "file_appeal",
    "Record an appeal or grievance",
    lambda action: action.status not in service.TOO_EARLY,
    Action.APPEAL_EDIT,
    blueprint="appeals",
)


def register(app: Flask) -> None:
    """Add everything, once per application."""
    app.jinja_env.filters["forum_name"] = lambda code: label_of(AppealForum, code)
    app.jinja_env.filters["outcome_name"] = lambda code: label_of(AppealOutcome, code)
    if FILE not in added.steps:
        added.steps.append(FILE)
    added.parts["appeals/of_action.html"] = _part
    for model in (Appeal, AppealDate):
        added.owners[model.__tablename__] = model
    ACTION.require_also("finish", refuse_appealed)
    ACTION.require_also("take_effect", refuse_stayed)
    main.add(
        NavItem("", "Appeals", "account_balance", "appeals.index", Action.APPEAL_LIST, order=23)
    )
    home.add(
        Panel(
            "appeals",
            "appeals/panels/by_step.html",
            Action.APPEAL_LIST,
            roles=frozenset({Role.LR_SPECIALIST, Role.LR_SUPERVISOR, Role.COUNSEL}),
            load=_by_step,
            column="side",
            order=30,
        )
    )
    timeline.sources.add(
        timeline.Source("appeal", _rows, _happening, "seal", order=72, brief=False)
    )


def _by_step(_actor: Actor) -> Mapping[str, Any] | None:
    counts = listing.by_step()
    return {"counts": counts, "step_name": step_name} if counts else None


def refuse_appealed(action: DisciplinaryAction, _actor: Actor) -> str | None:
    """Guard: while a forum has it, the outcome of an action is not final."""
    return (
        "An appeal is open: the outcome is final when it has ended." if action.on_appeal else None
    )


def _part(action: DisciplinaryAction) -> Mapping[str, Any]:
    rows = queries.appeals_of(action)
    return {
        "appeals": rows,
        "elected": elections.election_of(rows),
        "barred": {row.id for row in rows if elections.barred_by(row.forum_code, rows)},
        "step_name": step_name,
    }


def _rows(case: Case) -> Select[Any]:
    return (
        timeline.line(
            "appeal",
            AppealEvent.created_at,
            on=AppealEvent.on,
            a=AppealEvent.step,
            b=Appeal.forum_code,
            c=DisciplinaryAction.n,
            number=Appeal.n,
        )
        .join(Appeal, Appeal.id == AppealEvent.appeal_id)
        .join(DisciplinaryAction, DisciplinaryAction.id == AppealEvent.action_id)
        .where(AppealEvent.case_id == case.id)
    )


def _happening(row: Any, case: Case) -> timeline.Happening:
    said = f"{label_of(AppealForum, row.b)}: {step_name(row.b, AppealStep(row.a)).lower()}"
    url = f"/cases/{case.number}/actions/{row.c}/appeals/{row.number}"
    return timeline.Happening(row.on or row.at, said, "seal", f"Action D{int(row.c):02d}", url)
