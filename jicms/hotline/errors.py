"""Refusals as pages that say what to do. No line of a log names an address or what was typed."""

import logging

from flask import Flask, make_response, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException, InternalServerError

from jicms.hotline.live import Closed, TooMany
from jicms.hotline.state import Lost
from jicms.web.errors import PROBLEMS

log = logging.getLogger(__name__)


def _page(status: int, title: str, text: str, *points: str) -> ResponseReturnValue:
    html = render_template("hotline/message.html", title=title, text=text, points=points)
    return make_response(html, status)


def lost(_error: Lost) -> ResponseReturnValue:
    """There is no state, or none of this browser's."""
    return _page(
        409,
        "This page can’t be continued",
        "It was open for too long, or your browser did not send back its cookie. Nothing was sent.",
        "Press Back in your browser: what you wrote may still stand there. Copy it.",
        "Allow cookies for this site. The one that we use holds a random name and nothing else.",
        "Then start again.",
    )


def closed(_error: Closed) -> ResponseReturnValue:
    """The page takes nothing now."""
    return _page(
        503,
        "Reports can’t be sent here now",
        "This page is closed for the moment. Nothing was sent.",
        "Press Back in your browser to copy what you wrote.",
        "Try again later, or use another way to report.",
    )


def too_many(_error: TooMany) -> ResponseReturnValue:
    """A limit is used up."""
    return _page(
        429,
        "Too many requests",
        "Too much was sent from your network in a short time. Nothing was sent now.",
        "Press Back in your browser: what you wrote still stands there.",
        "Wait a quarter of an hour, then try again.",
    )


def refused(error: HTTPException) -> ResponseReturnValue:
    """Any other refusal by its status."""
    status = error.code or 500
    if status < 400:
        return error.get_response()
    if status == 404:
        return _page(404, "Page not found", "There is no such page.", "Start from the first page.")
    said = PROBLEMS.get(status, PROBLEMS[400 if status < 500 else 500])
    if status == 413:
        back = "Press Back in your browser: what you wrote still stands there."
        return _page(
            413, said.title, "The files or the text are too large. Nothing was sent.", back
        )
    return _page(status, said.title, said.text)


def broken(error: Exception) -> ResponseReturnValue:
    """A fault of ours. The log gets its kind and place; a database's message may hold values."""
    log.error("fault on %s", request.path, exc_info=None if _may_tell(error) else error)
    if _may_tell(error):
        log.error("%s", type(error).__name__)
    return refused(InternalServerError())


def _may_tell(error: Exception) -> bool:
    return isinstance(error, DBAPIError)


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_error_handler(Lost, lost)
    app.register_error_handler(Closed, closed)
    app.register_error_handler(TooMany, too_many)
    app.register_error_handler(HTTPException, refused)
    app.register_error_handler(Exception, broken)
