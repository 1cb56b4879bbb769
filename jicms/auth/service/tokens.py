"""API tokens: asked for, granted, revealed once to their user, revoked.

The administrator who grants a token never holds it: the secret is made when the user reveals it.
"""

from datetime import timedelta

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session, joinedload

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.auth.actors import is_in_force
from jicms.auth.models import ApiToken, Membership, Office
from jicms.core import clock, crypto, unit_of_work
from jicms.core.errors import Denied, RuleBroken, TransitionRefused

#: What a token may be good for. Writing comes with the interface's later parts.
SCOPES = ("read",)
MAX_DAYS = 90
#: Requests and live tokens that one account may have side by side.
MAX_TOKENS = 5
PREFIX = "jicms_"
TOUCH_EVERY = timedelta(minutes=1)


def request_token(*, actor: Actor, purpose: str, scopes: list[str], days: int) -> ApiToken:
    """Ask for a token that acts under the present membership. It is worth nothing yet."""
    policy.require(actor, Action.ACCOUNT)
    session = unit_of_work.session()
    if not purpose.strip():
        raise RuleBroken("Say what the token is for.", field="purpose")
    if not scopes or not set(scopes) <= set(SCOPES):
        raise RuleBroken("Choose what the token may do.", field="scopes")
    if not 1 <= days <= MAX_DAYS:
        raise RuleBroken(f"A token lasts from 1 to {MAX_DAYS} days.", field="days")
    alive = session.scalar(
        select(func.count())
        .select_from(ApiToken)
        .where(
            ApiToken.user_id == actor.user_id,
            ApiToken.revoked_at.is_(None),
            or_(ApiToken.expires_at.is_(None), ApiToken.expires_at > clock.now()),
        )
    )
    if (alive or 0) >= MAX_TOKENS:
        raise RuleBroken(f"You have {MAX_TOKENS} tokens: revoke one first.")
    token = ApiToken(
        user_id=actor.user_id,
        membership_id=actor.membership_id,
        purpose=purpose.strip(),
        scopes=" ".join(sorted(set(scopes))),
        days=days,
    )
    session.add(token)
    session.flush()
    return token


def grant_token(token: ApiToken, *, actor: Actor) -> None:
    """Grant a request; its days count from now."""
    policy.require(actor, Action.TOKEN_GRANT, token)
    _lock(token)
    if token.revoked_at is not None or token.granted_at is not None:
        raise TransitionRefused("This request no longer waits.")
    membership = token.membership
    if not is_in_force(membership, clock.today(membership.office.agency.zone)):
        raise RuleBroken("The membership that the token would act under is not in force.")
    now = clock.now()
    token.granted_at, token.granted_by_id = now, actor.user_id
    token.expires_at = now + timedelta(days=token.days)
    recorder.record(Event.TOKEN_GRANTED, obj=token, user=token.user_id, days=token.days)
    unit_of_work.session().flush()


def reveal_token(token: ApiToken, *, actor: Actor) -> str:
    """Make the secret and return it, this once. Only its user, under the same membership."""
    policy.require(actor, Action.ACCOUNT)
    if token.user_id != actor.user_id or actor.source != "web":
        raise Denied
    if token.membership_id != actor.membership_id:
        raise RuleBroken("Switch to the role that you asked for the token under.")
    _lock(token)
    expired = token.expires_at is None or token.expires_at <= clock.now()
    if token.revoked_at is not None or token.digest is not None or expired:
        raise TransitionRefused("This token can’t be shown: it was shown, revoked or has expired.")
    secret = PREFIX + crypto.random_token()
    token.digest, token.prefix = crypto.token_digest(secret), secret[:12]
    token.revealed_at = clock.now()
    unit_of_work.session().flush()
    return secret


def revoke_token(token: ApiToken, *, actor: Actor) -> None:
    """End a token, or withdraw or decline a request. Its user may, and whoever grants."""
    if token.user_id != actor.user_id:
        policy.require(actor, Action.TOKEN_GRANT, token)
    _lock(token)
    if token.revoked_at is not None:
        raise TransitionRefused("This token has ended already.")
    token.revoked_at = clock.now()
    recorder.record(Event.TOKEN_REVOKED, obj=token, user=token.user_id)
    unit_of_work.session().flush()


def find_token(session: Session, secret: str) -> ApiToken | None:
    """The token of a bearer secret that is worth something now, with all that an actor needs."""
    if not secret.startswith(PREFIX):
        return None
    token = session.scalar(
        select(ApiToken)
        .where(
            ApiToken.digest == crypto.token_digest(secret),
            ApiToken.granted_at.is_not(None),
            ApiToken.revoked_at.is_(None),
            ApiToken.expires_at > clock.now(),
        )
        .options(
            joinedload(ApiToken.membership).joinedload(Membership.user),
            joinedload(ApiToken.membership).joinedload(Membership.office).joinedload(Office.agency),
        )
    )
    if token is None:
        return None
    zone = token.membership.office.agency.zone
    return token if is_in_force(token.membership, clock.today(zone)) else None


def touch_token(session: Session, token_id: int) -> None:
    """Note that the token is in use, at most once a minute."""
    now = clock.now()
    is_due = or_(ApiToken.last_used_at.is_(None), ApiToken.last_used_at < now - TOUCH_EVERY)
    session.execute(
        update(ApiToken)
        .where(ApiToken.id == token_id, is_due)
        .values(last_used_at=now)
        .execution_options(unaudited="the look itself is in the trail")
    )


def _lock(token: ApiToken) -> None:
    # Named columns only: a row joined by an outer join can't be locked.
    unit_of_work.session().refresh(
        token, ("digest", "granted_at", "expires_at", "revoked_at"), with_for_update=True
    )
