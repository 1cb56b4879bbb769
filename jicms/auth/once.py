"""A form is recorded once, however often its button was pressed.

Each form of a page carries a key of its own. The first request with it claims the form before
anything is looked up: one that comes meanwhile waits until the first has ended. If that recorded
something, the second gets its answer; if it was refused, the second is tried like a first. The same
page sent again with another content (after *Back*) is another form.
"""

import hashlib
from datetime import timedelta
from typing import IO

from flask import Response, g, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from jicms.access.actor import find_actor
from jicms.audit import recorder
from jicms.auth.models_once import SentForm
from jicms.core import clock, crypto, unit_of_work
from jicms.web.messages import told

FIELD = "page_key"
#: No key of ours is longer; what is comes from no page of ours.
LONGEST = 64
KEPT = timedelta(days=2)
_NOT_CONTENT = frozenset({FIELD, "csrf_token"})
AGAIN = "The form was sent twice and is recorded once."


def page_key() -> str:
    """A new key, for one form of a page."""
    return crypto.random_name()


def claim() -> ResponseReturnValue | None:
    """Claim the form of this request; the first one's answer where it was claimed before."""
    actor, key = find_actor(), request.form.get(FIELD, "")
    if actor is None or actor.user_id is None or not 0 < len(key) <= LONGEST:
        return None
    session, digest = unit_of_work.session(), digest_of(actor.user_id, key)
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    row = {"digest": digest, "user_id": actor.user_id, "sent_at": clock.now(), "location": ""}
    claims = dialect.insert(SentForm).values(row).on_conflict_do_nothing()
    if session.scalar(claims.returning(SentForm.digest)) is not None:
        g.claimed_form = digest
        return None
    location = session.scalar(select(SentForm.location).where(SentForm.digest == digest))
    return _answer_again(location or "")


def settle(response: Response) -> None:
    """Keep the claim with where the answer leads, or give it back where nothing was recorded.

    What a refusal leaves in the trail (a warning, a failed try) is not what the form was to record.
    """
    digest = g.pop("claimed_form", None)
    if digest is None:
        return
    session = unit_of_work.session()
    session.flush()
    location = response.location or ""
    if response.status_code < 400 and (location or recorder.waiting()):
        kept = location if len(location) <= 500 else ""
        session.execute(update(SentForm).where(SentForm.digest == digest).values(location=kept))
    else:
        session.execute(delete(SentForm).where(SentForm.digest == digest))


def digest_of(user_id: int, key: str) -> str:
    """What names this form: who sent it, from which page, where to, and what it says."""
    parts = [str(user_id), key, request.path]
    parts += sorted(
        f"{name}={value}"
        for name, value in request.form.items(multi=True)
        if name not in _NOT_CONTENT
    )
    for name, upload in request.files.items(multi=True):
        parts.append(f"{name}={upload.filename}:{_sum_of(upload.stream)}")
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _sum_of(stream: IO[bytes]) -> str:
    found = hashlib.sha256()
    while chunk := stream.read(1 << 20):
        found.update(chunk)
    stream.seek(0)
    return found.hexdigest()


def _answer_again(location: str) -> ResponseReturnValue:
    if location:
        told(AGAIN)
        return redirect(location)
    text = f"{AGAIN} What the first answer showed is shown once."
    page = render_template(
        "web/message.html", title="Already recorded", text=text, links=[("My work", "/")]
    )
    return make_response(page, 409)


def forget_old() -> None:
    """Drop what no page is open for any more."""
    session = unit_of_work.session()
    session.execute(delete(SentForm).where(SentForm.sent_at < clock.now() - KEPT))
