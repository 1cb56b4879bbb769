"""What every kind of record does with a batch of rows: find what is there, insert, change."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any, ClassVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jicms.imports import bulk
from jicms.imports.mapping import FileMapping, Mapping, State
from jicms.imports.reading import Row
from jicms.imports.values import Cell


@dataclass(frozen=True, slots=True)
class Known:
    """A stored record: its id, its case, and its fields as they were delivered."""

    id: int
    case_id: int | None
    fields: dict[str, str]
    extra: Any = None


@dataclass(frozen=True, slots=True)
class Change:
    """What an extract changes in a stored record: the new cells and the old texts, by field."""

    row: Row
    known: Known
    new: dict[str, Cell]
    old: dict[str, str]


@dataclass(slots=True)
class Context:
    """One run's constants. `written` counts new rows by table."""

    session: Session
    mapping: Mapping
    agency_id: int
    office_id: int
    discipline_office_id: int
    now: datetime
    written: Counter[str] = field(default_factory=Counter)

    def moment(self, day: date | None) -> datetime | None:
        """The first moment of a day in the source's zone, in UTC; a moment stays one."""
        if day is None:
            return None
        if isinstance(day, datetime):
            return day.replace(tzinfo=self.mapping.zone).astimezone(UTC)
        return datetime.combine(day, time(), self.mapping.zone).astimezone(UTC)

    def state(self, status: str, *, is_closed: bool) -> State:
        """Our status for the source's."""
        if not status:
            return self.mapping.state_rules["blank_closed" if is_closed else "blank"]
        return self.mapping.states.get(status) or self.mapping.state_rules["other"]

    def key(self, text: str) -> str:
        """A key of the source, told apart from other sources' keys."""
        return f"{self.mapping.prefix}{text}"

    def insert(self, model: type[Any], rows: list[dict[str, Any]]) -> None:
        """Write new rows and count them."""
        self.written[model.__tablename__] += bulk.insert(self.session, model, rows)

    def ids(self, model: type[Any], count: int) -> Iterator[int]:
        """Ids for new rows."""
        return bulk.reserve(self.session, model, count)

    def last(self, column: Any, parent: Any, ids: Collection[int]) -> Counter[int]:
        """The highest number given among each parent's children."""
        found: Counter[int] = Counter()
        if ids:
            statement = select(parent, func.max(column)).where(parent.in_(ids)).group_by(parent)
            found.update(dict(self.session.execute(statement).all()))
        return found


class Target:
    """A kind of record. One instance per file of a run."""

    kind: ClassVar[str]
    #: Fields that a later extract may fill or contradict.
    compared: ClassVar[tuple[str, ...]] = ()
    #: Equal rows are different records (people without a name).
    keeps_equal_rows: ClassVar[bool] = False

    def __init__(self, context: Context, file: FileMapping) -> None:
        self.context = context
        self.file = file
        #: Fields that this file can fill or contradict.
        mapped = {column.field for column in file.columns}
        self.fields = tuple(name for name in self.compared if name in mapped)

    def key_of(self, row: Row) -> str:
        """The natural key: the same record in every delivery."""
        raise NotImplementedError

    def references(self, rows: Iterable[Row]) -> dict[str, set[str]]:
        """Keys of records that must be there already, by kind."""
        cases, persons = set(), set()
        for row in rows:
            cases.add(self.context.key(row.cell("case").text))
            if row.cell("person").text:
                persons.add(self.context.key(row.cell("person").text))
        return {"case": cases, "person": persons}

    def known(self, keys: Collection[str]) -> dict[str, Known]:
        """The stored records with these keys."""
        raise NotImplementedError

    def insert(self, rows: list[Row]) -> None:
        """Store new records. Their references exist, their keys are new and differ."""
        raise NotImplementedError

    def change(self, changes: list[Change]) -> None:
        """Store changed fields of records that are there."""
        raise NotImplementedError


def grouped(rows: Iterable[Row], name: str) -> dict[str, list[Row]]:
    """Rows by the text of a field, in order."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.cell(name).text].append(row)
    return found
