"""What was typed when a session was lost comes along through the sign-in.

Only for pages that draw their form again, and save nothing, when they are posted without a button:
the user looks at the text and presses the button once more, so a forged request gains nothing. The
text travels sealed, through the browser alone; nothing of it is stored.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError

from jicms.auth.forms import SignInForm
from jicms.core import clock, crypto

#: Endpoint -> the names of its buttons, which do not come along.
redrawn: dict[str, frozenset[str]] = {}
FIELD = "carried"
LASTS = timedelta(hours=1)
#: Characters; a longer text comes from no form of ours.
LIMIT = 400_000
_CONTEXT = "through the sign-in"


@dataclass(frozen=True, slots=True)
class Carried:
    """What came along: where it belongs, the pairs as they were typed, whether files were lost."""

    path: str
    pairs: list[tuple[str, str]]
    files: bool


def packed(user_id: int | None) -> str:
    """What this request carries, sealed for whose session it was; "" where it carries nothing."""
    if request.method != "POST" or request.endpoint not in redrawn:
        return ""
    left_out = redrawn[request.endpoint] | {"csrf_token"}
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
    if told["by"] not in {None, user_id} or datetime.fromisoformat(told["until"]) < clock.now():
        return None
    pairs = [(str(name), str(value)) for name, value in told["typed"]]
    return Carried(told["to"], pairs, bool(told["files"]))


def ask(user_id: int | None) -> ResponseReturnValue | None:
    """The sign-in page with what was typed behind it; None where nothing can come along."""
    sealed = packed(user_id)
    if not sealed:
        return None
    page = render_template("auth/sign_in.html", form=SignInForm(formdata=None), carried=sealed)
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
    """The form's token is of a session that ended: sign in, or go on where that was done."""
    if user_id is None:
        return ask(None)
    sealed = packed(user_id)
    return go_on(sealed, user_id, url_for("home.index")) if sealed else None
