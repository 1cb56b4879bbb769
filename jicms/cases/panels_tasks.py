"""My work: one's own tasks, and those of the office that nobody has."""

from collections.abc import Mapping
from typing import Any

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor, Role
from jicms.cases import queries_tasks as queries
from jicms.web.navigation import (
    CaseAction,
    CaseTab,
    NavItem,
    Panel,
    case_actions,
    case_tabs,
    home,
    main,
)

WORKERS = frozenset(
    {
        Role.INVESTIGATOR,
        Role.INVESTIGATIONS_SUPERVISOR,
        Role.LR_SPECIALIST,
        Role.LR_SUPERVISOR,
    }
)
SUPERVISORS = frozenset({Role.INVESTIGATIONS_SUPERVISOR, Role.LR_SUPERVISOR})


def _mine(actor: Actor) -> Mapping[str, Any] | None:
    rows = queries.mine(actor)
    hands_over = policy.allows(actor, Action.TASK_HAND_OVER)
    if not rows and not hands_over:
        return None
    return {"rows": rows, "mine": True, "hands_over": hands_over}


def _unowned(actor: Actor) -> Mapping[str, Any] | None:
    rows = queries.unowned(actor)
    return {"rows": rows, "mine": False, "hands_over": False} if rows else None


def register() -> None:
    """Add tab, action and panels."""
    case_tabs.add(
        CaseTab("tasks", "Tasks", "cases.tasks", Action.TASK_VIEW, queries.count_tasks, order=100)
    )
    main.add(
        NavItem(
            "Records", "Calendar", "calendar_today", "cases.calendar", Action.CASE_LIST, order=92
        )
    )
    case_actions.add(CaseAction("Add a task", "cases.add_task", Action.TASK_EDIT, order=115))
    for key, load, roles, order in (
        ("tasks", _mine, WORKERS, 20),
        ("tasks_unowned", _unowned, SUPERVISORS, 30),
    ):
        home.add(
            Panel(
                f"cases.{key}",
                "cases/panels/tasks.html",
                Action.CASE_LIST,
                load=load,
                roles=roles,
                order=order,
            )
        )
