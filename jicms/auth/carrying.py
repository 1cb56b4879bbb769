"""What was typed when a session was lost comes along through the sign-in.

Only to the account whose text it is: the page's form token is of the session that this browser
holds, ended or not, or of the one before it of the same account. Only for pages that draw their
form again, and save nothing, when they are posted without a button: the user looks at the text and
presses the button once more, so a forged request gains nothing. The text travels sealed, through
the browser alone; nothing of it is stored.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError, validate_csrf
from wtforms import ValidationError

from jicms.auth import sessions
from jicms.auth.forms import SignInForm
from jicms.core import clock, crypto, unit_of_work

#: Endpoint -> the names of its buttons, which do not come along.
redrawn: dict[str, frozenset[str]] = {}
FIELD = "carried"
LASTS = timedelta(hours=1)
#: Characters; a longer text comes from no form of ours.
LIMIT = 400_000
_CONTEXT = "through the sign-in"
# Names in the browser's signed cookie.
SESSION_KEY = "sid"
_LEFT = "left"  # the account that signed out
_TOKEN = "csrf_token"  # noqa: S105 - what pages are known by
_EARLIER = "earlier_token"


@dataclass(frozen=True, slots=True)
class Carried:
    """What came along: where it belongs, the pairs as they were typed, whether files were lost."""

    path: str
    pairs: list[tuple[str, str]]
    files: bool


def owner() -> int | None:
    """The account whose session the browser holds, ended or not; None where it holds none."""
    token, left = session.get(SESSION_KEY), session.get(_LEFT)
    if isinstance(token, str):
        return sessions.owner(unit_of_work.session(), token)
    return left if isinstance(left, int) else None


def sign_in_as(user_id: int, token: str) -> None:
    """Begin the cookie of a new session; it knows pages of the account's last one."""
    earlier = session.get(_TOKEN) if owner() == user_id else None
    session.clear()
    session[SESSION_KEY] = token
    if earlier is not None:
        session[_EARLIER] = earlier


def sign_out() -> None:
    """Forget the session, but not whose pages may still be open."""
    left, token = owner(), session.get(_TOKEN)
    session.clear()
    if left is not None:
        session[_LEFT] = left
        if token is not None:
            session[_TOKEN] = token


def packed(user_id: int) -> str:
    """What this request carries, sealed for whose session it was; "" where it carries nothing."""
    if not _is_redrawn():
        return ""
    left_out = redrawn[request.endpoint or ""] | {"csrf_token"}
    pairs = [pair for pair in request.form.items(multi=True) if pair[0] not in left_out]
    if sum(len(name) + len(value) for name, value in pairs) > LIMIT:
        return ""
    files = any(file.filename for file in request.files.values())
    until = (clock.now() + LASTS).isoformat()
    told = {"to": request.path, "by": user_id, "until": until, "typed": pairs, "files": files}
    return crypto.seal_text("carried", _CONTEXT, json.dumps(told))


def unpacked(sealed: str, user_id: int) -> Carried | None:
    """What came along for this user; None for what is another's, too old, or not ours."""
    try:
        told = json.loads(crypto.open_text("carried", _CONTEXT, sealed))
    except crypto.CryptoError:
        return None
    if told["by"] != user_id or datetime.fromisoformat(told["until"]) < clock.now():
        return None
    pairs = [(str(name), str(value)) for name, value in told["typed"]]
    return Carried(told["to"], pairs, bool(told["files"]))


def ask() -> ResponseReturnValue | None:
    """The sign-in page with what was typed behind it; None where nothing can come along."""
    user_id = owner()
    sealed = packed(user_id) if user_id is not None else ""
    return _sign_in_page(sealed) if sealed else None


def _is_redrawn() -> bool:
    return request.method == "POST" and request.endpoint in redrawn


def _sign_in_page(sealed: str) -> ResponseReturnValue:
    form = SignInForm(formdata=None)
    page = render_template("auth/sign_in.html", form=form, carried=sealed, lost=not sealed)
    return page, 401, {"Cache-Control": "no-store"}


def go_on(sealed: str, user_id: int, otherwise: str) -> ResponseReturnValue:
    """After the sign-in: back to the form with what was typed, else to `otherwise`."""
    found = unpacked(sealed, user_id) if sealed else None
    if found is None:
        return redirect(otherwise)
    g.pop("csrf_token", None)  # the one of the session that ended
    page = render_template("auth/carried.html", carried=found)
    return page, 200, {"Cache-Control": "no-store"}


def on_lost_token(_error: CSRFError, user_id: int | None) -> ResponseReturnValue | None:
    """The form's token is not of the session that the browser holds: sign in, or go on where that
    was done. Nobody knows whose text it is but for a page of the account's session before."""
    if user_id is None:
        return _sign_in_page("") if _is_redrawn() else None
    sealed = packed(user_id) if _is_of_earlier_page() else ""
    return go_on(sealed, user_id, url_for("home.index")) if sealed else None


def _is_of_earlier_page() -> bool:
    try:
        validate_csrf(request.form.get("csrf_token"), token_key=_EARLIER)
    except ValidationError:
        return False
    return True
