"""The first page, the words about accessibility and privacy, and the way out."""

from flask import make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from jicms.hotline import state as states
from jicms.hotline.live import live
from jicms.hotline.views import bp


@bp.get("/")
def index() -> ResponseReturnValue:
    """The Privacy Act statement and what to know before anything is asked."""
    return render_template("hotline/index.html", notice=live())


@bp.get("/accessibility")
def accessibility() -> ResponseReturnValue:
    """Who helps where the page does not work."""
    return render_template("hotline/accessibility.html", notice=live())


@bp.get("/healthz")
def healthz() -> ResponseReturnValue:
    """Whether the page is up and live, for whoever watches it."""
    live()
    return "ok\n", 200, {"Content-Type": "text/plain; charset=utf-8"}


@bp.post("/leave")
def leave() -> ResponseReturnValue:
    """Forget this browser: no page that it has can be used any more."""
    return states.forget(make_response(redirect(url_for("hotline.left"))))


@bp.get("/left")
def left() -> ResponseReturnValue:
    """What to do on a computer that others use."""
    return render_template("hotline/left.html")
