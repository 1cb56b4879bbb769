"""Pages of saved searches."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.audit.events import Event
from jicms.core.errors import RuleBroken
from jicms.saved import lists, queries, service
from jicms.saved.lists import Reading, SavedList
from jicms.saved.models import SavedSearch
from jicms.web.forms import BaseForm, Flag, Text, Version
from jicms.web.messages import saved, told

bp = Blueprint("saved", __name__, template_folder="templates", url_prefix="/saved")
QUERY_LIMIT = 2000


class SearchForm(BaseForm):
    """Name of a search, and who has it."""

    name = Text("Name", limit=80, hint="What it finds, without anybody’s name.")
    is_shared = Flag("Share with my office")
    version = Version()

    def offer(self, *, shares: bool) -> None:
        """Leave out what the actor may not decide."""
        if not shares:
            del self.is_shared

    def shares(self, otherwise: bool) -> bool:
        """Whether it is to be shared: as before where the form does not ask."""
        return bool(self.is_shared.data) if "is_shared" in self else otherwise


def _list_of(key: str) -> SavedList | None:
    """The list of that key, if the viewer may open it."""
    found = lists.find(key)
    return found if found and policy.allows(current_actor(), found.action) else None


def _shares() -> bool:
    return policy.allows(current_actor(), Action.SEARCH_SHARE)


@bp.get("")
@permit(Action.SEARCH_SAVE, viewed=Event.LIST_VIEWED)
def index() -> ResponseReturnValue:
    """Everything that the viewer saved or the office shares, by list."""
    return render_template("saved/index.html", searches=queries.usable(current_actor()))


@bp.route("/new/<key>", methods=["GET", "POST"])
@permit(Action.SEARCH_SAVE, load=_list_of)
def add(listed: SavedList) -> ResponseReturnValue:
    """Save the list as its address filters and sorts it."""
    form, reading = SearchForm(), _asked(listed)
    form.offer(shares=_shares())
    if form.ready():
        with form.refusals():
            service.save(
                actor=current_actor(),
                list_key=listed.key,
                name=form.name.data,
                query=reading.query,
                is_shared=form.shares(otherwise=False),
            )
            saved(f"the search “{form.name.data}”")
            return redirect(listed.url(reading.query))
    cancel = listed.url(reading.query)
    return form.page("saved/form.html", listed=listed, reading=reading, found=None, cancel=cancel)


def _asked(listed: SavedList) -> Reading:
    """The list's parameters in this page's own address, as far as the list knows them."""
    query = request.query_string.decode("utf-8", "replace")
    if len(query) > QUERY_LIMIT:
        raise RuleBroken("These filters are too long to be saved.")
    return lists.read(listed, query)


@bp.get("/<int:number>")
@permit(Action.SEARCH_SAVE, load=queries.by_number, viewed=Event.RECORD_VIEWED)
def show(found: SavedSearch) -> ResponseReturnValue:
    """Run it: the list opens under the viewer's own sight; what no longer fits is named."""
    one = queries.opened(found)
    if one.listed is None or _list_of(one.list_key) is None:
        told("The list of this search is not open to you in this role.", "warning")
        return redirect(url_for("saved.index"))
    if one.reading.gone:
        names = ", ".join(one.reading.gone)
        told(f"“{one.name}”: {names} no longer fits and was left out: more is shown.", "warning")
    return redirect(one.listed.url(one.reading.query))


@bp.route("/<int:number>/edit", methods=["GET", "POST"])
@permit(Action.SEARCH_CHANGE, load=queries.by_number)
def edit(found: SavedSearch) -> ResponseReturnValue:
    """Rename it; share it or take it back."""
    one = queries.opened(found)
    form = SearchForm(data={"name": one.name, "is_shared": one.is_shared, "version": found.version})
    form.offer(shares=_shares())
    if request.method == "POST" and form.version.data != found.version:
        form.fault(None, "Somebody else changed this search meanwhile. Look at it again.")
        form.version.data, form.version.raw_data = found.version, None
    elif form.ready():
        with form.refusals():
            service.change(
                found,
                actor=current_actor(),
                name=form.name.data,
                is_shared=form.shares(otherwise=found.is_shared),
            )
            saved(f"the search “{form.name.data}”")
            return redirect(url_for("saved.index"))
    cancel = url_for("saved.index")
    return form.page(
        "saved/form.html", listed=one.listed, reading=one.reading, found=one, cancel=cancel
    )


@bp.route("/<int:number>/remove", methods=["GET", "POST"])
@permit(Action.SEARCH_CHANGE, load=queries.by_number)
def remove(found: SavedSearch) -> ResponseReturnValue:
    """Remove it, after a page that says for whom."""
    form, one = BaseForm(), queries.opened(found)
    if form.ready():
        service.remove(found, actor=current_actor())
        told(f"The search “{one.name}” was removed.", "success")
        return redirect(url_for("saved.index"))
    return form.page("saved/remove.html", found=one)
