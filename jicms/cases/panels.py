"""My work: the panels of supervisors and investigators."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import url_for

from jicms.access.actions import Action
from jicms.access.actor import Actor, Role
from jicms.cases import chart, figures
from jicms.refdata.models import SeverityClass
from jicms.refdata.queries import label_of
from jicms.web.dates import viewer_today
from jicms.web.navigation import Panel, Tally, home

SUPERVISORS = frozenset({Role.INVESTIGATIONS_SUPERVISOR})
INVESTIGATORS = frozenset({Role.INVESTIGATOR})


def _class_name(code: str | None) -> str:
    return label_of(SeverityClass, code)


def _list(**params: Any) -> str:
    return url_for("cases.index", **params)


def _office_due(actor: Actor) -> Mapping[str, Any]:
    every = _list(office=actor.office_id, state="open", sort="clock")
    return {"clocks": figures.due_next(actor, figures.of_office(actor)), "every": every}


def _my_due(actor: Actor) -> Mapping[str, Any]:
    every = _list(lead=actor.user_id, state="open", sort="clock")
    return {"clocks": figures.due_next(actor, figures.of_mine(actor)), "every": every}


def _unassigned(actor: Actor) -> Mapping[str, Any]:
    every = _list(office=actor.office_id, lead="none", state="open")
    return {"rows": figures.waiting(actor), "every": every, "class_name": _class_name}


def _my_cases(actor: Actor) -> Mapping[str, Any]:
    every = _list(lead=actor.user_id, state="open", sort="clock")
    return {"rows": figures.mine(actor), "every": every, "class_name": _class_name}


def _ages(actor: Actor) -> Mapping[str, Any]:
    stages = figures.stages(actor)
    columns = len(figures.BOUNDS) + 1

    def link(place: int, status: str) -> str:
        office = actor.office_id
        return _list(office=office, status=status, **figures.window(place))

    return {
        "stages": stages,
        "chart": chart.draw(stages),
        "sums": [sum(stage.numbers[place] for stage in stages) for place in range(columns)],
        "link": link,
    }


def _workload(actor: Actor) -> Mapping[str, Any] | None:
    rows = figures.workload(actor)
    if not rows:
        return None
    return {"rows": rows, "link": lambda user: _list(lead=user, state="open")}


def _conflicts(actor: Actor) -> Mapping[str, Any] | None:
    rows = figures.to_decide(actor)
    return {"rows": rows} if rows else None


def _office_tally(actor: Actor) -> list[Tally]:
    today, office = viewer_today(), actor.office_id
    mine, week = figures.of_office(actor), today + timedelta(figures.SOON)
    late = figures.due(actor, mine, until=today - timedelta(1))
    own = {"office": office, "state": "open"}
    return [
        Tally("Cases overdue", late, _list(due="over", **own), bad=True),
        Tally(
            "Due in 7 days",
            figures.due(actor, mine, until=week, since=today),
            _list(due=figures.SOON, **own),
        ),
        Tally("Unassigned", figures.unassigned(actor), _list(lead="none", **own)),
        Tally("Open in the office", figures.open_ones(mine), _list(**own)),
        Tally(
            "Received in 7 days",
            figures.received_since(actor, today - timedelta(figures.SOON)),
            _list(office=office, **{"from": (today - timedelta(figures.SOON)).isoformat()}),
        ),
    ]


def _my_tally(actor: Actor) -> list[Tally]:
    today, own = viewer_today(), {"lead": actor.user_id, "state": "open"}
    mine = figures.of_mine(actor)
    late = figures.due(actor, mine, until=today - timedelta(1))
    return [
        Tally("Cases overdue", late, _list(due="over", **own), bad=True),
        Tally(
            "Due in 14 days",
            figures.due(actor, mine, until=today + timedelta(figures.LATER), since=today),
            _list(due=figures.LATER, **own),
        ),
        Tally("My open cases", figures.open_ones(mine), _list(**own)),
    ]


def register() -> None:
    """Add the panels."""
    view = Action.CASE_LIST
    rows = (
        ("conflicts", _conflicts, SUPERVISORS, "main", 5, None),
        ("due", _office_due, SUPERVISORS, "main", 10, _office_tally),
        ("unassigned", _unassigned, SUPERVISORS, "main", 40, None),
        ("ages", _ages, SUPERVISORS, "side", 10, None),
        ("workload", _workload, SUPERVISORS, "side", 20, None),
        ("my_cases", _my_cases, INVESTIGATORS, "main", 10, _my_tally),
    )
    for key, load, roles, column, order, tally in rows:
        home.add(
            Panel(
                f"cases.{key}",
                f"cases/panels/{key}.html",
                view,
                load=load,
                column=column,
                order=order,
                roles=roles,
                tally=tally,
            )
        )
    home.add(
        Panel(
            "cases.my_due",
            "cases/panels/due.html",
            view,
            load=_my_due,
            column="main",
            order=5,
            roles=INVESTIGATORS,
        )
    )
