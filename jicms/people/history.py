"""What the cases of the house say of a person, as far as the viewer may see.

Cases stand above people: they register a source here. The ground is the best reason for which the
viewer reaches the person; NONE where no case in common is visible.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from jicms.access.actor import Actor
from jicms.people.models import Person

NONE = "NONE"
#: The one role that is history; all others are protected.
SUBJECT = "SUBJECT"
#: How a ground reads on the person's page.
GROUNDS = {
    "NAMED": "You are on the list of a restricted case that names this person.",
    "ASSIGNMENT": "You are assigned to a case that names this person.",
    "PACKAGE": "A package that was sent to you names this person.",
    "REFERRAL": "A case that was referred to your office names this person.",
    "SHARE": "A case that was shared with you names this person.",
    "OFFICE": "A case of your office names this person.",
    NONE: "Your agency’s directory holds this person. No case that you see names them.",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One allegation against the person, with the code of its finding."""

    label: str
    finding_code: str | None


@dataclass(frozen=True, slots=True)
class Matter:
    """One case in which the person is a subject."""

    number: str
    received_on: date
    status: str
    lines: tuple[Line, ...]
    outcome: str = ""
    outcome_note: str = ""
    outcome_on: date | None = None


@dataclass(frozen=True, slots=True)
class Naming:
    """A case that names the person, as far as the viewer reads it."""

    number: str
    role: str
    received_on: date


@dataclass(slots=True)
class Involvement:
    """What a viewer learns: the matters, newest first, and what employment rows were taken for."""

    matters: list[Matter] = field(default_factory=list)
    uses: dict[int, list[str]] = field(default_factory=dict)
    more: bool = False


@dataclass(frozen=True, slots=True)
class Reach:
    """On what ground a viewer reaches a person, and through which case.

    Pages name the case only where the person is a subject of it: other roles are not history.
    """

    ground: str = NONE
    through: str = ""
    as_subject: bool = False
    #: The party's number in that case.
    n: int = 0

    @property
    def is_staff(self) -> bool:
        """Whether the viewer works on a case that names the person: contact is shown."""
        return self.ground != NONE


class Source(Protocol):
    """A feature that knows cases."""

    def reach(self, actor: Actor, person: Person) -> Reach: ...

    def involvement(self, actor: Actor, person: Person) -> Involvement: ...

    def may_log(self, actor: Actor, number: str) -> bool:
        """Whether the actor writes in the log of that case."""
        ...

    def namings(self, actor: Actor, person: Person) -> list[Naming]:
        """Every visible case that names the person openly, in any role, newest first."""
        ...

    def holds_protected(self, words: list[str]) -> bool:
        """Whether folded words fit a protected identity: such a search is recorded as a hash."""
        ...


sources: list[Source] = []


def reach(actor: Actor, person: Person) -> Reach:
    """The ground on which the actor reaches the person."""
    found = (source.reach(actor, person) for source in sources)
    return next((each for each in found if each.is_staff), Reach())


def involvement(actor: Actor, person: Person) -> Involvement:
    """The matters of the person that the actor may see."""
    every = [source.involvement(actor, person) for source in sources]
    return every[0] if every else Involvement()


def namings(actor: Actor, person: Person) -> list[Naming]:
    """The cases that name the person, for whoever merges records."""
    return [each for source in sources for each in source.namings(actor, person)]


def may_log(actor: Actor, number: str) -> bool:
    """Whether the actor writes in the log of the case through which a person is reached."""
    return any(source.may_log(actor, number) for source in sources)


def is_protected(words: list[str]) -> bool:
    """Whether the words of a search fit an identity in the vault."""
    return bool(words) and any(source.holds_protected(words) for source in sources)
