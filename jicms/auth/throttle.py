"""Lock-out after repeated failures, per account name and per address.

The keys are keyed hashes: the table does not say which names were tried, and an unknown name is
counted exactly like a known one.
"""

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jicms.auth.models import SignInThrottle
from jicms.core import clock, crypto

#: Signing in (by password or code), and the present password where it is changed.
ACCOUNT, PASSWORD = "account", "password"
ACCOUNT_LIMIT = 5
ADDRESS_LIMIT = 50
WINDOW = timedelta(minutes=15)
LOCKED_FOR = timedelta(minutes=15)


def keys(username: str, address: str, way: str = ACCOUNT) -> tuple[tuple[str, int], ...]:
    """The two keys of an attempt, each with its limit. What fails in one `way` locks that alone:
    guesses in an open session keep nobody from signing in."""
    key_id = crypto.current_key_id("throttle")
    named = ((f"{way}:{username}", ACCOUNT_LIMIT), (f"address:{address}", ADDRESS_LIMIT))
    return tuple((crypto.tag("throttle", text.encode(), key_id=key_id), n) for text, n in named)


def is_locked(session: Session, username: str, address: str, way: str = ACCOUNT) -> bool:
    """Whether the account name or the address has to wait.

    Attempts on one account name follow each other from here to the end of the transaction: guesses
    made side by side would all be heard before the first is counted.
    """
    now = clock.now()
    known = keys(username, address, way)
    _wait_for(session, known[0][0])
    rows = [session.get(SignInThrottle, key) for key, _limit in known]
    return any(row and row.locked_until and row.locked_until > now for row in rows)


def count_failure(session: Session, username: str, address: str, way: str = ACCOUNT) -> bool:
    """Count a failed attempt; True where it locks the account name or the address."""
    now = clock.now()
    locked = False
    for key, limit in keys(username, address, way):
        _wait_for(session, key)
        row = session.get(SignInThrottle, key, populate_existing=True)
        if row is None:
            row = SignInThrottle(key=key, failures=0, first_at=now)
            session.add(row)
        elif now - row.first_at > WINDOW:
            row.failures, row.first_at, row.locked_until = 0, now, None
        row.failures += 1
        if row.failures >= limit:
            row.locked_until = now + LOCKED_FOR
            locked = True
    session.flush()
    return locked


def _wait_for(session: Session, key: str) -> None:
    """Hold the key until the transaction ends. SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(int(key[:15], 16))))


def clear(session: Session, username: str, *ways: str) -> None:
    """Forget the failures of an account name in those ways, after a success or a reset."""
    for way in ways:
        row = session.get(SignInThrottle, keys(username, "", way)[0][0])
        if row is not None:
            session.delete(row)
