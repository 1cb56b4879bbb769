"""A report in a word processor: its sections as a file, and a file taken in."""

from flask import redirect, request
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.audit.events import Event
from jicms.core import unit_of_work
from jicms.core.errors import Missing
from jicms.documents import made_answer, word
from jicms.investigations import queries, service, wording
from jicms.investigations.forms import ReadForm, WordForm, read_form
from jicms.investigations.models import Report
from jicms.investigations.queries_sections import sections_of
from jicms.investigations.views import bp
from jicms.investigations.views.reports import page_of
from jicms.web.filters import plural
from jicms.web.messages import saved

_AT = "/cases/<number>/reports/<int:report>"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def load_open(number: str, report: int) -> Report | None:
    """The report that an address names, while it is written in sections."""
    found = queries.report_of(number, report)
    return found if found is not None and found.is_open and not found.is_whole else None


@bp.get(f"{_AT}/docx")
@permit(Action.REPORT_WRITE, load=load_open, viewed=Event.FILE_DOWNLOADED)
def docx(report: Report) -> ResponseReturnValue:
    """The sections as DOCX, for those who write them."""
    name = f"{report.case.number}-{report.key}.docx"
    return made_answer(wording.written_out(report), _DOCX, name=name, printed=report.key)


@bp.route(f"{_AT}/word", methods=["GET", "POST"])
@permit(Action.REPORT_WRITE, load=load_open, streams=True)
def take_in(report: Report) -> ResponseReturnValue:
    """Read a DOCX and show what it says section by section. Nobody waits while it is read."""
    form, actor, here = WordForm(), current_actor(), (report.case.number, report.n)
    if request.method != "POST":
        return _asked(form, report)
    with unit_of_work.read(actor):
        if not form.ready():
            return _asked(form, _again(*here))
    with form.refusals(), form.file.data.stream as stream:
        said = word.read(stream.read())
        with unit_of_work.read(actor):
            return _shown(_again(*here), said)
    with unit_of_work.read(actor):
        return _asked(form, _again(*here))


def _again(number: str, n: int) -> Report:
    """The report, read anew in another transaction."""
    found = load_open(number, n)
    if found is None:
        raise Missing
    return found


def _asked(form: WordForm, report: Report) -> ResponseReturnValue:
    return form.page("investigations/word.html", case=report.case, report=report)


def _shown(report: Report, said: word.Word) -> ResponseReturnValue:
    """What the file says, to be looked over."""
    texts = wording.read_in(said, service.spots_of(report))
    bases = {row.spot: row.version for row in sections_of(report)}
    form = read_form(list(texts), texts, bases)
    told = _context(report, form) | {"notes": said.notes}
    return form.page("investigations/word_check.html", **told)


@bp.post(f"{_AT}/word/save")
@permit(Action.REPORT_WRITE, load=load_open)
def save_word(report: Report) -> ResponseReturnValue:
    """Save what a DOCX said, once it was looked at."""
    spots = service.spots_of(report)
    form = read_form([spot for spot in spots if f"text_{spot.field}" in request.form])
    if form.ready():
        try:
            with form.refusals():
                filled = service.fill_sections(
                    report,
                    actor=current_actor(),
                    texts=form.texts_of(),
                    replacing=form.replaced(),
                )
                saved(f"{plural(len(filled), 'section')} of {report.key}")
                return redirect(page_of(report))
        except service.Collision as error:
            form.collided(error.section.spot, error.section.version)
            page = form.page("investigations/word_check.html", **_context(report, form))
            return page[0], error.status
    return form.page("investigations/word_check.html", **_context(report, form))


def _context(report: Report, form: ReadForm) -> dict[str, object]:
    return {"case": report.case, "report": report, "fields": form.fields_of()}
