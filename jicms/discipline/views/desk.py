"""Where an official works: his worksheet, the proposing one beside it, what came after the
notice, and a word on what he was told outside."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.audit.events import Event
from jicms.discipline import desk, forms, service
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.models_package import NewKind
from jicms.discipline.package import Piece
from jicms.discipline.queries_package import part_of_viewer
from jicms.discipline.queue import penalty_words
from jicms.discipline.service import today_of
from jicms.discipline.views import packages_bp as bp
from jicms.discipline.views import worksheets
from jicms.files.responses import send
from jicms.refdata.models import AllegationCategory
from jicms.refdata.queries import label_of
from jicms.web.messages import saved

_AT = "/packages/<number>/<int:n>"


def _back(action: DisciplinaryAction, message: str) -> ResponseReturnValue:
    saved(message)
    return redirect(url_for("packages.show", number=action.case.number, n=action.n))


@bp.route(f"{_AT}/worksheet", methods=["GET", "POST"])
@permit(Action.PACKAGE_WORK, load=desk.to_weigh, viewed=Event.PACKAGE_VIEWED)
def worksheet(action: DisciplinaryAction) -> ResponseReturnValue:
    """The official's own twelve factors, written by himself."""
    part = part_of_viewer(action)
    return worksheets.work(action, part, "discipline/package_worksheet.html", _back)


@bp.post(f"{_AT}/worksheet/draft")
@permit(Action.PACKAGE_WORK, load=desk.to_weigh)
def keep_worksheet(action: DisciplinaryAction) -> ResponseReturnValue:
    """Keep what the official types."""
    return worksheets.kept(action, part_of_viewer(action))


@bp.post(f"{_AT}/worksheet/discard")
@permit(Action.PACKAGE_WORK, load=desk.to_weigh)
def drop_worksheet(action: DisciplinaryAction) -> ResponseReturnValue:
    """Forget what the official typed and did not save."""
    at = url_for("packages.worksheet", number=action.case.number, n=action.n)
    return worksheets.dropped(action, part_of_viewer(action), at)


@bp.get(f"{_AT}/factors/<part>")
@permit(Action.PACKAGE_VIEW, load=desk.worksheet_of, viewed=Event.PACKAGE_VIEWED)
def factors(piece: Piece) -> ResponseReturnValue:
    """A worksheet to read and print: one's own, or the proposing official's with the notice."""
    return render_template(
        "discipline/package_factors.html",
        action=piece.action,
        sheet=piece.row,
        factor_name=forms.factor_name,
    )


@bp.get(f"{_AT}/new/<int:new>")
@permit(Action.PACKAGE_VIEW, load=desk.new_file, viewed=Event.FILE_DOWNLOADED)
def new_file(piece: Piece) -> ResponseReturnValue:
    """New material that came as a file, once the official may read it."""
    return send(piece.file, download_name=f"{piece.action.number} new {piece.row.n}")


@bp.get(f"{_AT}/comparators/<int:kept>")
@permit(Action.PACKAGE_VIEW, load=desk.search_of, viewed=Event.PACKAGE_VIEWED)
def compared(piece: Piece) -> ResponseReturnValue:
    """Comparators as they were seen that day, without whom they concern."""
    return render_template(
        "discipline/compared.html",
        action=piece.action,
        case=piece.action.case,
        kept=piece.row,
        offense=label_of(AllegationCategory, piece.row.category_code),
        words=penalty_words,
        package=True,
    )


@bp.route(f"{_AT}/contact", methods=["GET", "POST"])
@permit(Action.PACKAGE_WORK, load=desk.to_decide)
def contact(action: DisciplinaryAction) -> ResponseReturnValue:
    """The deciding official was told something outside the package: labor relations gets it."""
    form = forms.ContactForm(data={"version": action.version, "on": today_of(action)})
    if form.ready():
        with form.refusals():
            service.add_new_material(
                action,
                actor=current_actor(),
                kind=NewKind.CONTACT,
                title="Contact outside the package",
                source=form.who.data,
                matters="The deciding official was told this outside the notice and the answer.",
                text=form.said.data,
                arrived_on=form.on.data,
            )
            return _back(action, "labor relations has it and settles it before the decision")
    return form.page("discipline/package_contact.html", action=action)
