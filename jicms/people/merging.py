"""Two records of one person become one, and are parted again.

Every reference to the one record is moved to the other and noted, so that all reads (the wall,
histories, searches, duplicates) stay what they are, and the undoing moves back exactly those rows.
"""

from collections.abc import Callable, Collection, Iterator, Sequence

from sqlalchemy import (
    Column,
    ColumnElement,
    Table,
    UniqueConstraint,
    and_,
    exists,
    false,
    or_,
    select,
    update,
)

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.core import clock, unit_of_work
from jicms.core.errors import Missing, RuleBroken, Stale, TransitionRefused
from jicms.extensions import db
from jicms.people import choosing
from jicms.people.choosing import COLUMNS, SEALED
from jicms.people.models import DeclaredRelation, Person, PersonAlias
from jicms.people.models_merge import PersonMerge, PersonMergeRow
from jicms.people.scope import is_close
from jicms.people.service import tell_changed

#: Blanks of the kept record that the other fills; names are kept as other names.
FILLED = ("gender", "telephone", "email", "agency_id", "born_sealed", "ssn_sealed")
_SEALED = {COLUMNS[name][0]: kind for name, kind in SEALED.items()}
#: References that say what was, and never move. What was merged into the one record leads on to
#: the other: `merged_into_id` is moved like the rest.
STAY = {
    ("person_merge", "kept_id"): "the history of merges",
    ("person_merge", "merged_id"): "the history of merges",
}
#: Called as fn(person_id, actor) for each of two who were one, or close, and are no longer: what
#: the wall shut by it alone opens again. `cases` registers.
parted: list[Callable[[int, Actor], None]] = []

_AT_ONCE = 500


def references() -> Iterator[tuple[Table, str]]:
    """Every column that says who somebody is, with its table."""
    for table in db.metadata.sorted_tables:
        for column in table.columns:
            targets = {key.target_fullname for key in column.foreign_keys}
            if "person.id" in targets and (table.name, column.name) not in STAY:
                yield table, column.name


def key_of(table: Table) -> Column[int]:
    """The one column that is the row's key."""
    (key,) = table.primary_key.columns
    return key


def refusals(kept: Person, merged: Person) -> list[str]:
    """Why the two can't become one record, in sentences that tell nothing hidden."""
    said = []
    if kept.id == merged.id:
        said.append("Choose another record: this is the same one.")
    agencies = {kept.agency_id, merged.agency_id} - {None}
    if len(agencies) > 1:
        said.append(
            "These records belong to two agencies, and each keeps its own. The conflict wall knows"
            " both where an administrator links the account to both."
        )
    if merged.employee_number and not kept.employee_number:
        said.append("Keep the record that has an employee number.")
    return said


def merge_persons(
    kept: Person,
    *,
    actor: Actor,
    merged: Person,
    versions: tuple[int | None, int | None],
    reason: str,
    take: Collection[str] = (),
) -> PersonMerge:
    """Make `merged` a part of `kept`. Both in the actor's sight; `versions` are those compared.
    Of what both have the kept one's stands, but for the names in `take` (`choosing.COLUMNS`).

    Raises `RuleBroken` where the two can't be one, `Stale` where either changed since.
    """
    _require(actor, kept, merged)
    _lock(kept, merged)
    said = refusals(kept, merged)
    if not said and _are_relatives(kept.id, merged.id):
        said = ["These two records can’t be merged. Ask the security administrator."]
    if said:
        raise RuleBroken(said)
    if (kept.version, merged.version) != versions:
        raise Stale({})
    if not reason.strip():
        raise RuleBroken("Write why they are one person.", field="reason")
    session = unit_of_work.session()
    merge = PersonMerge(
        kept_id=kept.id, merged_id=merged.id, user_id=actor.user_id, reason=reason.strip()
    )
    known_as = (kept.name, kept.search_name)
    merge.filled = _fill(kept, merged)
    merge.replaced = choosing.take(kept, merged, take, actor=actor)
    merged.merged_into_id = kept.id
    session.add(merge)
    session.flush()
    moved = _move_all(merge)
    merge.alias_id = _keep_name(kept, *(known_as if "name" in merge.replaced else _name(merged)))
    session.flush()
    recorder.record(
        Event.PERSON_MERGED,
        obj=merge,
        person=kept.id,
        merged=merged.id,
        references=moved,
        taken=sorted(merge.replaced),
    )
    session.expire_all()
    tell_changed(kept.id, actor)
    return merge


def undo_merge(merge: PersonMerge, *, actor: Actor, reason: str) -> None:
    """Part the records again: what was moved goes back, what was recorded since stays."""
    kept, merged = merge.kept, merge.merged
    _require(actor, kept, merged)
    _lock(kept, merged)
    unit_of_work.session().refresh(merge, ["undone_at"], with_for_update=True)
    if merge.undone_at is not None:
        raise TransitionRefused("This merge was undone already.")
    if kept.merged_into_id is not None:
        raise TransitionRefused("Undo the later merge first.")
    if not reason.strip():
        raise RuleBroken("Write why they are two persons.", field="reason")
    session = unit_of_work.session()
    _forget_name(merge, kept)
    moved = _move_back(merge)
    _empty(merge, kept, merged)
    choosing.give_back(merge, kept, merged)
    merged.merged_into_id = None
    merge.undone_at, merge.undone_by_id = clock.now(), actor.user_id
    merge.undone_reason = reason.strip()
    session.flush()
    recorder.record(
        Event.PERSON_MERGE_UNDONE, obj=merge, person=kept.id, merged=merged.id, references=moved
    )
    numbers = (kept.id, merged.id)
    session.expire_all()
    tell_parted(numbers, actor)
    for number in numbers:
        tell_changed(number, actor)


def tell_parted(people: tuple[int, int], actor: Actor) -> None:
    """Two people who stood as one, or were close, do so no longer, and it is flushed."""
    for number in people:
        for tell in parted:
            tell(number, actor)


def _require(actor: Actor, kept: Person, merged: Person) -> None:
    """The right, and neither record the actor's own or a relative's."""
    for person in (kept, merged):
        policy.require(actor, Action.PERSON_MERGE, person)
        if is_close(actor, person.id):
            raise Missing


def _lock(kept: Person, merged: Person) -> None:
    """Hold both against other writers, in one order whoever comes."""
    for person in sorted((kept, merged), key=lambda each: each.id):
        unit_of_work.hold(person)


def _are_relatives(one: int, other: int) -> bool:
    found = unit_of_work.session().scalar(
        select(DeclaredRelation.id).where(
            DeclaredRelation.person_id.in_((one, other)),
            DeclaredRelation.related_id.in_((one, other)),
            DeclaredRelation.ended_at.is_(None),
        )
    )
    return found is not None


def _fill(kept: Person, merged: Person) -> list[str]:
    """Fill the kept record's blanks; the names of what was filled."""
    filled = [name for name in FILLED if getattr(merged, name) and not getattr(kept, name)]
    for name in filled:
        if name in _SEALED:
            _SEALED[name].copy(merged, kept)
        else:
            setattr(kept, name, getattr(merged, name))
    return filled


def _empty(merge: PersonMerge, kept: Person, merged: Person) -> None:
    """Take back what was filled, unless it was changed since."""
    for name in merge.filled:
        if name in _SEALED:
            if _SEALED[name].same(kept, merged):
                setattr(kept, name, None)
        elif getattr(kept, name) == getattr(merged, name):
            setattr(kept, name, None if name == "agency_id" else "")


def _name(person: Person) -> tuple[str, str]:
    return person.name, person.search_name


def _keep_name(kept: Person, name: str, folded: str) -> int | None:
    """The name that does not stand finds the record; the id of the other name, if one was
    written."""
    session = unit_of_work.session()
    session.refresh(kept, ["aliases"])
    known = {kept.search_name, *(alias.search_name for alias in kept.aliases)}
    if not folded or folded in known:
        return None
    alias = PersonAlias(person_id=kept.id, name=name, search_name=folded)
    session.add(alias)
    session.flush()
    return alias.id


def _forget_name(merge: PersonMerge, kept: Person) -> None:
    session = unit_of_work.session()
    if merge.alias_id is None:
        return
    alias = session.get(PersonAlias, merge.alias_id)
    if alias is not None and alias.person_id == kept.id:
        session.delete(alias)
        session.flush()


def _move_all(merge: PersonMerge) -> int:
    """Move every reference and note it; how many there were."""
    session, count = unit_of_work.session(), 0
    for table, name in references():
        column = table.c[name]
        ids = session.scalars(
            select(key_of(table))
            .where(column == merge.merged_id, ~_stands_already(table, name, merge.kept_id))
            .order_by(key_of(table))
            .with_for_update()
        ).all()
        session.add_all(
            PersonMergeRow(merge_id=merge.id, entity=table.name, column_name=name, row_id=number)
            for number in ids
        )
        for at in range(0, len(ids), _AT_ONCE):
            _point(table, name, ids[at : at + _AT_ONCE], merge.merged_id, merge.kept_id)
        count += len(ids)
    session.flush()
    return count


def _move_back(merge: PersonMerge) -> int:
    """Move back what the journal names and still names the kept record."""
    rows = unit_of_work.session().execute(
        select(PersonMergeRow.entity, PersonMergeRow.column_name, PersonMergeRow.row_id)
        .where(PersonMergeRow.merge_id == merge.id)
        .order_by(PersonMergeRow.id)
    )
    found: dict[tuple[str, str], list[int]] = {}
    for entity, name, number in rows:
        found.setdefault((entity, name), []).append(number)
    for (entity, name), ids in found.items():
        table = db.metadata.tables[entity]
        for at in range(0, len(ids), _AT_ONCE):
            _point(table, name, ids[at : at + _AT_ONCE], merge.kept_id, merge.merged_id)
    return sum(map(len, found.values()))


def _point(table: Table, name: str, ids: Sequence[int], was: int, becomes: int) -> None:
    """Let rows name another person. Open forms of a versioned row are stale then."""
    values: dict[str, object] = {name: becomes}
    if "version" in table.c:
        values["version"] = table.c.version + 1
    unit_of_work.session().execute(
        update(table).where(key_of(table).in_(ids), table.c[name] == was).values(values)
    )


def _stands_already(table: Table, name: str, kept_id: int) -> ColumnElement[bool]:
    """A row that may stand once only, and stands for the kept record: the other one stays."""
    twin = table.alias("twin")
    clashes = [
        and_(*(twin.c[other] == table.c[other] for other in others))
        for others in _unique_with(table, name)
    ]
    if not clashes:
        return false()
    return exists().where(twin.c[name] == kept_id, or_(*clashes))


def _unique_with(table: Table, name: str) -> list[list[str]]:
    """The other columns of each uniqueness that the column is part of."""
    groups = [each.columns for each in table.constraints if isinstance(each, UniqueConstraint)]
    groups += [index.columns for index in table.indexes if index.unique]
    named = [[column.name for column in group] for group in groups]
    return [[other for other in group if other != name] for group in named if name in group]
