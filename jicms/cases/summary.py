"""What the summary of a case is made of: sections and key facts that features register.

`cases` knows nothing of allegations or reports; they add what they have to say.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from jicms.cases import sight
from jicms.cases.models import Case
from jicms.web.navigation import Registry


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the summary. `template` is included with what `load(case)` returned (None
    leaves it out) and `case`; it holds one `p.section`. Keep `load` at one statement."""

    key: str
    template: str
    load: Callable[[Case], Mapping[str, Any] | None]
    order: int = 50


@dataclass(frozen=True, slots=True)
class Facts:
    """Key facts: `say(case)` gives pairs of a name and a value."""

    key: str
    say: Callable[[Case], Iterable[tuple[str, Any]]]
    order: int = 50


@dataclass(frozen=True, slots=True)
class Strip:
    """A standing condition at the top of the page: `say(case)` gives it, or None."""

    key: str
    say: Callable[[Case], "Condition | None"]
    order: int = 50


@dataclass(frozen=True, slots=True)
class Condition:
    """A sentence, its tone ("", warn, bad, dark), an icon and a link (label, url)."""

    text: str
    tone: str = ""
    icon: str = ""
    link: tuple[str, str] | None = None


sections: Registry[Section] = Registry("key")
facts: Registry[Facts] = Registry("key")
strips: Registry[Strip] = Registry("key")


def drawn(case: Case) -> list[tuple[str, dict[str, Any]]]:
    """The sections to show: template and its variables. They read this case alone."""
    with sight.reading(case):
        found = [(section.template, section.load(case)) for section in sections.registered]
    return [(template, dict(values)) for template, values in found if values is not None]


def key_facts(case: Case) -> list[tuple[str, Any]]:
    """Every key fact that has a value."""
    return [pair for source in facts.registered for pair in source.say(case) if pair[1]]


def conditions(case: Case) -> list[Condition]:
    """The strips to show. They read this case alone."""
    with sight.reading(case):
        said = [strip.say(case) for strip in strips.registered]
    return [condition for condition in said if condition is not None]
