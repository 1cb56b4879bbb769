"""The search page, and the way from a number to its case."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from jicms.access import guard, policy
from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.audit.events import Event
from jicms.people.queries import recorded_text
from jicms.people.views.directory import shown_ids
from jicms.people.walking import searched_words
from jicms.search import queries
from jicms.search.queries import Found

bp = Blueprint("search", __name__, template_folder="templates", url_prefix="/search")
NOTHING = Found([], more=False)


@bp.get("")
@permit(Action.SEARCH, viewed=Event.SEARCHED)
def index() -> ResponseReturnValue:
    """A case number goes to the case; anything else is searched for in what one may see."""
    actor = current_actor()
    text, hint = searched_words(request.args)
    number = queries.number_in(text)
    if number is not None and queries.case_number(number) is not None:
        guard.note(text=text, went_to=number)
        return redirect(url_for("cases.show", number=number))
    words = queries.words_of(text)
    found = dict.fromkeys(("cases", "allegations", "log", "dockets", "people"), NOTHING)
    if words:
        found["cases"] = queries.cases(words)
        found["allegations"] = queries.narratives(words)
        found["log"] = queries.log_lines(words)
        found["dockets"] = queries.dockets(actor, words)
        if policy.allows(actor, Action.PEOPLE_LIST):
            found["people"] = queries.persons(actor, text)
    guard.note(
        **recorded_text(text),
        found={key: len(hits) for key, hits in found.items()},
        persons=shown_ids(found["people"].items),
        refused=bool(hint),
    )
    total = sum(len(hits) for hits in found.values())
    return render_template(
        "search/index.html",
        text=text,
        hint=hint,
        found=found,
        total=total,
        words=words,
        left_out=queries.left_out(text),
    )
