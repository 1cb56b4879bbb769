"""The state of a page: sealed, in the page itself, and nowhere else.

What a reporter typed travels in a hidden field, encrypted under this process's own key and bound to
the random name in the browser's one cookie. So nothing is stored before it is sent, any process of
the same secret may answer, and a page is of no use in another browser or to another site.
"""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from flask import Response, current_app, request

from jicms.core import clock, crypto
from jicms.hotline.live import hotline

COOKIE = "report"
FIELD = "state"
#: After so many seconds without a post a page is too old.
LASTS = 12 * 60 * 60
#: Where code and phrase are in it.
OPEN_LASTS = 30 * 60
#: Longer is none of ours.
LONGEST = 900_000
_NAME = re.compile(r"[0-9a-f]{32}")
_ASCII = re.compile(r"[\x21-\x7e]+")


class Lost(Exception):
    """There is no state, or none of this browser, or it is too old."""


@dataclass(slots=True)
class State:
    """`kind` says what page it is of; `values` is what it carries."""

    kind: str
    name: str
    values: dict[str, Any] = field(default_factory=dict)

    def sealed(self) -> str:
        """What the page carries."""
        at = int(clock.now().timestamp())
        text = json.dumps({"kind": self.kind, "at": at, "values": self.values})
        return crypto.seal_text("hotline-state", self.name, text, keys=_keys())


def begin(kind: str, **values: Any) -> State:
    """A new state, under the name that the browser has, or a new one."""
    name = request.cookies.get(COOKIE, "")
    return State(kind, name if _NAME.fullmatch(name) else crypto.random_name(), values)


def resume(kind: str) -> State:
    """The state that the request carries; raises `Lost`."""
    name = request.cookies.get(COOKIE, "")
    sealed = request.form.get(FIELD, "")
    if not _NAME.fullmatch(name) or not 0 < len(sealed) < LONGEST or not _ASCII.fullmatch(sealed):
        raise Lost
    try:
        said = json.loads(crypto.open_text("hotline-state", name, sealed, keys=_keys()))
    except crypto.CryptoError:
        raise Lost from None
    lasts = OPEN_LASTS if kind == "mailbox" else LASTS
    if said["kind"] != kind or clock.now().timestamp() - said["at"] > lasts:
        raise Lost
    return State(kind, name, said["values"])


def remember(answer: Response, state: State) -> Response:
    """Give the browser the name of the state; it is gone when the browser is closed."""
    answer.set_cookie(
        COOKIE,
        state.name,
        httponly=True,
        samesite="Strict",
        secure=current_app.config["ENV_NAME"] == "production",
    )
    return answer


def forget(answer: Response) -> Response:
    """Make every page of this browser worthless."""
    answer.delete_cookie(COOKIE, httponly=True, samesite="Strict")
    answer.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return answer


def _keys() -> crypto.Keyring:
    return hotline().keys
