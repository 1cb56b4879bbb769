"""What the page's process does with the drop box: add, and read letters. It never reads an item."""

from collections.abc import Sequence

from sqlalchemy import Engine, insert, select
from sqlalchemy.exc import IntegrityError

from jicms.core import crypto
from jicms.core.crypto import Passwords
from jicms.dropbox.envelope import Item, seal_item
from jicms.dropbox.tables import item as items
from jicms.dropbox.tables import letter, mailbox, part


def put(engine: Engine, item: Item, public: str, *, opens: tuple[str, str] | None = None) -> bool:
    """Drop an item, sealed to the inside; False where its key is there already: a second sending.

    `opens`: (digest of the code, hash of the phrase) of the mailbox that comes into being with it.
    """
    box, boxes = seal_item(item, public)
    parts = [{"item_key": item.key, "n": n, "box": part} for n, part in enumerate(boxes, 1)]
    try:
        with engine.begin() as connection:
            if opens is not None:
                row = {"code_digest": opens[0], "phrase_hash": opens[1]}
                connection.execute(insert(mailbox).values(row))
            connection.execute(insert(items).values(key=item.key, kind=item.kind, box=box))
            if parts:
                connection.execute(insert(part), parts)
    except IntegrityError:
        return False
    return True


def knows(engine: Engine, digest: str, phrase: str, passwords: Passwords) -> bool:
    """Whether code and phrase belong together; a wrong code costs what a wrong phrase does."""
    with engine.connect() as connection:
        stored = connection.scalar(
            select(mailbox.c.phrase_hash).where(mailbox.c.code_digest == digest)
        )
    return passwords.verify(stored, crypto.normalise_phrase(phrase))


def letters(engine: Engine, digest: str) -> Sequence[tuple[str, bytes]]:
    """The letters of a mailbox, sealed: key and box."""
    with engine.connect() as connection:
        rows = connection.execute(
            select(letter.c.key, letter.c.box).where(letter.c.code_digest == digest)
        )
        return [(row.key, row.box) for row in rows]
