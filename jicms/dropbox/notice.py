"""What the inside tells the page: whether it is live, for whom, and to which key it seals.

The row is signed, so that nobody who can merely write in the drop box opens the page, or makes it
seal to a key of his own. It ends by itself: where nobody collects, nobody may report.
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, delete, insert, select
from sqlalchemy.exc import IntegrityError

from jicms.core import crypto
from jicms.dropbox.envelope import INSIDE, SIGNING
from jicms.dropbox.tables import notice as table

#: A notice holds so long; each collecting renews it.
LASTS = timedelta(days=3)
#: How often a notice is put while others put theirs.
TRIES = 5


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency that takes reports."""

    code: str
    name: str
    telephone: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """`seals_to`: the public key of the inside. `until`: when the notice ends. `kept_days`: how
    long a mailbox is kept that is idle."""

    is_live: bool
    until: datetime
    seals_to: str
    agencies: tuple[Agency, ...]
    form_number: str = ""
    zone: str = "America/New_York"
    kept_days: int = 180

    def is_open(self, at: datetime) -> bool:
        """Whether reports are taken at that moment."""
        return self.is_live and at < self.until and bool(self.agencies)


def public_key() -> str:
    """The key that the page checks notices with: JICMS_PUBLIC_KEY of its process."""
    return crypto.ring_key(SIGNING).public


def publish(
    engine: Engine,
    *,
    is_live: bool,
    at: datetime,
    agencies: tuple[Agency, ...],
    form_number: str,
    zone: str,
    kept_days: int,
) -> Notice:
    """Put the notice in the drop box, signed, in place of the one before."""
    said = Notice(
        is_live=is_live,
        until=at + LASTS,
        seals_to=crypto.ring_key(INSIDE).public,
        agencies=agencies,
        form_number=form_number,
        zone=zone,
        kept_days=kept_days,
    )
    body = json.dumps(asdict(said) | {"until": said.until.isoformat()}, sort_keys=True)
    row = {"id": 1, "body": body, "signature": crypto.ring_key(SIGNING).sign(body.encode())}
    for tries_left in reversed(range(TRIES)):
        try:
            with engine.begin() as connection:
                connection.execute(delete(table))
                connection.execute(insert(table).values(row))
            break
        except IntegrityError:
            # Another collector put its notice there since the old one was taken away: ours, which
            # is as new, takes its place.
            if not tries_left:
                raise
    return said


def read(engine: Engine, key: str) -> Notice | None:
    """The notice that stands, if the holder of `key` signed it."""
    with engine.connect() as connection:
        row = connection.execute(select(table.c.body, table.c.signature)).first()
    if row is None or not crypto.is_signed(key, row.body.encode(), row.signature):
        return None
    said = json.loads(row.body)
    return Notice(
        **said
        | {
            "until": datetime.fromisoformat(said["until"]),
            "agencies": tuple(Agency(**agency) for agency in said["agencies"]),
        }
    )
