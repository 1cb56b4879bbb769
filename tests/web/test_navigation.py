"""Registries: a viewer gets the doors that are open to them, and counts of what they may see."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Select, event, select

from jicms.access import policy, scope
from jicms.access.actions import Action
from jicms.access.actor import Role, set_actor
from jicms.extensions import db
from jicms.refdata.models import ALL_CODE_MODELS
from jicms.web import navigation
from jicms.web.counting import Count, count_together
from jicms.web.navigation import (
    CaseAction,
    CaseFlag,
    CaseTab,
    NavItem,
    PageLink,
    Panel,
    Tally,
    case_actions,
    case_flags,
    case_tabs,
    home,
    main,
)
from tests.web.conftest import MakeSite
from tests.web.site import SUPERVISOR, items

CASE = SimpleNamespace(id=5, number="202700123", hold=True)


def may(*actions: Action) -> None:
    policy.register(dict.fromkeys(actions, ((policy.signed_in,),)))


def labels(site: Flask, endpoint: str = "/list", **actor: object) -> dict[str, list[str]]:
    with site.test_request_context(endpoint):
        set_actor(replace(SUPERVISOR, **actor))
        return {name: [link.label for link in links] for name, links in main.sections()}


def test_links_without_permission_are_absent(site: Flask) -> None:
    main.add(NavItem("Administration", "Users", "people", "site.listing", Action.ADMIN_VIEW))
    assert "Administration" not in labels(site)
    may(Action.ADMIN_VIEW)
    assert labels(site)["Administration"] == ["Users"]


def test_links_for_another_role_are_absent(site: Flask) -> None:
    only = frozenset({Role.AUDITOR})
    main.add(NavItem("", "Seal", "people", "site.listing", Action.HOME, roles=only))
    assert "Seal" not in labels(site)[""]
    assert "Seal" in labels(site, role=Role.AUDITOR)[""]


def test_an_item_of_the_same_name_replaces_the_earlier_one() -> None:
    registry = navigation.Navigation("section", "label")
    for endpoint in ("a.b", "c.d"):
        registry.add(NavItem("", "Cases", "people", endpoint, Action.HOME, order=10))
    registry.add(NavItem("", "First", "people", "e.f", Action.HOME, order=1))
    assert [item.endpoint for item in registry.registered] == ["e.f", "c.d"]


def test_one_link_is_marked_as_the_current_page(site: Flask) -> None:
    with site.test_request_context("/"):
        set_actor(SUPERVISOR)
        marked = [link.label for _name, links in main.sections() for link in links if link.current]
    assert marked == ["My work"]


def test_counts_of_the_navigation_are_one_statement(site: Flask) -> None:
    seen: list[str] = []
    with site.test_request_context("/list"):
        set_actor(SUPERVISOR)
        event.listen(db.engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
        links = {link.label: link.count for _name, found in main.sections() for link in found}
    assert len(seen) == 1
    assert links["Triage queue"] == Count(7)
    assert links["Cases"] is None


def test_counts_hold_to_the_scope(make: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    site, model = make(), ALL_CODE_MODELS[0]
    scope.register(model, lambda _actor, entity: entity.code == "SEEN")
    with site.app_context():
        model.__table__.create(db.engine)
        required = {c.name: 0 for c in model.__table__.columns if not c.nullable}
        day = SimpleNamespace(d=__import__("datetime").date(2026, 1, 1)).d
        for code in ("SEEN", "HIDDEN", "HIDDEN2"):
            row = {
                **required,
                "code": code,
                "label": code,
                "description": "",
                "valid_from": day,
                "source": "D",
            }
            with db.engine.begin() as connection:
                connection.execute(model.__table__.insert(), row)
        set_actor(SUPERVISOR)
        counts = count_together([select(model.code), select(model.code).where(model.code != "X")])
    assert counts == [Count(1), Count(1)]


def test_tabs_follow_the_policy_and_their_condition(site: Flask) -> None:
    def rows(case: Any) -> Select[Any]:
        return select(items.c.id).where(items.c.id < case.id)

    case_tabs.add(CaseTab("log", "Log", "site.listing", Action.CASE_READ, order=20))
    case_tabs.add(CaseTab("sum", "Summary", "site.listing", Action.HOME, count=rows, order=10))
    case_tabs.add(
        CaseTab("gone", "Gone", "site.listing", Action.HOME, when=lambda case: not case.hold)
    )
    with site.test_request_context("/list"):
        set_actor(SUPERVISOR)
        tabs = case_tabs.items(CASE, current="sum")
    assert [(tab.key, tab.count, tab.current, tab.url) for tab in tabs] == [
        ("sum", Count(4), True, "/list?number=202700123")
    ]


def test_tabs_stand_in_two_rows_and_the_first_says_what_waits_below(site: Flask) -> None:
    def rows(case: Any) -> Select[Any]:
        return select(items.c.id).where(items.c.id < case.id)

    def none(case: Any) -> Select[Any]:
        return select(items.c.id).where(items.c.id < 0, items.c.id < case.id)

    of = {"endpoint": "site.listing", "action": Action.HOME}
    case_tabs.add(CaseTab("items", "Evidence", **of, count=rows, order=1, inside="Items"))
    below = {**of, "under": "items", "alert": "not settled"}
    case_tabs.add(CaseTab("custody", "Custody", **below, count=rows, order=2))
    case_tabs.add(CaseTab("seals", "Seals", **below, count=none, order=3))
    case_tabs.add(CaseTab("lab", "Laboratory", **of, under="shut", order=4))
    case_tabs.add(CaseTab("shut", "Shut", "site.listing", Action.CASE_READ, order=5))
    with site.test_request_context("/form"):
        set_actor(SUPERVISOR)
        evidence, laboratory = case_tabs.items(CASE, current="custody")
    assert [tab.label for tab in evidence.below] == ["Items", "Custody", "Seals"]
    assert [tab.current for tab in (evidence, *evidence.below)] == [True, False, True, False]
    assert evidence.waiting == ("4 not settled",), "nothing waits among the seals"
    assert (laboratory.label, laboratory.below) == ("Laboratory", ()), "its own row is shut"


def test_flags_and_actions_of_a_case(site: Flask) -> None:
    case_flags.add(CaseFlag(lambda case: "Hold" if case.hold else None, "push_pin"))
    case_flags.add(CaseFlag(lambda _case: None, "lock", strong=True))
    case_actions.add(CaseAction("Close", "site.listing", Action.CASE_CLOSE, primary=True, order=1))
    case_actions.add(CaseAction("Review", "site.listing", Action.HOME, primary=True, order=2))
    case_actions.add(CaseAction("Log", "site.listing", Action.HOME))
    with site.test_request_context("/list"):
        set_actor(SUPERVISOR)
        assert case_flags.items(CASE) == [("Hold", "push_pin", False)]
        primary = case_actions.primary(CASE)
        assert primary is not None
        assert primary.label == "Review"
        assert [link.label for link in case_actions.items(CASE)] == ["Log"]


def test_my_work_shows_the_panels_of_the_role(site: Flask) -> None:
    rows = select(items.c.id).where(items.c.id < 4)
    home.add(
        Panel(
            "due",
            "panel.html",
            Action.HOME,
            roles={Role.INVESTIGATIONS_SUPERVISOR},
            load=lambda actor: {"text": f"Due for {actor.name}"},
            tally=lambda _actor: [Tally("Overdue", rows, "/list", bad=True), Tally("Plain", 1480)],
        )
    )
    home.add(Panel("side", "panel.html", Action.HOME, column="side", load=lambda _a: {"text": "S"}))
    home.add(Panel("none", "panel.html", Action.HOME, load=lambda _actor: None))
    home.add(Panel("no", "panel.html", Action.ADMIN_VIEW, load=lambda _a: {"text": "Secret"}))
    navigation.home_actions.add(PageLink("New intake", "site.form", Action.HOME))
    page = site.test_client().get("/").text
    assert "Due for Ingrid Vasterling" in page
    assert '<li class="is-bad"><a href="/list"><b>3</b>Overdue</a></li>' in page
    assert "<b>1,480</b>Plain" in page
    assert "Secret" not in page
    assert page.index("Due for") < page.index("<section>S</section>")
    assert '<a class="usa-button" href="/form">New intake</a>' in page


def test_my_work_of_somebody_without_work_says_so(site: Flask) -> None:
    page = site.test_client().get("/").text
    assert "Nothing waits for you" in page
    assert "CBP IA" in page
