"""Versions of a letter: downloaded, edited in a word processor, signed and bound."""

from collections.abc import Callable

from flask import redirect, request
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.audit.events import Event
from jicms.core import unit_of_work
from jicms.core.errors import Missing
from jicms.discipline import queries_letters
from jicms.discipline.forms.letters import EditedForm, SignedForm
from jicms.discipline.letters import drawing
from jicms.discipline.models_letters import Letter, LetterVersion
from jicms.discipline.service import letters as service
from jicms.discipline.views import bp
from jicms.discipline.views.letters import ONE, page_of
from jicms.documents import made_answer, pdf_answer, saying
from jicms.files.responses import send
from jicms.files.taking import taken_in
from jicms.web.messages import saved

_VERSION = f"{ONE}/versions/<int:letter_version>"


def _name(version: LetterVersion) -> str:
    return f"{version.letter.key} version {version.n}"


@bp.get(f"{_VERSION}/docx")
@permit(Action.DISCIPLINE_VIEW, load=queries_letters.made_version, viewed=Event.FILE_DOWNLOADED)
def letter_docx(version: LetterVersion) -> ResponseReturnValue:
    """A made version as DOCX, to be edited in a word processor."""
    made = drawing.docx(version.content)
    return made_answer(made, drawing.DOCX, name=f"{_name(version)}.docx", version=version.n)


@bp.get(f"{_VERSION}/pdf")
@permit(Action.DISCIPLINE_VIEW, load=queries_letters.made_version, viewed=Event.FILE_DOWNLOADED)
def letter_pdf(version: LetterVersion) -> ResponseReturnValue:
    """A made version as PDF, to be signed as it is."""
    made = drawing.pdf(version.content)
    return pdf_answer(made, name=f"{_name(version)}.pdf", version=version.n)


@bp.get(f"{_VERSION}/file")
@permit(Action.DISCIPLINE_VIEW, load=queries_letters.filed_version, viewed=Event.FILE_DOWNLOADED)
def letter_file(version: LetterVersion) -> ResponseReturnValue:
    """A version that came as a file."""
    assert version.file is not None
    return send(version.file, download_name=_name(version))


def _again(number: str, n: int, letter: int) -> Letter:
    """The letter, read anew in another transaction."""
    found = queries_letters.letter_by_number(number, n, letter)
    if found is None:
        raise Missing
    return found


@bp.route(f"{ONE}/edited", methods=["GET", "POST"])
@permit(Action.DISCIPLINE_EDIT, load=queries_letters.letter_by_number, streams=True)
def letter_edited(letter: Letter) -> ResponseReturnValue:
    """Take the edited letter in as the next version. Nobody waits while it is read."""

    def keep(found: Letter, form: EditedForm, said: str) -> int:
        file = taken_in(form.file)
        assert file is not None
        note = form.note.data or ""
        return service.take_edited(found, actor=current_actor(), file=file, text=said, note=note).n

    def read(form: EditedForm) -> str:
        return saying.docx_text(_content(form))

    return _taken(letter, EditedForm, "discipline/letter_edited.html", read, keep)


@bp.route(f"{ONE}/signed", methods=["GET", "POST"])
@permit(Action.DISCIPLINE_EDIT, load=queries_letters.letter_by_number, streams=True)
def letter_signed(letter: Letter) -> ResponseReturnValue:
    """Bind the signed letter to its version. Nobody waits while it is read."""

    def keep(found: Letter, form: SignedForm, said: list[str]) -> int:
        file = taken_in(form.file)
        assert file is not None
        return service.bind_signed(
            found,
            actor=current_actor(),
            file=file,
            made_from=form.made_from.data,
            pages=said,
            confirmed=form.confirmed.data,
            note=form.note.data or "",
        ).n

    def read(form: SignedForm) -> list[str]:
        return saying.pdf_pages(_content(form))

    return _taken(letter, SignedForm, "discipline/letter_signed.html", read, keep)


def _content(form: EditedForm | SignedForm) -> bytes:
    content: bytes = form.file.data.stream.read()
    form.file.data.stream.seek(0)
    return content


def _taken(
    letter: Letter,
    kind: type,
    template: str,
    read: Callable[..., object],
    keep: Callable[..., int],
) -> ResponseReturnValue:
    """A file of a letter: its form, then what the file says, then the version."""
    here, actor = (letter.action.case.number, letter.action.n, letter.n), current_actor()
    form = kind(data={"version": letter.version})
    with unit_of_work.read(actor):
        found = _again(*here)
        if not found.is_draft or not found.versions:
            return redirect(page_of(found))
        _offer(form, found)
        if request.method != "POST" or not form.ready():
            return _asked(form, template, found)
        form.refuse_if_stale(found)
    with form.refusals():
        said = read(form)
        with unit_of_work.write(actor):
            found = _again(*here)
            form.refuse_if_stale(found)
            n = keep(found, form, said)
            saved(f"version {n} of letter {found.n}")
            return redirect(page_of(found))
    with unit_of_work.read(actor):
        found = _again(*here)
        _offer(form, found)
        return _asked(form, template, found)


def _offer(form: EditedForm | SignedForm, letter: Letter) -> None:
    if isinstance(form, SignedForm):
        form.offer(letter)


def _asked(form: EditedForm | SignedForm, template: str, letter: Letter) -> ResponseReturnValue:
    return form.page(template, letter=letter, action=letter.action, case=letter.case)
