"""The comparator finder of the proposing side, and the searches that were kept."""

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import note, permit
from jicms.audit.events import Event
from jicms.discipline import comparators, forms, queries_package, service
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.models_comparators import ComparatorSet
from jicms.discipline.queue import penalty_words
from jicms.discipline.views import bp
from jicms.discipline.views.action import to_action
from jicms.refdata.models import AllegationCategory
from jicms.refdata.models_comparators import ComparatorWindow
from jicms.refdata.queries import facts, label_of
from jicms.web.filters import plural

_AT = "/cases/<number>/actions/<int:n>/comparators"


def _asked(action: DisciplinaryAction) -> tuple[list[tuple[str, str]], str, int]:
    """What is offered, the category asked for, the years; what makes no sense is as usual."""
    offered = comparators.categories_of(action)
    wanted = request.args.get("category", "")
    first = offered[0][0] if offered else ""
    category = wanted if wanted in {code for code, _ in offered} else first
    years = request.args.get("years", "")
    allowed = {str(one): one for one in forms.years_offered()}
    return offered, category, allowed.get(years, comparators.years_back())


def _context(action: DisciplinaryAction, form: Any, found: Any, asked: Any) -> dict[str, Any]:
    offered, category, years = asked
    window = facts(ComparatorWindow).get("DEFAULT")
    return {
        "action": action,
        "case": action.case,
        "found": found,
        "offered": offered,
        "category": category,
        "years": years,
        "all_years": forms.years_offered(),
        "is_verified": window is not None and window.verified,
        "words": penalty_words,
        "kept": service.kept_of(action),
        "later": action.notice_received_at is not None,
        "edits": form is not None,
    }


def _form(action: DisciplinaryAction, found: comparators.Found) -> Any:
    later = action.notice_received_at is not None
    return forms.choosing_form(found, later=later, version=action.version)


@bp.get(_AT)
@permit(Action.DISCIPLINE_VIEW, load=queries_package.inner_action, viewed=Event.LIST_VIEWED)
def compare(action: DisciplinaryAction) -> ResponseReturnValue:
    """Final outcomes of the same offense: those nearest first, then the agency's others."""
    asked = _asked(action)
    found = comparators.find(action, category_code=asked[1], years=asked[2])
    note(list="comparators", category=asked[1], years=asked[2], count=len(found.rows))
    edits = policy.allows(current_actor(), Action.DISCIPLINE_EDIT, action)
    form = _form(action, found) if edits and service.takes_comparators(action) else None
    return render_template(
        "discipline/comparators.html", form=form, **_context(action, form, found, asked)
    )


@bp.post(_AT)
@permit(Action.DISCIPLINE_EDIT, load=queries_package.inner_action)
def keep_compared(action: DisciplinaryAction) -> ResponseReturnValue:
    """Keep what was chosen, as it is seen today."""
    asked = _asked(action)
    found = comparators.find(action, category_code=asked[1], years=asked[2])
    form = _form(action, found)
    shown = form.print.data
    context = _context(action, form, found, asked)
    if form.ready():
        if shown != found.print:
            form.fault("", "The list has changed since you opened it. Choose again.")
        form.refuse_if_stale(action)
        chosen = forms.chosen_of(form, found)
        if not form.faults():
            with form.refusals():
                kept = service.keep_comparators(
                    action,
                    actor=current_actor(),
                    found=found,
                    category_code=asked[1],
                    years=asked[2],
                    chosen=chosen,
                    matters=form.matters.data if context["later"] else "",
                    none=not context["later"] and form.none.data,
                )
                return to_action(action, f"{plural(len(kept.rows), 'comparator')} as seen today")
    return form.page("discipline/comparators.html", **context)


@bp.get(f"{_AT}/<int:kept>")
@permit(Action.DISCIPLINE_VIEW, load=queries_package.kept_search, viewed=Event.RECORD_VIEWED)
def compared(kept: ComparatorSet) -> ResponseReturnValue:
    """A search as it was seen on its day, to read and print."""
    return render_template(
        "discipline/compared.html",
        action=kept.action,
        case=kept.action.case,
        kept=kept,
        offense=label_of(AllegationCategory, kept.category_code),
        words=penalty_words,
        package=False,
    )
