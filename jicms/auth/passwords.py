"""First password, change, and reset with a one-time code."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.auth import sessions, throttle
from jicms.auth.models import OneTimeCode, User
from jicms.core import clock, crypto
from jicms.core.errors import RuleBroken

MIN_LENGTH = 12
MAX_LENGTH = 128
CODE_LASTS = timedelta(hours=24)


def refusals(user: User, password: str) -> list[str]:
    """What is wrong with a new password; length counts, composition rules do not (SP 800-63B)."""
    said = []
    if len(password) < MIN_LENGTH:
        said.append(f"Use at least {MIN_LENGTH} characters; this has {len(password)}.")
    if len(password) > MAX_LENGTH:
        said.append(f"Use at most {MAX_LENGTH} characters.")
    folded = password.casefold()
    if user.username.casefold() in folded or len(set(folded)) < 5:
        said.append("Choose something that is harder to guess.")
    if user.password_hash and crypto.verify_password(user.password_hash, password):
        said.append("Choose a password that differs from the present one.")
    return said


def set_password(
    session: Session, user: User, password: str, *, keep_session: int | None = None
) -> None:
    """Store a new password and end the user's other sessions. Raises `RuleBroken`."""
    said = refusals(user, password)
    if said:
        raise RuleBroken(said, field="password")
    user.password_hash = crypto.hash_password(password)
    user.must_change_password = False
    sessions.end_all(session, user.id, but=keep_session)
    recorder.record(Event.PASSWORD_CHANGED, obj=user)
    session.flush()


def give_code(session: Session, user: User, *, given_by_id: int | None) -> str:
    """A one-time code for a reset, shown once to the administrator; ends the user's sessions."""
    code = crypto.one_time_code()
    for old in session.scalars(
        select(OneTimeCode).where(OneTimeCode.user_id == user.id, OneTimeCode.used_at.is_(None))
    ):
        old.used_at = clock.now()
    session.add(
        OneTimeCode(
            user_id=user.id,
            digest=crypto.token_digest(crypto.normalise_code(code)),
            expires_at=clock.now() + CODE_LASTS,
            given_by_id=given_by_id,
        )
    )
    user.must_change_password = True
    sessions.end_all(session, user.id)
    throttle.clear(session, user.username, throttle.ACCOUNT, throttle.PASSWORD)
    recorder.record(Event.PASSWORD_RESET, obj=user)
    session.flush()
    return code


def redeem(session: Session, username: str, code: str) -> tuple[User, OneTimeCode] | None:
    """The user and the unused code, or None without saying which part was wrong."""
    digest = crypto.token_digest(crypto.normalise_code(code))
    row = session.execute(
        select(User, OneTimeCode)
        .join(OneTimeCode, OneTimeCode.user_id == User.id)
        .where(
            User.username == username,
            User.is_active,
            OneTimeCode.digest == digest,
            OneTimeCode.used_at.is_(None),
            OneTimeCode.expires_at > clock.now(),
        )
    ).first()
    return (row[0], row[1]) if row else None
