"""What a merge makes of the values that both records have: the kept one's stand, unless taken.

What is taken is noted beside the merge, so that parting the records gives each its own again.
"""

from collections.abc import Collection

from jicms.access.actor import Actor
from jicms.core import unit_of_work
from jicms.core.errors import RuleBroken
from jicms.people import births, history, service, ssns
from jicms.people.models import Person
from jicms.people.models_merge import PersonMerge

NUMBER = "employee_number"
CONTACT = ("telephone", "email")
SEALED = {"born": births, "ssn": ssns}
#: What may be taken, with the columns that hold it.
COLUMNS: dict[str, tuple[str, ...]] = {
    "name": ("given_name", "family_name", "search_name"),
    NUMBER: (NUMBER,),
    "kind_code": ("kind_code",),
    "gender": ("gender",),
    "born": ("born_sealed",),
    "ssn": ("ssn_sealed",),
    "telephone": ("telephone",),
    "email": ("email",),
}


def open_to(actor: Actor, kept: Person, other: Person) -> list[str]:
    """What the actor may choose: both records have it, it differs, and the actor reads both."""
    found = [name for name in COLUMNS if _differs(name, kept, other)]
    if any(name in CONTACT for name in found) and not _reads_contact(actor, kept, other):
        found = [name for name in found if name not in CONTACT]
    if "ssn" in found and not ssns.are_collected():
        found.remove("ssn")
    return found


def _differs(name: str, kept: Person, other: Person) -> bool:
    own, theirs = ([getattr(p, c) for c in COLUMNS[name]] for p in (kept, other))
    if not any(own) or not any(theirs):
        return False
    if name in SEALED:
        return not SEALED[name].same(kept, other)
    return own != theirs


def _reads_contact(actor: Actor, kept: Person, other: Person) -> bool:
    return all(history.reach(actor, person).is_staff for person in (kept, other))


def take(
    kept: Person, other: Person, names: Collection[str], *, actor: Actor
) -> dict[str, list[str | None]]:
    """Let the kept record have the other's values of those names; its own, to be given back."""
    if names and not set(names) <= set(open_to(actor, kept, other)):
        raise RuleBroken("What can be chosen has changed. Compare the records again.")
    own: dict[str, list[str | None]] = {}
    for name, columns in COLUMNS.items():
        if name not in names:
            continue
        own[name] = [getattr(kept, column) for column in columns]
        if name == NUMBER:
            own[name].append(other.employee_number)
            _swap_numbers(kept, other)
        elif name in SEALED:
            SEALED[name].copy(other, kept)
        else:
            for column in columns:
                setattr(kept, column, getattr(other, column))
    return own


def give_back(merge: PersonMerge, kept: Person, merged: Person) -> None:
    """Let both have what they had, but for what was changed since."""
    for name, own in merge.replaced.items():
        if name == NUMBER:
            _give_number_back(kept, merged, own)
        elif name in SEALED:
            if SEALED[name].same(kept, merged):
                setattr(kept, COLUMNS[name][0], own[0])
        elif all(getattr(kept, column) == getattr(merged, column) for column in COLUMNS[name]):
            for column, value in zip(COLUMNS[name], own, strict=True):
                setattr(kept, column, value)


def _swap_numbers(one: Person, other: Person) -> None:
    """Each has the other's number: one is nobody's meanwhile, as no two may have the same."""
    session, numbers = unit_of_work.session(), (other.employee_number, one.employee_number)
    other.employee_number = None
    session.flush()
    one.employee_number = numbers[0]
    session.flush()
    other.employee_number = numbers[1]
    session.flush()


def _give_number_back(kept: Person, merged: Person, own: list[str | None]) -> None:
    first, taken = own
    if (kept.employee_number, merged.employee_number) == (taken, first):
        _swap_numbers(kept, merged)
        return
    # The number was corrected since: that stays, and the other has its own where nobody has it now.
    if not service.is_taken(taken):
        merged.employee_number = taken
