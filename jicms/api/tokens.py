"""From the bearer token of a request to its actor."""

from flask import g, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from jicms.access.actor import Actor
from jicms.api.policy import SOURCE
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.auth.actors import actor_for
from jicms.auth.loader import FOR_PROGRAMS
from jicms.auth.models import ApiToken
from jicms.auth.service.tokens import find_token, touch_token
from jicms.core import crypto, unit_of_work
from jicms.web import errors

#: The scope of a token that reads.
READ = "read"
#: No token of ours is longer.
LONGEST = 200


def _presented() -> str:
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    return secret.strip() if kind.lower() == "bearer" and len(secret) <= LONGEST else ""


def load_actor() -> Actor | None:
    """The actor of the token: of its one membership, and only here. None without a live one."""
    if not request.path.startswith(FOR_PROGRAMS):
        return None
    secret = _presented()
    token = find_token(unit_of_work.session(), secret) if secret else None
    if token is None or READ not in token.scopes.split():
        return None
    g.api_token_id = token.id
    return actor_for(token.membership, source=SOURCE)


def challenge() -> ResponseReturnValue | None:
    """401 with what to present. A token that ended looks like one that never was."""
    if not request.path.startswith(FOR_PROGRAMS):
        return None
    presented = "Authorization" in request.headers
    _record_ended(_presented())
    error = ', error="invalid_token"' if presented else ""
    return errors.answer(
        401,
        title="A token is needed",
        sentences=("Present a granted token that is in force: Authorization: Bearer ….",),
        headers={"WWW-Authenticate": f'Bearer realm="jicms"{error}'},
    )


def _record_ended(secret: str) -> None:
    """Tell the trail that a token was used after its end. What never was one leaves no row: the
    trail can't be filled from outside."""
    if not secret:
        return
    found = unit_of_work.session().execute(
        select(ApiToken.id, ApiToken.user_id).where(ApiToken.digest == crypto.token_digest(secret))
    )
    token = found.first()
    if token is None:
        return
    with unit_of_work.write():
        recorder.record(
            Event.REFUSED,
            entity=("api_token", token.id),
            answered=401,
            user=token.user_id,
            path=request.path[:200],
        )


def touch() -> None:
    """Note in the view's own short transaction that the token is in use."""
    if "api_token_id" in g:
        touch_token(unit_of_work.session(), g.api_token_id)


def caller() -> str:
    """What requests are counted by: the token presented, as a digest, or the address."""
    secret = _presented()
    return crypto.token_digest(secret) if secret else request.remote_addr or "unknown"
