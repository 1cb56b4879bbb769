"""Refusals and faults as pages, or as problem+json for programs.

A page says what happened and what to do; it never echoes secrets, SQL, paths or another case's
number. Each has a reference that also stands in the log.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, g, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, InternalServerError, SecurityError

from jicms.access import guard
from jicms.access.actor import find_actor, set_actor
from jicms.core import clock, crypto, unit_of_work
from jicms.core.errors import Denied, DomainError, Missing, RuleBroken, Stale
from jicms.web.forms.text import showable

log = logging.getLogger(__name__)
REFERENCE_LENGTH = 8
#: Fields that are not a user’s text, or must be typed again.
_NOT_TEXT = ("csrf_token", "version", "password", "ssn")
#: Unique violation, serialization failure, deadlock, as PostgreSQL names them.
COLLISIONS = frozenset({"23505", "40001", "40P01"})
#: Asked with the user who is signed in, if one is, before text is merely given back (`auth`).
lost_tokens: list[Callable[[CSRFError, int | None], ResponseReturnValue | None]] = []
#: How much typed text the page gives back; more came from no form of ours.
KEPT_TEXT = 200_000


@dataclass(frozen=True, slots=True)
class Problem:
    """What an error page says: its heading, sentences, and what to do."""

    status: int
    title: str
    text: str
    points: tuple[str, ...] = ()


PROBLEMS = {
    400: Problem(
        400,
        "This request can’t be read",
        "The browser sent something this page does not understand. Nothing was changed.",
        ("Go back, reload the page, and try again.",),
    ),
    401: Problem(401, "Sign in first", "This page is for people who are signed in."),
    403: Problem(
        403,
        "Your role doesn’t allow this",
        "This page or step is for another role. Nothing was changed.",
        ("If your work needs it, ask your supervisor, or switch your role under your name.",),
    ),
    404: Problem(
        404,
        "Page not found",
        (
            "No record that you may see has this address. It may have been typed wrong, moved, or "
            "never existed. We can’t say which."
        ),
        (
            (
                "Check the number: a case number is the fiscal year and five digits. "
                "You can type it in the box at the top."
            ),
            "If someone sent you the link, ask that person or your supervisor.",
        ),
    ),
    405: Problem(
        405,
        "This address doesn’t take that",
        "The page exists, but not for this kind of request. Nothing was changed.",
    ),
    409: Problem(
        409,
        "This step isn’t possible now",
        "The record’s status doesn’t allow it. Nothing was changed.",
        ("Reload the record to see where it stands.",),
    ),
    413: Problem(
        413,
        "This is too large",
        "The files or the text are larger than this page accepts. Nothing was saved.",
        ("Send fewer or smaller files at a time.",),
    ),
    422: Problem(422, "This can’t be done", "Nothing was changed."),
    429: Problem(
        429,
        "Too many requests",
        "Please wait a minute, then try again. Nothing was changed.",
    ),
    500: Problem(
        500,
        "Something went wrong on our side",
        "It was recorded and will be looked at. Nothing was changed.",
        ("Try again. If it happens a second time, give the reference to support.",),
    ),
    503: Problem(
        503,
        "Not available for the moment",
        "Nothing is shown while the audit trail or the database can’t be reached.",
        ("Try again in a minute.",),
    ),
}


def reference() -> str:
    """The reference of this answer: the request's id in a form that can be read out."""
    request_id = g.get("request_id") or crypto.random_token(REFERENCE_LENGTH)
    g.request_id = request_id
    digest = crypto.digest(str(request_id).encode())[:REFERENCE_LENGTH].upper()
    return f"R-{digest[:4]}-{digest[4:]}"


def wants_json() -> bool:
    """Whether the caller is a program."""
    if request.path.startswith("/api/"):
        return True
    offered = ["text/html", "application/json", "application/problem+json"]
    best = request.accept_mimetypes.best_match(offered, default="text/html")
    return best != "text/html"


def typed_texts() -> list[tuple[str, str]]:
    """What the user had typed, by field name, so that a refused form loses nobody's text."""
    kept, room = [], KEPT_TEXT
    for name, text in request.form.items(multi=True):
        hidden = any(part in name.lower() for part in _NOT_TEXT)
        if hidden or not text.strip() or len(text) > room:
            continue
        room -= len(text)
        kept.append((name.replace("-", " ").replace("_", " ").capitalize(), showable(text)))
    return kept


def problem_for(status: int) -> Problem:
    """The page of a status; a status without one of its own has its plain name."""
    if status in PROBLEMS:
        return PROBLEMS[status]
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = "Refused"
    return Problem(status, phrase, "Nothing was changed.")


def answer(
    status: int,
    *,
    title: str = "",
    sentences: tuple[str, ...] = (),
    headers: Mapping[str, str] | None = None,
    **context: Any,
) -> Response:
    """The page or the problem+json of an error."""
    problem = problem_for(status)
    title, text = title or problem.title, sentences or (problem.text,)
    context.setdefault("points", problem.points)
    if wants_json():
        made = _json(status, title, text)
    else:
        made = make_response(_page(problem, title, text, context), status)
    for name, value in (headers or {}).items():
        made.headers[name] = value
    return made


def _json(status: int, title: str, text: tuple[str, ...]) -> Response:
    made = jsonify(
        type="about:blank",
        title=title,
        status=status,
        detail=" ".join(text),
        instance=f"urn:jicms:{reference()}",
    )
    made.status_code = status
    made.content_type = "application/problem+json"
    return made


def _page(problem: Problem, title: str, text: tuple[str, ...], context: dict[str, Any]) -> str:
    """Render it, in the frame of the product if somebody is signed in; no counts are asked."""
    g.plain_frame = True
    _identify()
    layout = "web/base.html" if find_actor() is not None else "web/front.html"
    return render_template(
        "web/error.html",
        layout=layout,
        title=title,
        sentences=text,
        status=problem.status,
        reference=reference(),
        at=clock.now(),
        **context,
    )


def _identify() -> None:
    """Where no view ran (an unknown address), find out who is signed in, for the frame only."""
    if find_actor() is not None:
        return
    try:
        found = next((actor for load in guard.actor_loaders if (actor := load())), None)
    except Exception:
        log.exception("the viewer of an error page could not be identified")
        return
    if found is not None:
        set_actor(found)


def on_domain_error(error: DomainError) -> Response:
    """A refusal by a rule: its sentences are safe to show."""
    if isinstance(error, Stale):
        return answer(
            409,
            title="Somebody changed this record while you were writing",
            sentences=error.sentences,
            points=(),
            versions=error.fields,
            typed=[] if error.fields else typed_texts(),
        )
    if isinstance(error, Missing):
        return answer(404)
    if isinstance(error, Denied):
        return answer(403, sentences=(f"{' '.join(error.sentences)} Nothing was changed.",))
    kept = typed_texts() if isinstance(error, RuleBroken) else []
    return answer(error.status, sentences=error.sentences, typed=kept)


def on_http_error(error: HTTPException) -> Response:
    """An error of the protocol. Werkzeug's own descriptions are not shown."""
    if isinstance(error, SecurityError):  # a foreign Host: no address can be built in a page
        return Response("Unknown host.\n", 400, content_type="text/plain; charset=utf-8")
    if error.response is not None:
        return make_response(error.response)
    headers = {k: v for k, v in error.get_headers() if k in {"Allow", "Retry-After"}}
    return answer(error.code or 500, headers=headers)


def on_csrf_error(error: CSRFError) -> Response:
    """The form's token is missing or of another session: say so, and give the text back."""
    _identify()
    actor = find_actor()
    for carry in lost_tokens:
        carried = carry(error, actor.user_id if actor else None)
        if carried is not None:
            return make_response(carried)
    return answer(
        400,
        title="This form can’t be sent any more",
        sentences=(
            "You were signed out, or signed in again, since the page was opened.",
            "Nothing was saved.",
        ),
        typed=typed_texts(),
    )


def on_stale_row(_error: StaleDataError) -> Response:
    """Two saves at the same moment: the second is refused, and its text given back."""
    unit_of_work.abandon()
    return answer(
        409,
        title="Somebody changed this record while you were writing",
        sentences=("Nothing was saved. Open the record again to see its present state.",),
        typed=typed_texts(),
    )


def on_collision(error: DBAPIError) -> Response:
    """Two requests wrote the same at the same moment and the database kept the first. What else
    the database refuses is a fault of ours."""
    state = getattr(error.orig, "sqlstate", None)
    if state not in COLLISIONS and "UNIQUE constraint failed" not in str(error.orig):
        raise error
    unit_of_work.abandon()
    log.warning("two requests collided (%s); the second was refused", state or "unique")
    return answer(
        409,
        title="Somebody saved the same at the same moment",
        sentences=("Nothing was saved by you. Look whether it is there already, then try again.",),
        typed=typed_texts(),
    )


def on_fault(_error: Exception) -> Response:
    """A fault of ours. Flask has logged it; the page tells its reference and no detail."""
    unit_of_work.abandon()
    log.error("the fault above has the reference %s", reference())
    return answer(500, typed=typed_texts())


def init_app(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(DomainError, on_domain_error)
    app.register_error_handler(HTTPException, on_http_error)
    app.register_error_handler(CSRFError, on_csrf_error)
    app.register_error_handler(StaleDataError, on_stale_row)
    app.register_error_handler(DBAPIError, on_collision)
    app.register_error_handler(InternalServerError, on_fault)
