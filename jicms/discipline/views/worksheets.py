"""The Douglas worksheets as labor relations writes them down, and typing that keeps itself."""

from collections.abc import Callable
from typing import Any

from flask import jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.core import clock
from jicms.discipline import forms, queries, queries_prior, service
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.models_package import PackagePart
from jicms.discipline.views import bp
from jicms.discipline.views.action import not_now, to_action
from jicms.web.dates import clocktime
from jicms.web.filters import plural
from jicms.web.forms.text import showable
from jicms.web.messages import told

DECIDING, PROPOSING = PackagePart.DECIDING, PackagePart.PROPOSING
#: The longest text of a factor; what is longer is cut in the draft, and refused when saved.
LIMIT = 4000


def work(
    action: DisciplinaryAction,
    part: PackagePart,
    template: str,
    done: Callable[[DisciplinaryAction, str], ResponseReturnValue],
    **more: Any,
) -> ResponseReturnValue:
    """Show a worksheet, with what the viewer typed and did not save, or save what was sent."""
    draft = None
    if request.method == "GET":
        draft = service.typing_of(action, part, actor=current_actor())
    form = forms.worksheet_form(action, part, draft=draft)
    if form.ready():
        form.refuse_if_stale(forms.Worksheet(action, part))
        weights, cites = forms.weighed(form, part)
        if not form.faults():
            with form.refusals():
                return done(action, _save(action, part, weights, cites))
    beside = service.proposing_factors(action) if part is DECIDING else ()
    return form.page(
        template,
        action=action,
        case=action.case,
        draft=draft,
        deciding=part is DECIDING,
        factors=list(_fields(form, part)),
        prior=queries_prior.cited_of(action),
        beside={forms.factor_number(row.factor_code): row for row in beside},
        **more,
    )


def _fields(form: Any, part: PackagePart) -> Any:
    for n in forms.factor_numbers():
        cites = form[f"cites_{n}"] if part is DECIDING else None
        yield n, form[f"weight_{n}"], form[f"text_{n}"], cites


def _save(action: DisciplinaryAction, part: PackagePart, weights: Any, cites: Any) -> str:
    if part is DECIDING:
        service.save_worksheet(action, actor=current_actor(), weights=weights, cites=cites)
        left = len(service.missing_factors(action))
    else:
        service.save_proposing_worksheet(action, actor=current_actor(), weights=weights)
        left = len(service.missing_of_proposing(action))
    said = f"{plural(left, 'factor')} to go" if left else "all 12 factors are weighed"
    return f"the worksheet: {said}"


def kept(action: DisciplinaryAction, part: PackagePart) -> ResponseReturnValue:
    """Keep what is being typed, for its writer alone; answers when."""
    typed: dict[str, Any] = {}
    for n in forms.factor_numbers():
        typed[f"weight_{n}"] = request.form.get(f"weight_{n}", "")[:40] or None
        typed[f"text_{n}"] = showable(request.form.get(f"text_{n}", ""))[:LIMIT]
        if part is DECIDING:
            cited = request.form.getlist(f"cites_{n}")[:200]
            typed[f"cites_{n}"] = [int(key) for key in cited if _is_number(key)]
    sent = request.form.get("version", "")
    base = int(sent) if _is_number(sent) else 0
    service.keep_typing(action, part, actor=current_actor(), typed=typed, base=base)
    return jsonify(saved=clocktime(clock.now(), zone=False))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10


def dropped(action: DisciplinaryAction, part: PackagePart, back: str) -> ResponseReturnValue:
    """Forget what the viewer typed and did not save."""
    service.drop_typing(action, part, actor=current_actor())
    told("What you typed is gone. What was saved stays.")
    return redirect(back)


@bp.route("/cases/<number>/actions/<int:n>/worksheet", methods=["GET", "POST"])
@permit(Action.DISCIPLINE_EDIT, load=queries.action_by_number)
def worksheet(action: DisciplinaryAction) -> ResponseReturnValue:
    """The deciding official's twelve factors, as he signed them; as many as are written."""
    if shut := not_now(action, "worksheet"):
        return shut
    return work(action, DECIDING, "discipline/worksheet.html", to_action)


@bp.post("/cases/<number>/actions/<int:n>/worksheet/draft")
@permit(Action.DISCIPLINE_EDIT, load=queries.action_by_number)
def keep_worksheet(action: DisciplinaryAction) -> ResponseReturnValue:
    """Keep what is typed in the deciding official's worksheet."""
    return kept(action, DECIDING)


@bp.post("/cases/<number>/actions/<int:n>/worksheet/discard")
@permit(Action.DISCIPLINE_EDIT, load=queries.action_by_number)
def drop_worksheet(action: DisciplinaryAction) -> ResponseReturnValue:
    """Forget what was typed in the deciding official's worksheet."""
    return dropped(action, DECIDING, _address(action, "worksheet"))


@bp.route("/cases/<number>/actions/<int:n>/proposing-worksheet", methods=["GET", "POST"])
@permit(Action.DISCIPLINE_EDIT, load=queries.action_by_number)
def proposing_worksheet(action: DisciplinaryAction) -> ResponseReturnValue:
    """The proposing official's twelve factors, which go with the notice."""
    if shut := not_now(action, "proposing_worksheet"):
        return shut
    return work(action, PROPOSING, "discipline/worksheet.html", to_action)


@bp.post("/cases/<number>/actions/<int:n>/proposing-worksheet/draft")
@permit(Action.DISCIPLINE_EDIT, load=queries.action_by_number)
def keep_proposing_worksheet(action: DisciplinaryAction) -> ResponseReturnValue:
    """Keep what is typed in the proposing official's worksheet."""
    return kept(action, PROPOSING)


@bp.post("/cases/<number>/actions/<int:n>/proposing-worksheet/discard")
@permit(Action.DISCIPLINE_EDIT, load=queries.action_by_number)
def drop_proposing_worksheet(action: DisciplinaryAction) -> ResponseReturnValue:
    """Forget what was typed in the proposing official's worksheet."""
    return dropped(action, PROPOSING, _address(action, "proposing_worksheet"))


def _address(action: DisciplinaryAction, view: str) -> str:
    return url_for(f"discipline.{view}", number=action.case.number, n=action.n)
