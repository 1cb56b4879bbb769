"""From the cookie of a request to its actor."""

from urllib.parse import urlsplit

from flask import current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import UserMixin

from jicms.access.actor import Actor, find_actor
from jicms.auth import carrying, sessions
from jicms.auth.actors import actor_for
from jicms.core import clock, unit_of_work
from jicms.extensions import login_manager

#: Where programs call: they present a token, and a browser's cookie opens nothing.
FOR_PROGRAMS = "/api/"
#: What somebody who must set a first password can still open.
BEFORE_PASSWORD = frozenset({"auth.password", "auth.sign_out", "auth.stay"})


def load_actor() -> Actor | None:
    """The actor of the browser's session, or None."""
    if request.path.startswith(FOR_PROGRAMS):
        return None
    token = session.get(carrying.SESSION_KEY)
    if not isinstance(token, str):
        return None
    found = sessions.find(unit_of_work.session(), token, idle=current_app.config["SESSION_IDLE"])
    if found is None:
        return None
    row, people = found
    assert row.membership is not None
    g.user_session = row
    if clock.now() - row.last_seen_at > sessions.TOUCH_EVERY:
        g.session_to_touch = row.id
    if row.user.must_change_password and request.endpoint not in BEFORE_PASSWORD:
        g.must_set_password = True
        return None
    return actor_for(row.membership, people=people)


def challenge() -> ResponseReturnValue | None:
    """Send somebody who is not signed in to the form, and back to the page afterwards."""
    if request.path.startswith(FOR_PROGRAMS):
        return None
    if g.get("must_set_password"):
        return redirect(url_for("auth.password"))
    if (asked := carrying.ask()) is not None:
        return asked
    wanted = request.full_path.rstrip("?") if request.method == "GET" else ""
    if wanted in {"", "/"}:
        return redirect(url_for("auth.sign_in"))
    return redirect(url_for("auth.sign_in", next=wanted))


def destination(wanted: str) -> str:
    """Where to go after sign-in: a path of this site, or My work. Never another host."""
    parts = urlsplit(wanted)
    is_local = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    if not is_local or parts.scheme or parts.netloc or "\\" in wanted:
        return url_for("home.index")
    return wanted


def touch() -> None:
    """Note in the view's own short transaction that the session is in use."""
    if "session_to_touch" in g:
        sessions.touch(unit_of_work.session(), g.session_to_touch)


class SignedIn(UserMixin):  # type: ignore[misc] # Flask-Login publishes no types
    """What `current_user` is: the actor, as extensions that know Flask-Login expect it."""

    def __init__(self, actor: Actor) -> None:
        self.id = str(actor.user_id)
        self.actor = actor


@login_manager.request_loader  # type: ignore[untyped-decorator]
def current_user_of(_request: object) -> SignedIn | None:
    """Flask-Login's view of the actor that the guard identified."""
    actor = find_actor()
    return SignedIn(actor) if actor is not None else None
