"""The report: one question on a page, all answers to check, one sending, one receipt."""

from flask import Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from jicms.core import clock
from jicms.dropbox import envelope, outside
from jicms.dropbox.envelope import Attachment, Item
from jicms.hotline import answers as kept
from jicms.hotline import limits, uploads
from jicms.hotline import state as states
from jicms.hotline.answers import Answers, numbered
from jicms.hotline.forms import BY_KEY, CHECK, FILE_MB, FILES, SendForm, StepForm
from jicms.hotline.live import count, hotline, live, refuse_over
from jicms.hotline.settings import MEGABYTE
from jicms.hotline.state import State
from jicms.hotline.views import bp

#: Files, and the state beside them.
LARGEST = (FILES * FILE_MB + 2) * MEGABYTE


@bp.post("/start")
def start() -> ResponseReturnValue:
    """The first question."""
    notice = live()
    state = states.begin("report", **kept.fresh())
    return states.remember(page(Answers(state, notice)), state)


@bp.post("/report")
def step() -> ResponseReturnValue:
    """Keep what was typed and show the next page, the one before, or the same with its errors."""
    refuse_over(limits.STEPPING)
    count(limits.STEPPING)
    answers = Answers(states.resume("report"), live())
    wanted = request.form.get("go", "")
    if answers.at == CHECK:
        if wanted in {step.key for step in answers.steps()}:
            answers.go_to(wanted)
        elif "back" in request.form:
            answers.go_back()
        return page(answers)
    answers.keep(answers.at, request.form)
    if "back" in request.form:
        answers.go_back()
        return page(answers)
    form = answers.checked(answers.at)
    if form.faults():
        return page(answers, form)
    answers.go_on()
    return page(answers)


@bp.post("/report/send")
def send() -> ResponseReturnValue:
    """Seal the report and drop it, once; show the receipt."""
    request.max_content_length = LARGEST
    answers = Answers(states.resume("report"), live())
    if answers.at != CHECK or answers.first_open() != CHECK:
        answers.go_to(answers.first_open())
        return page(answers)
    form = SendForm()
    form.validate()
    files: list[Attachment] = []
    if not form.faults():
        # Before the files are read: to decode them is the work that the limit is about.
        refuse_over(limits.SENDING)
        count(limits.SENDING)
        try:
            files = uploads.read(form.files.data, is_anonymous=answers.is_anonymous)
        except uploads.BadUpload as refused:
            form.fault("files", str(refused))
    if form.faults():
        return page(answers, form)
    is_first = drop(answers, files)
    values = answers.state.values
    opened = State("mailbox", answers.state.name, kept.opened(values["code"], values["phrase"]))
    shown = {"is_first": is_first, "kept_days": answers.notice.kept_days, **values}
    return make_response(
        render_template("hotline/receipt.html", **shown | {"state": opened.sealed()})
    )


def drop(answers: Answers, files: list[Attachment]) -> bool:
    """Put the report into the drop box; False where it lies there already."""
    values, here = answers.state.values, hotline()
    code, phrase = values["code"], values["phrase"]
    digest = envelope.code_digest(code)
    body = answers.body() | {
        "at": clock.now().isoformat(),
        "mailbox": digest,
        "writes_to": envelope.reporter_key(code, phrase).public,
    }
    item = Item(values["key"], envelope.REPORT, body, files)
    opens = (digest, here.passwords.hash(phrase))
    return outside.put(here.engine, item, answers.notice.seals_to, opens=opens)


def page(answers: Answers, form: StepForm | None = None) -> Response:
    """The page of the state; 422 where its form has errors."""
    at = answers.at
    status = 422 if form is not None and form.faults() else 200
    shown = {"state": answers.state.sealed(), "answers": answers}
    if at == CHECK:
        html = render_template("hotline/check.html", form=form or SendForm(formdata=None), **shown)
        return make_response(html, status)
    html = render_template(
        "hotline/step.html",
        form=form or answers.form(at),
        step=BY_KEY[at],
        number=numbered(at),
        **shown,
    )
    return make_response(html, status)
