"""What an official reads: the package of an action, and nothing beside it."""

from flask import render_template
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import note, permit
from jicms.audit.events import Event
from jicms.core import unit_of_work
from jicms.discipline import desk, package, queries, steps, turns
from jicms.discipline.models import ActionLetter, Answer, DisciplinaryAction
from jicms.discipline.package import Piece
from jicms.discipline.views import packages_bp as bp
from jicms.files.responses import send


@bp.get("/packages")
@permit(Action.PACKAGE_VIEW, viewed=Event.LIST_VIEWED)
def index() -> ResponseReturnValue:
    """The packages that are open to the official."""
    actor = current_actor()
    found = unit_of_work.session().scalars(queries.packages(actor)).all()
    note(list="packages", count=len(found))
    return render_template(
        "discipline/packages.html",
        actions=found,
        part=lambda action: package.part_of(actor, action),
        stage=steps.stage,
        waits=lambda action: turns.words(actor, action),
    )


@bp.get("/packages/<number>/<int:n>")
@permit(Action.PACKAGE_VIEW, load=queries.action_by_number, viewed=Event.PACKAGE_VIEWED)
def show(action: DisciplinaryAction) -> ResponseReturnValue:
    """The package: what was referred, for who proposes; notice and answer, for who decides."""
    actor = current_actor()
    return render_template(
        "discipline/package.html",
        action=action,
        **package.contents(actor, action),
        **desk.contents(action),
    )


@bp.get("/packages/<number>/<int:n>/report/<int:report>")
@permit(Action.PACKAGE_VIEW, load=package.report_of, viewed=Event.PACKAGE_VIEWED)
def report(piece: Piece) -> ResponseReturnValue:
    """The report in the package, to read."""
    return render_template(
        "discipline/package_report.html",
        action=piece.action,
        report=piece.row,
        has_file=piece.stored is not None,
    )


@bp.get("/packages/<number>/<int:n>/report/<int:report>/file")
@permit(Action.PACKAGE_VIEW, load=package.report_file_of, viewed=Event.FILE_DOWNLOADED)
def report_file(piece: Piece) -> ResponseReturnValue:
    """The report's file."""
    return send(piece.file, download_name=f"{piece.action.number} report")


@bp.get("/packages/<number>/<int:n>/exhibits/<int:exhibit>")
@permit(Action.PACKAGE_VIEW, load=package.exhibit_of, viewed=Event.PACKAGE_VIEWED)
def exhibit(piece: Piece) -> ResponseReturnValue:
    """An exhibit in the package, to read."""
    return render_template(
        "discipline/package_exhibit.html",
        action=piece.action,
        exhibit=piece.row,
        has_file=piece.stored is not None,
    )


@bp.get("/packages/<number>/<int:n>/exhibits/<int:exhibit>/file")
@permit(Action.PACKAGE_VIEW, load=package.exhibit_file_of, viewed=Event.FILE_DOWNLOADED)
def exhibit_file(piece: Piece) -> ResponseReturnValue:
    """An exhibit's file."""
    return send(piece.file, download_name=f"{piece.action.number} exhibit {piece.row.n}")


@bp.get("/packages/<number>/<int:n>/documents/<int:document>")
@permit(Action.PACKAGE_VIEW, load=package.document_of, viewed=Event.FILE_DOWNLOADED)
def document(piece: Piece) -> ResponseReturnValue:
    """A document of the fact-finding file."""
    return send(piece.file, download_name=f"{piece.action.number} document {piece.row.n}")


@bp.get("/packages/<number>/<int:n>/notice-letter")
@permit(Action.PACKAGE_VIEW, load=package.notice_letter, viewed=Event.FILE_DOWNLOADED)
def notice_letter(piece: Piece) -> ResponseReturnValue:
    """The notice as it was sent."""
    letter: ActionLetter = piece.row
    return send(letter.file, download_name=f"{piece.action.number} notice")


@bp.get("/packages/<number>/<int:n>/answers/<int:answer>")
@permit(Action.PACKAGE_VIEW, load=package.answer_file, viewed=Event.FILE_DOWNLOADED)
def answer_file(piece: Piece) -> ResponseReturnValue:
    """The employee's answer, as it came."""
    answer: Answer = piece.row
    assert answer.file is not None
    return send(answer.file, download_name=f"{piece.action.number} answer")
