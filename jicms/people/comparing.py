"""Two records side by side, and all that making them one does, as far as the viewer sees."""

from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from jicms.access.actor import Actor
from jicms.core import unit_of_work
from jicms.people import births, choosing, history, queries, ssns
from jicms.people.history import Naming
from jicms.people.models import Person
from jicms.people.models_merge import PersonMerge
from jicms.refdata.models import PersonKind
from jicms.refdata.queries import label_of

NOT_SHOWN = "Not shown: no case that you see names this record"
TO_CHOOSE = "Stays, unless you take the other"
STAYS, FILLS, SAME = "Stays as it is", "Filled from the other record", "The same"
#: What a merge may take, as pages call it.
LABELS = {
    "name": "Name",
    choosing.NUMBER: "Employee number",
    "kind_code": "Kind",
    "gender": "Gender",
    "born": "Date of birth",
    "ssn": "Social Security number",
    "telephone": "Telephone",
    "email": "E-mail",
}
GENDERS = {"F": "Female", "M": "Male", "X": "Another or not stated"}


@dataclass(frozen=True, slots=True)
class Compared:
    """One field of both records, and what becomes of it. `choice` is the name under which the
    other's value may be taken; empty where nothing is to be chosen."""

    label: str
    kept: str
    other: str
    becomes: str
    choice: str = ""


def fields(actor: Actor, kept: Person, other: Person) -> list[Compared]:
    """Every field of both."""
    may_take = choosing.open_to(actor, kept, other)
    found = {
        "name": _row(
            LABELS["name"],
            kept.name,
            other.name,
            differs="The one that does not stay is kept as another name",
        ),
        choosing.NUMBER: _row(
            LABELS[choosing.NUMBER],
            kept.employee_number or "",
            other.employee_number or "",
            differs="Both numbers find this record",
        ),
        "kind_code": _row(LABELS["kind_code"], _kind(kept), _kind(other)),
        "agency": _row("Agency", _agency(kept), _agency(other)),
        "gender": _row(LABELS["gender"], _gender(kept), _gender(other)),
        "born": _born(kept, other),
        **({"ssn": _ssn(kept, other)} if ssns.are_collected() else {}),
        **_contact(actor, kept, other),
    }
    return [
        *(_to_choose(row, name) if name in may_take else row for name, row in found.items()),
        _row("Other names", _names(kept), _names(other), differs="Both lists are kept", joins=True),
        _row("Employment", _jobs(kept), _jobs(other), differs="All periods are kept", joins=True),
    ]


def _to_choose(row: Compared, name: str) -> Compared:
    becomes = row.becomes.replace(STAYS, TO_CHOOSE)
    return replace(row, choice=name, becomes=becomes.replace("Stays;", f"{TO_CHOOSE};"))


def _row(
    label: str, kept: str, other: str, *, differs: str = STAYS, joins: bool = False
) -> Compared:
    if not other or kept == other:
        becomes = SAME if kept and kept == other else STAYS
    elif not kept and not joins:
        becomes = FILLS
    else:
        becomes = differs
    return Compared(label, kept or "Not recorded", other or "Not recorded", becomes)


def _born(kept: Person, other: Person) -> Compared:
    """Years alone; whether the days agree is said, the day itself is not."""
    years = [str(births.year(person) or "") for person in (kept, other)]
    row = _row(LABELS["born"], *years, differs="Stays; the dates differ")
    if all(years) and not births.same(kept, other):
        return replace(row, becomes="Stays; the dates differ")
    return row


def _ssn(kept: Person, other: Person) -> Compared:
    """Whether there is one: no digit of it stands in a comparison."""
    held = ["Recorded" if person.ssn_sealed else "" for person in (kept, other)]
    row = _row(LABELS["ssn"], *held)
    if all(held) and not ssns.same(kept, other):
        return replace(row, becomes="Stays; the numbers differ")
    return row


def _contact(actor: Actor, kept: Person, other: Person) -> dict[str, Compared]:
    """Telephone and e-mail, each only where a case that the viewer sees names that record."""
    shown = [history.reach(actor, person).is_staff for person in (kept, other)]
    found = {}
    for name in choosing.CONTACT:
        kept_is, other_is = getattr(kept, name), getattr(other, name)
        row = _row(LABELS[name], kept_is, other_is)
        becomes = row.becomes if all(shown) else "A blank is filled; what is there stays"
        known = row.kept if shown[0] else NOT_SHOWN
        found[name] = Compared(LABELS[name], known, row.other if shown[1] else NOT_SHOWN, becomes)
    return found


def _kind(person: Person) -> str:
    return label_of(PersonKind, person.kind_code)


def _agency(person: Person) -> str:
    agency = queries.agency_of(person)
    return agency.code if agency else ""


def _gender(person: Person) -> str:
    return GENDERS.get(person.gender, person.gender)


def _names(person: Person) -> str:
    return "; ".join(alias.name for alias in person.aliases)


def _jobs(person: Person) -> str:
    return "; ".join(job.position or job.program_office for job in person.employments)


@dataclass(frozen=True, slots=True)
class Effects:
    """What moves, in the viewer's sight: the roles as a subject, and the cases that have both as
    one. Other roles are protected: they are shown for a reason, on the person's page."""

    moves: list[Naming]
    twice: list[str]


def effects(actor: Actor, kept: Person, other: Person) -> Effects:
    """What making `other` a part of `kept` does to the cases that the viewer sees."""
    own = {each.number for each in _as_subject(actor, kept)}
    moves = _as_subject(actor, other)
    return Effects(moves, sorted({each.number for each in moves if each.number in own}))


def _as_subject(actor: Actor, person: Person) -> list[Naming]:
    return [each for each in history.namings(actor, person) if each.role == history.SUBJECT]


def likely(actor: Actor, person: Person) -> list[Person]:
    """Records that may be the same person: of the same or a similar name, in the viewer's sight."""
    found = queries.same_name(actor, person.given_name, person.family_name)
    for name in (person.search_name, *(alias.search_name for alias in person.aliases)):
        found += [each for each in queries.sounds_like(actor, name) if each not in found]
    return [each for each in found if each.id != person.id][: queries.OFFERED]


def merges_of(person: Person) -> list[PersonMerge]:
    """The merges that stand into a record in sight, newest first, with what became a part of it."""
    found = unit_of_work.session().scalars(
        select(PersonMerge)
        .where(PersonMerge.kept_id == person.id, PersonMerge.undone_at.is_(None))
        .order_by(PersonMerge.id.desc())
        .options(joinedload(PersonMerge.user), joinedload(PersonMerge.merged))
        .execution_options(unscoped="what became a part of a record is seen with it")
    )
    return list(found)
