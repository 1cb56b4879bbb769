"""Where features hang their links: navigation, account menu, My work, a case's tabs and actions.

Features call `.add(...)` in their `init_app`; what a viewer gets is filtered by `policy.allows` and
by role when the page is drawn, so that nobody is shown a door that is shut.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from operator import attrgetter
from typing import Any, Generic, TypeVar

from flask import g, request, url_for
from sqlalchemy import Select

from jicms.access import policy, terms
from jicms.access.actions import Action
from jicms.access.actor import Actor, Role, find_actor
from jicms.core.standing import OF_CASE, PLANNED_ONCE, keep, of_case
from jicms.web.counting import Count, count_together, counting, numbers
from jicms.web.dates import viewer_today

#: The sections of the navigation, in this order; "" is the untitled first one.
SECTIONS = ("", "Records", "Reports", "Administration")
NAVIGATION_CAP = 99
TAB_CAP = 1000

Rows = Select[Any]


@dataclass(frozen=True, slots=True)
class NavItem:
    """A link of the side navigation. `count` selects the rows to count; `alert` marks due work.

    `count` gets the actor's terms and is asked once a day: the moment is `actor.moment`.
    """

    section: str
    label: str
    icon: str
    endpoint: str
    action: Action
    count: Callable[[Actor], Rows] | None = None
    alert: bool = False
    order: int = 50
    roles: frozenset[Role] = frozenset()
    args: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CaseTab:
    """A tab of the case page; absent where the viewer has no right. `count` asks the case for its
    id alone: its statement is built once for all cases.

    With `under`, the key of another tab, it stands in a second row beneath that one, which itself
    stands there as `inside`; where the viewer lacks that other tab it stands in the first row.
    `alert` is the word for what `count` counts where work waits: the first row says it, too.
    """

    key: str
    label: str
    endpoint: str
    action: Action
    count: Callable[[Any], Rows] | None = None
    order: int = 50
    when: Callable[[Any], bool] | None = None
    under: str = ""
    inside: str = ""
    alert: str = ""


@dataclass(frozen=True, slots=True)
class CaseFlag:
    """A flag in a case's header: `text(case)` says what it reads, None that it is not set."""

    text: Callable[[Any], str | None]
    icon: str
    strong: bool = False
    order: int = 50

    @property
    def key(self) -> str:
        """What the flag is known by: the place of its function."""
        return f"{self.text.__module__}.{self.text.__qualname__}.{self.icon}"


@dataclass(frozen=True, slots=True)
class CaseAction:
    """An entry of a case's action menu. The first `primary` one that applies is the button."""

    label: str
    endpoint: str
    action: Action
    when: Callable[[Any], bool] | None = None
    primary: bool = False
    order: int = 50


@dataclass(frozen=True, slots=True)
class Withheld:
    """What a state of the case forbids although the role may: `of(case)` gives the endpoints that
    its menu leaves out for now. The service refuses them."""

    key: str
    of: Callable[[Any], Collection[str]]
    order: int = 50


@dataclass(frozen=True, slots=True)
class Tally:
    """A number at the top of My work: a number, or a select of the rows to count."""

    label: str
    value: int | Count | Rows
    url: str = ""
    bad: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """A section of My work. `load` gives its template's variables, or None to leave it out."""

    key: str
    template: str
    action: Action
    load: Callable[[Actor], Mapping[str, Any] | None] | None = None
    column: str = "main"
    order: int = 50
    roles: frozenset[Role] | set[Role] = frozenset()
    tally: Callable[[Actor], Iterable[Tally]] | None = None


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link of the account menu, or a button of My work. `post`: it changes something."""

    label: str
    endpoint: str
    action: Action = Action.ACCOUNT
    post: bool = False
    order: int = 50
    roles: frozenset[Role] = frozenset()

    @property
    def url(self) -> str:
        """Where it leads."""
        return url_for(self.endpoint)


@dataclass(frozen=True, slots=True)
class Link:
    """A registered item as the template draws it; `below` are the tabs of its second row, itself
    among them, and `waiting` what waits there."""

    label: str
    url: str
    icon: str = ""
    key: str = ""
    count: Count | None = None
    alert: bool = False
    current: bool = False
    below: tuple["Link", ...] = ()
    waiting: tuple[str, ...] = ()


Item = TypeVar("Item")


class Registry(Generic[Item]):
    """A plain list, kept in order. An item of the same name takes the place of the earlier one.

    (Every application that a test suite makes registers anew, with functions of its own.)
    """

    def __init__(self, *name: str) -> None:
        self.registered: list[Item] = []
        self._name = attrgetter(*name)

    def add(self, item: Item) -> None:
        """Register an item."""
        name = self._name(item)
        self.registered = [other for other in self.registered if self._name(other) != name]
        self.registered.append(item)
        self.registered.sort(key=attrgetter("order"))


def _may_see(actor: Actor | None, action: Action, roles: Iterable[Role]) -> bool:
    wanted = set(roles)
    if wanted and (actor is None or actor.role not in wanted):
        return False
    return policy.allows(actor, action)


Counter = Callable[[Actor], Rows]
#: What the navigation counts, built once per kind of actor and day.
_built: dict[tuple[tuple[Counter, ...], date], Callable[[Actor], Rows]] = {}


def _counted(counters: tuple[Counter, ...], actor: Actor) -> list[Count]:
    key = (counters, viewer_today())
    if key not in _built:
        for old in [k for k in _built if k[1] != key[1]]:
            del _built[old]
        _built[key] = terms.per_shape(
            lambda of: counting(
                [count(of) for count in counters], NAVIGATION_CAP
            ).execution_options(**{PLANNED_ONCE: True})
        )
    return numbers(_built[key](actor), {}, NAVIGATION_CAP)


class Navigation(Registry[NavItem]):
    """The side navigation."""

    def sections(
        self, *, current: str | None = None, counted: bool = True
    ) -> list[tuple[str, list[Link]]]:
        """The viewer's links by section, with counts unless an error page is drawn."""
        actor = find_actor()
        items = [item for item in self.registered if _may_see(actor, item.action, item.roles)]
        wanted = tuple(i.count for i in items if i.count) if counted and actor else ()
        counts = iter(_counted(wanted, actor) if wanted and actor else [])
        marked = self._current(items, current)
        by_section: dict[str, list[Link]] = {}
        for item in items:
            count = next(counts, None) if item.count else None
            link = Link(
                label=item.label,
                url=url_for(item.endpoint, **item.args),
                icon=item.icon,
                count=count or None,
                alert=item.alert,
                current=item is marked,
            )
            by_section.setdefault(item.section, []).append(link)
        known = [*SECTIONS, *(name for name in by_section if name not in SECTIONS)]
        return [(name, by_section[name]) for name in known if name in by_section]

    @staticmethod
    def _current(items: Sequence[NavItem], wanted: str | None) -> NavItem | None:
        """The item of this page: by endpoint, else the first of the same blueprint."""
        endpoint = wanted or request.endpoint or ""
        exact = next((item for item in items if item.endpoint == endpoint), None)
        blueprint = endpoint.rpartition(".")[0]
        return exact or next(
            (i for i in items if blueprint and i.endpoint.rpartition(".")[0] == blueprint), None
        )


@cache
def _counting(counts: tuple[Callable[[Any], Rows], ...]) -> Rows:
    return keep(counting([count(OF_CASE) for count in counts], TAB_CAP))


class CaseTabs(Registry[CaseTab]):
    """The tabs of the case page."""

    def items(self, case: Any, *, current: str | None = None) -> list[Link]:
        """The first row of the tabs that the viewer may open, each with its count and with its
        second row; all counts come in one statement."""
        actor = find_actor()
        tabs = [
            tab
            for tab in self.registered
            if policy.allows(actor, tab.action, case) and (tab.when is None or tab.when(case))
        ]
        counted = tuple(tab.count for tab in tabs if tab.count)
        counts = iter(numbers(_counting(counted), of_case(case), TAB_CAP) if counted else [])
        endpoint = request.endpoint or ""
        links = {
            tab: Link(
                label=tab.label,
                url=url_for(tab.endpoint, number=case.number),
                key=tab.key,
                count=next(counts) if tab.count else None,
                current=tab.key == current if current else tab.endpoint == endpoint,
            )
            for tab in tabs
        }
        return self._rows(links)

    @staticmethod
    def _rows(links: Mapping[CaseTab, Link]) -> list[Link]:
        """The first row, each with what stands beneath it."""
        shown = {tab.key for tab in links}
        first = [tab for tab in links if tab.under not in shown]
        rows = []
        for tab in first:
            own = replace(links[tab], label=tab.inside or tab.label)
            under = [other for other in links if other.under == tab.key]
            row = replace(
                links[tab],
                current=any(links[one].current for one in (tab, *under)),
                below=(own, *(links[one] for one in under)) if under else (),
                waiting=tuple(
                    f"{links[one].count} {one.alert}"
                    for one in under
                    if one.alert and links[one].count
                ),
            )
            rows.append(row)
        return rows


class CaseFlags(Registry[CaseFlag]):
    """The flags of a case."""

    def items(self, case: Any) -> list[tuple[str, str, bool]]:
        """(text, icon, strong) of the flags that are set."""
        said = ((flag.text(case), flag) for flag in self.registered)
        return [(text, flag.icon, flag.strong) for text, flag in said if text]


class CaseActions(Registry[CaseAction]):
    """The actions of a case."""

    def _allowed(self, case: Any) -> list[CaseAction]:
        actor = find_actor()
        held = {endpoint for row in withheld.registered for endpoint in row.of(case)}
        return [
            entry
            for entry in self.registered
            if entry.endpoint not in held
            and policy.allows(actor, entry.action, case)
            and (entry.when is None or entry.when(case))
        ]

    def items(self, case: Any) -> list[Link]:
        """The menu: everything allowed but the primary button."""
        return self.menu(case)[1]

    def primary(self, case: Any) -> Link | None:
        """The one next step, if there is one for this viewer."""
        return self.menu(case)[0]

    def menu(self, case: Any) -> tuple[Link | None, list[Link]]:
        """The one next step and all others; each entry is asked once."""
        allowed = self._allowed(case)
        first = next((entry for entry in allowed if entry.primary), None)
        others = [self._link(entry, case) for entry in allowed if entry is not first]
        return (self._link(first, case) if first else None), others

    @staticmethod
    def _link(entry: CaseAction, case: Any) -> Link:
        return Link(label=entry.label, url=url_for(entry.endpoint, number=case.number))


class Home(Registry[Panel]):
    """The panels of My work."""

    def panels(self, actor: Actor) -> list[Panel]:
        """The panels for this actor's role and permissions."""
        return [p for p in self.registered if _may_see(actor, p.action, p.roles)]

    @staticmethod
    def tallies(panels: Sequence[Panel], actor: Actor) -> list[Tally]:
        """The numbers of the panels, counted in one statement."""
        tallies = [tally for panel in panels if panel.tally for tally in panel.tally(actor)]
        selects = [t.value if isinstance(t.value, Select) else None for t in tallies]
        counts = count_together(selects, cap=TAB_CAP)
        return [
            replace(tally, value=count) if count is not None else tally
            for tally, count in zip(tallies, counts, strict=True)
        ]


class Links(Registry[PageLink]):
    """Links that stand outside the navigation: under the account's name, at the top of My work."""

    def items(self) -> list[PageLink]:
        """The links that the viewer may follow."""
        actor = find_actor()
        return [entry for entry in self.registered if _may_see(actor, entry.action, entry.roles)]


main = Navigation("section", "label")
case_tabs = CaseTabs("key")
case_flags = CaseFlags("key")
case_actions = CaseActions("label")
withheld: Registry[Withheld] = Registry("key")
home = Home("key")
account = Links("label")
home_actions = Links("label")


def page_sections(current: str | None = None) -> list[tuple[str, list[Link]]]:
    """The side navigation; that of an error page (`g.plain_frame`) asks the database nothing."""
    return main.sections(current=current, counted=not g.get("plain_frame", False))
