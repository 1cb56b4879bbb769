"""The mailbox: by code and passphrase a reporter reads what is asked, and answers."""

from datetime import datetime
from typing import Any

from flask import Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from jicms.core import clock, crypto
from jicms.dropbox import envelope, outside
from jicms.dropbox.envelope import Attachment, Item
from jicms.dropbox.notice import Notice
from jicms.hotline import answers as kept
from jicms.hotline import limits, uploads
from jicms.hotline import state as states
from jicms.hotline.forms import DoorForm, WriteForm
from jicms.hotline.live import count, hotline, live, refuse_over
from jicms.hotline.state import State
from jicms.hotline.views import bp
from jicms.hotline.views.report import LARGEST
from jicms.web.dates import day

WRONG = "Code and passphrase do not belong together. Check both."


@bp.get("/mailbox")
def door() -> ResponseReturnValue:
    """Code and passphrase are asked."""
    notice = live()
    return _door(states.begin("door"), DoorForm(formdata=None), notice)


@bp.post("/mailbox")
def enter() -> ResponseReturnValue:
    """Open the mailbox. What was wrong is not said, and takes the same work."""
    notice, state = live(), states.resume("door")
    refuse_over(limits.GUESSING)
    form, here = DoorForm(), hotline()
    if not form.validate():
        return _door(state, form, notice)
    code, phrase = str(form.code.data), str(form.phrase.data)
    digest = envelope.code_digest(code)
    if not outside.knows(here.engine, digest, phrase, here.passwords):
        count(limits.GUESSING)
        form.fault("code", WRONG)
        return _door(state, form, notice)
    return _show(State("mailbox", state.name, kept.opened(code, phrase)), notice)


@bp.post("/mailbox/open")
def reopen() -> ResponseReturnValue:
    """The open mailbox once more: what was asked since."""
    return _show(states.resume("mailbox"), live())


@bp.post("/mailbox/write")
def write() -> ResponseReturnValue:
    """Drop a message with files, sealed to the inside. Sent twice it is one."""
    request.max_content_length = LARGEST
    notice, state, form = live(), states.resume("mailbox"), WriteForm()
    files: list[Attachment] = []
    if form.validate():
        refuse_over(limits.WRITING)
        count(limits.WRITING)
        try:
            files = uploads.read(form.files.data, is_anonymous=True)
        except uploads.BadUpload as refused:
            form.fault("files", str(refused))
        if not files and not form.text.data and not form.faults():
            form.fault("text", "Write a message, or choose a file.")
    if form.faults():
        return _show(state, notice, form)
    _drop(state, notice, str(form.text.data or ""), files)
    values = kept.opened(state.values["code"], state.values["phrase"])
    return _show(State("mailbox", state.name, values), notice, is_sent=True)


def _drop(state: State, notice: Notice, text: str, files: list[Attachment]) -> None:
    """One page sends one message; another text from the same page is another message."""
    said = "/".join([state.values["key"], text, *(crypto.digest(file.data) for file in files)])
    body = {
        "text": text,
        "at": clock.now().isoformat(),
        "mailbox": envelope.code_digest(state.values["code"]),
    }
    key = crypto.digest(said.encode("utf-8", "surrogatepass"))[:32]
    outside.put(hotline().engine, Item(key, envelope.MESSAGE, body, files), notice.seals_to)


def _letters(state: State, zone: str) -> list[dict[str, Any]]:
    """The letters that open with the reporter's key, the latest first."""
    code, phrase = state.values["code"], state.values["phrase"]
    own, found = envelope.reporter_key(code, phrase), []
    for key, box in outside.letters(hotline().engine, envelope.code_digest(code)):
        try:
            letter = envelope.open_letter(key, own, box)
            at = datetime.fromisoformat(letter["at"])
            shown = {"at": at, "on": day(clock.local_date(at, zone))}
            found.append(shown | {key: str(letter[key]) for key in ("text", "sender")})
        except (crypto.CryptoError, KeyError, ValueError):
            continue  # none of the inside's
    return sorted(found, key=lambda letter: letter["at"], reverse=True)


def _door(state: State, form: DoorForm, notice: Notice) -> Response:
    html = render_template("hotline/door.html", form=form, state=state.sealed(), notice=notice)
    return states.remember(make_response(html, 422 if form.faults() else 200), state)


def _show(
    state: State, notice: Notice, form: WriteForm | None = None, *, is_sent: bool = False
) -> Response:
    html = render_template(
        "hotline/mailbox.html",
        form=form or WriteForm(formdata=None),
        letters=_letters(state, notice.zone),
        is_sent=is_sent,
        kept_days=notice.kept_days,
        state=state.sealed(),
    )
    return make_response(html, 422 if form is not None and form.faults() else 200)
