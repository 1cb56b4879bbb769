"""The file for a tribunal: put together, made, handed out."""

import json

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import note, permit
from jicms.audit.events import Event
from jicms.core import unit_of_work
from jicms.core.errors import Missing
from jicms.discipline.models import DisciplinaryAction
from jicms.files.responses import GUARDED, disposition, send
from jicms.files.taking import taken_in
from jicms.litigation import forms_production as forms
from jicms.litigation import producing, queries
from jicms.litigation import queries_production as reads
from jicms.litigation.models_production import Production, ProductionEntry, ProductionVolume
from jicms.litigation.service import production as service
from jicms.litigation.views import bp
from jicms.litigation.views.file import AT
from jicms.web.messages import saved

ONE = f"{AT}/files/<int:production>"
ENTRY = f"{ONE}/papers/<int:entry>"


def _address(row: Production) -> str:
    number, n = row.case.number, row.action.n
    return url_for("litigation.production", number=number, n=n, production=row.n)


def _to(row: Production, said: str) -> ResponseReturnValue:
    saved(said)
    return redirect(_address(row))


@bp.route(f"{AT}/files/new", methods=["GET", "POST"])
@permit(Action.LITIGATION_EDIT, load=queries.action_inside)
def new_production(action: DisciplinaryAction) -> ResponseReturnValue:
    """Begin a file with every paper of the action."""
    form = forms.ProductionForm()
    form.offer(action)
    if form.ready():
        with form.refusals():
            made = service.begin(action, form.told(), actor=current_actor())
            return _to(made, f"file {made.n} is begun")
    return form.page("litigation/production_form.html", action=action, case=action.case)


@bp.get(ONE)
@permit(Action.LITIGATION_VIEW, load=reads.production_of, viewed=Event.RECORD_VIEWED)
def production(row: Production) -> ResponseReturnValue:
    """What the file holds, what is missing, and its volumes once it was made."""
    return render_template(
        "litigation/production.html",
        row=row,
        action=row.action,
        case=row.case,
        papers=service.ordered(row, whole=True),
        lacking=service.lacking(row) if row.is_draft else row.lacking,
        refused=service.refusals(row) if row.is_draft else [],
    )


@bp.post(f"{ONE}/gather")
@permit(Action.LITIGATION_EDIT, load=reads.production_of)
def gather(row: Production) -> ResponseReturnValue:
    """Add the papers that came to the action since."""
    added = service.gather(row, actor=current_actor())
    return _to(row, f"{added} papers were added")


@bp.route(f"{ONE}/papers/new", methods=["GET", "POST"])
@permit(Action.LITIGATION_EDIT, load=reads.production_of)
def add_paper(row: Production) -> ResponseReturnValue:
    """Add a paper that is no record of the action."""
    form = forms.PaperForm(data={"version": row.version})
    form.offer(row.action)
    if form.ready():
        form.refuse_if_stale(row)
        with form.refusals():
            file = taken_in(form.file)
            assert file is not None
            told = {name: form[name].data for name in ("part_code", "title", "dated_on")}
            service.add_paper(row, actor=current_actor(), file=file, **told)
            return _to(row, "the paper")
    return form.page("litigation/paper.html", row=row, action=row.action, case=row.case)


@bp.route(ENTRY, methods=["GET", "POST"])
@permit(Action.LITIGATION_EDIT, load=reads.entry_of)
def production_entry(entry: ProductionEntry) -> ResponseReturnValue:
    """Put a paper in, leave it out, or move it to another part."""
    form, row = forms.EntryForm(obj=entry), entry.production
    form.offer(entry.action)
    form.begin(entry)
    if form.ready():
        form.refuse_if_stale(entry)
        with form.refusals():
            service.change_entry(
                entry,
                actor=current_actor(),
                part_code=form.part_code.data,
                included=form.included.data == "yes",
                reason=form.reason.data or "",
            )
            return _to(row, "the paper")
    page = "litigation/entry.html"
    return form.page(page, entry=entry, row=row, action=row.action, case=row.case)


@bp.post(f"{ENTRY}/up")
@permit(Action.LITIGATION_EDIT, load=reads.entry_of)
def move_up(entry: ProductionEntry) -> ResponseReturnValue:
    """Let a paper stand before the one above it."""
    service.move(entry, actor=current_actor(), up=True)
    return _to(entry.production, "the order")


@bp.post(f"{ENTRY}/down")
@permit(Action.LITIGATION_EDIT, load=reads.entry_of)
def move_down(entry: ProductionEntry) -> ResponseReturnValue:
    """Let a paper stand behind the one below it."""
    service.move(entry, actor=current_actor(), up=False)
    return _to(entry.production, "the order")


@bp.route(f"{ONE}/make", methods=["GET", "POST"])
@permit(Action.LITIGATION_EDIT, load=reads.production_of, streams=True)
def make_production(row: Production) -> ResponseReturnValue:
    """Make the file. Nobody waits while its papers are read and bound."""
    form, actor = forms.MakeForm(data={"version": row.version}), current_actor()
    at = (row.case.number, row.action.n, row.n)
    if request.method != "POST":
        return _making(row, form)
    if form.ready():
        form.refuse_if_stale(row)
        with form.refusals():
            without = form.without.data or ""
            producing.produce(*at, version=row.version, without=without, actor=actor)
            return _to(row, f"file {row.n} is made")
    with unit_of_work.read(actor):
        found = reads.production_of(*at)
        if found is None:
            raise Missing
        return _making(found, form)


def _making(row: Production, form: forms.MakeForm) -> ResponseReturnValue:
    return form.page(
        "litigation/make.html",
        row=row,
        action=row.action,
        case=row.case,
        lacking=service.lacking(row),
        refused=service.refusals(row),
    )


@bp.get(f"{ONE}/volumes/<int:volume>")
@permit(Action.LITIGATION_VIEW, load=reads.volume_of, viewed=Event.FILE_DOWNLOADED)
def production_volume(volume: ProductionVolume) -> ResponseReturnValue:
    """A volume, always as an attachment."""
    note(sha256=volume.file.sha256)
    of = len(volume.production.volumes)
    name = f"{volume.action.number}-F{volume.production.n} volume {volume.n} of {of}"
    return send(volume.file, download_name=f"{name}.pdf")


@bp.get(f"{ONE}/manifest")
@permit(Action.LITIGATION_VIEW, load=reads.made_one, viewed=Event.FILE_DOWNLOADED)
def production_manifest(row: Production) -> Response:
    """The manifest: every volume and tab with its hash, as its digest was taken."""
    note(sha256=row.sha256)
    told = json.dumps(row.manifest, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    response = Response(told, content_type="application/json")
    response.headers.update(GUARDED)
    name = f"{row.action.number}-F{row.n} manifest.json"
    response.headers["Content-Disposition"] = disposition(name)
    return response
