"""What the templates of a case ask for: menus, names of codes, parts drawn by other features."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, render_template, url_for
from markupsafe import Markup

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import find_actor
from jicms.cases import queries, sight
from jicms.cases.directory import directory
from jicms.cases.models import Case, Party
from jicms.refdata.models import CaseType, ClosureReason, ComplainantKind, SeverityClass
from jicms.refdata.queries import label_of
from jicms.web.navigation import Link, case_actions, case_flags, case_tabs


@dataclass(frozen=True, slots=True)
class Menu:
    """The one next step, and all other steps."""

    primary: Link | None
    links: list[Link]


def case_menu(case: Case) -> Menu:
    """What the viewer may do with the case."""
    primary, others = case_actions.menu(case)
    return Menu(primary, others)


def tabs_of(case: Case, *, current: str | None = None) -> list[Link]:
    """The tabs that the viewer may open, with their counts."""
    with sight.reading(case):
        return case_tabs.items(case, current=current)


def class_and_type(case: Case) -> str:
    """`Class 2, administrative investigation`."""
    kind = label_of(CaseType, case.case_type_code)
    named = label_of(SeverityClass, case.class_code)
    return f"{named}, {kind[:1].lower()}{kind[1:]}" if named else kind


def section(template: str, case: Case, values: Mapping[str, Any]) -> Markup:
    """A section of the summary that a feature registered."""
    return Markup(render_template(template, case=case, **values))  # noqa: S704 - our own template


def person_url(party: Party) -> str | None:
    """The page of a party's person, where there is one and the viewer may open it."""
    if party.alias or party.person is None or "people.show" not in current_app.view_functions:
        return None
    if not policy.allows(find_actor(), Action.PERSON_VIEW, party.person):
        return None
    return url_for("people.show", person_id=party.person.id)


def office_name(office_id: int) -> str:
    """`CBP IA`."""
    return directory().office(office_id)


def kind_name(code: str | None) -> str:
    """The kind of a complainant."""
    return label_of(ComplainantKind, code)


def reason_name(code: str | None) -> str:
    """A reason for closing."""
    return label_of(ClosureReason, code)


def init_app(app: Flask) -> None:
    """Give the templates, imported macros included, these helpers."""
    app.jinja_env.globals.update(
        case_menu=case_menu,
        case_flags_of=case_flags.items,
        case_tabs_of=tabs_of,
        case_clock=queries.next_clock,
        class_and_type=class_and_type,
        section=section,
        person_url=person_url,
        office_name=office_name,
        kind_name=kind_name,
        reason_name=reason_name,
    )
