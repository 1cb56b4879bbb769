"""What the inside does with the drop box: take items out, and put letters in."""

from dataclasses import dataclass

from sqlalchemy import Engine, case, delete, insert, select
from sqlalchemy.exc import IntegrityError

from jicms.dropbox.envelope import REPORT
from jicms.dropbox.tables import item as items
from jicms.dropbox.tables import letter, mailbox, part


@dataclass(frozen=True, slots=True)
class Dropped:
    """An item as it lies in the box."""

    key: str
    kind: str
    box: bytes
    parts: list[bytes]


def waiting(engine: Engine) -> list[str]:
    """The keys of all items, reports before messages."""
    first = case((items.c.kind == REPORT, 0), else_=1)
    with engine.connect() as connection:
        return list(connection.scalars(select(items.c.key).order_by(first, items.c.key)))


def look(engine: Engine, key: str) -> Dropped | None:
    """An item with its files; None where another collector took it."""
    with engine.connect() as connection:
        row = connection.execute(select(items).where(items.c.key == key)).first()
        parts = connection.scalars(
            select(part.c.box).where(part.c.item_key == key).order_by(part.c.n)
        )
        return None if row is None else Dropped(row.key, row.kind, row.box, list(parts))


def remove(engine: Engine, key: str) -> None:
    """Delete an item that the inside has stored. Twice is once."""
    with engine.begin() as connection:
        connection.execute(delete(part).where(part.c.item_key == key))
        connection.execute(delete(items).where(items.c.key == key))


def post(engine: Engine, *, key: str, digest: str, box: bytes) -> None:
    """Put a letter into a mailbox. Twice is once."""
    try:
        with engine.begin() as connection:
            connection.execute(insert(letter).values(key=key, code_digest=digest, box=box))
    except IntegrityError:
        return


def end(engine: Engine, digest: str) -> int:
    """Take a mailbox out of the box: its door and its letters; the number of letters."""
    with engine.begin() as connection:
        gone = connection.execute(delete(letter).where(letter.c.code_digest == digest))
        connection.execute(delete(mailbox).where(mailbox.c.code_digest == digest))
    return gone.rowcount
