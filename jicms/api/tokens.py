"""From the bearer token of a request to its actor."""

from flask import g, request
from flask.typing import ResponseReturnValue

from jicms.access.actor import Actor
from jicms.api.policy import SOURCE
from jicms.auth.actors import actor_for
from jicms.auth.loader import FOR_PROGRAMS
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
    error = ', error="invalid_token"' if presented else ""
    return errors.answer(
        401,
        title="A token is needed",
        sentences=("Present a granted token that is in force: Authorization: Bearer ….",),
        headers={"WWW-Authenticate": f'Bearer realm="jicms"{error}'},
    )


def touch() -> None:
    """Note in the view's own short transaction that the token is in use."""
    if "api_token_id" in g:
        touch_token(unit_of_work.session(), g.api_token_id)


def caller() -> str:
    """What requests are counted by: the token presented, as a digest, or the address."""
    secret = _presented()
    return crypto.token_digest(secret) if secret else request.remote_addr or "unknown"
