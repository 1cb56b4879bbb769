"""What every route of the interface has in common: permission, audit, limits, ETag, errors."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response, make_response, request
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.api.schemas import Problem
from jicms.audit.events import Event
from jicms.core import crypto
from jicms.core.errors import Denied

View = Callable[..., ResponseReturnValue]
PROBLEM = "application/problem+json"
#: A client may keep an answer, and must ask before it uses it again.
CACHE = "private, no-cache"
ETAG = {"ETag": {"schema": {"type": "string"}, "description": "Of this answer, for If-None-Match."}}

blp = Blueprint(
    "api",
    __name__,
    url_prefix="/api/v1",
    description="Cases and figures, as the token's membership may see them.",
)


def door(
    action: Action,
    schema: type[Any],
    *,
    event: Event = Event.API_READ,
    load: Callable[..., Any] | None = None,
) -> Callable[[View], View]:
    """Declare a route that reads: what the page needs, and a token besides.

    The view returns what `schema` dumps. `load` as in `permit`: the same queries as the pages.
    """

    def decorate(view: View) -> View:
        shown = blp.response(200, schema, headers=ETAG)(view)
        for status, words in _REFUSALS.items():
            if status != 404 or load is not None:
                shown = blp.alt_response(
                    status, schema=Problem, content_type=PROBLEM, description=words
                )(shown)
        shown = blp.alt_response(304, description="Unchanged since the ETag presented")(shown)
        return permit(action, load=_with_token(load), viewed=event)(_conditional(shown, load))

    return decorate


_REFUSALS = {
    401: "No token, or none in force",
    403: "The token's membership does not allow this",
    404: "No record that the token's membership may see",
    422: "The parameters can't be read",
    429: "Too many requests",
}


def _with_token(load: Callable[..., Any] | None) -> Callable[..., Any]:
    """The loader of the page, behind the interface's own permission."""

    def checked(**arguments: Any) -> Any:
        actor = current_actor()
        if not policy.allows(actor, Action.API_READ):
            raise Denied
        return load(**arguments) if load is not None else actor

    return checked


def _conditional(view: View, load: Callable[..., Any] | None) -> View:
    """Give the answer its ETag; answer 304 where the caller has it already."""

    @wraps(view)
    def tagged(record: Any) -> Response:
        answer = make_response(view(record) if load is not None else view())
        if answer.status_code == 200:
            answer.set_etag(crypto.digest(answer.get_data())[:32])
            answer.headers["Cache-Control"] = CACHE
            answer.make_conditional(request)
        return answer

    return tagged
