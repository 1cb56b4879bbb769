"""Export packages of a case: who gets what, and the package itself."""

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import note, permit
from jicms.audit.events import Event
from jicms.cases.models import Case
from jicms.cases.queries import case_by_number
from jicms.core import unit_of_work
from jicms.core.errors import Missing
from jicms.exports import building, choosing, queries, releasing, sending, service
from jicms.exports.forms import (
    AddressForm,
    HandedForm,
    ReasonForm,
    RecordsForm,
    StepForm,
    chosen_in,
)
from jicms.exports.models import ExportPackage
from jicms.exports.workflow import EXPORT
from jicms.web.messages import saved

bp = Blueprint("exports", __name__, template_folder="templates")


def _page_of(package: ExportPackage) -> str:
    return url_for("exports.show", number=package.case.number, export=package.n)


def _back_to(package: ExportPackage, said: str) -> ResponseReturnValue:
    saved(said)
    return redirect(_page_of(package))


@bp.get("/cases/<number>/exports")
@permit(Action.EXPORT_VIEW, load=case_by_number, viewed=Event.RECORD_VIEWED)
def index(case: Case) -> ResponseReturnValue:
    """The packages of a case, and the accounting that they make."""
    return render_template("exports/index.html", case=case, packages=queries.packages_of(case))


@bp.route("/cases/<number>/exports/new", methods=["GET", "POST"])
@permit(Action.EXPORT_MAKE, load=case_by_number)
def prepare(case: Case) -> ResponseReturnValue:
    """Begin a package: for whom, on which basis."""
    form = AddressForm()
    form.offer(case)
    if form.ready():
        with form.refusals():
            made = service.prepare(case, form.told(), actor=current_actor())
            saved(f"{made.key.lower()}. Choose what goes next")
            return redirect(url_for("exports.choose", number=case.number, export=made.n))
    return form.page("exports/address.html", case=case, package=None)


@bp.get("/cases/<number>/exports/<int:export>")
@permit(Action.EXPORT_VIEW, load=queries.package_of, viewed=Event.RECORD_VIEWED)
def show(package: ExportPackage) -> ResponseReturnValue:
    """One package: what goes, what can't, what was done with it."""
    steps = {row.name for row in EXPORT.available(package, current_actor())}
    return render_template(
        "exports/show.html",
        case=package.case,
        package=package,
        entries=building.entries(package),
        refused=[] if package.is_made else choosing.refusals(package),
        history=queries.steps_of(package),
        steps=steps,
        label_of=lambda name: EXPORT.named(name).label,
    )


@bp.route("/cases/<number>/exports/<int:export>/recipient", methods=["GET", "POST"])
@permit(Action.EXPORT_EDIT, load=queries.package_of)
def readdress(package: ExportPackage) -> ResponseReturnValue:
    """Change for whom a draft is."""
    form = AddressForm(obj=package)
    form.offer(package.case, package)
    if form.ready():
        form.refuse_if_stale(package)
        with form.refusals():
            service.readdress(package, form.told(), actor=current_actor())
            return _back_to(package, f"the recipient of {package.key.lower()}")
    return form.page("exports/address.html", case=package.case, package=package)


@bp.route("/cases/<number>/exports/<int:export>/records", methods=["GET", "POST"])
@permit(Action.EXPORT_EDIT, load=queries.package_of)
def choose(package: ExportPackage) -> ResponseReturnValue:
    """Choose what goes. What can't is shown with the reason, and not offered."""
    rows = choosing.candidates(package)
    form = RecordsForm(version=package.version, records=list(chosen_in(package)))
    form.offer([row for row in rows if not row.shut])
    if form.ready():
        form.refuse_if_stale(package)
        with form.refusals():
            service.choose(package, form.records.data, actor=current_actor())
            return _back_to(package, f"what goes with {package.key.lower()}")
    shut = [row for row in rows if row.shut]
    return form.page("exports/records.html", case=package.case, package=package, shut=shut)


@bp.route("/cases/<number>/exports/<int:export>/ask", methods=["GET", "POST"])
@permit(Action.EXPORT_EDIT, load=queries.package_of)
def ask(package: ExportPackage) -> ResponseReturnValue:
    """Ask somebody else to release it."""
    form = StepForm(obj=package)
    if form.ready():
        form.refuse_if_stale(package)
        with form.refusals():
            service.ask(package, actor=current_actor())
            return _back_to(package, f"{package.key} waits for its release")
    return _step(package, form, "ask")


@bp.route("/cases/<number>/exports/<int:export>/release", methods=["GET", "POST"])
@permit(Action.EXPORT_RELEASE, load=queries.package_of, streams=True)
def release(package: ExportPackage) -> ResponseReturnValue:
    """Release a package that another put together. Nobody waits while its files are read."""
    form, actor, at = StepForm(obj=package), current_actor(), (package.case.number, package.n)
    if request.method != "POST":
        return _step(package, form, "release")
    if form.ready():
        form.refuse_if_stale(package)
        with form.refusals():
            broken = releasing.release(*at, version=package.version, actor=actor)
            if broken is None:
                return _back_to(package, f"{package.key} is released")
            form.fault(None, broken)
    with unit_of_work.read(actor):
        found = queries.package_of(*at)
        if found is None:
            raise Missing
        return _step(found, form, "release")


@bp.route("/cases/<number>/exports/<int:export>/return", methods=["GET", "POST"])
@permit(Action.EXPORT_RELEASE, load=queries.package_of)
def give_back(package: ExportPackage) -> ResponseReturnValue:
    """Return it to who put it together."""
    return _with_reason(package, "give_back", service.give_back, "is returned")


@bp.route("/cases/<number>/exports/<int:export>/cancel", methods=["GET", "POST"])
@permit(Action.EXPORT_END, load=queries.package_of)
def cancel(package: ExportPackage) -> ResponseReturnValue:
    """End a package that was not released."""
    return _with_reason(package, "cancel", service.cancel, "is canceled")


@bp.route("/cases/<number>/exports/<int:export>/recall", methods=["GET", "POST"])
@permit(Action.EXPORT_END, load=queries.package_of)
def recall(package: ExportPackage) -> ResponseReturnValue:
    """Note that a released package was called back."""
    return _with_reason(package, "recall", service.recall, "is recalled")


@bp.route("/cases/<number>/exports/<int:export>/handed-over", methods=["GET", "POST"])
@permit(Action.EXPORT_MAKE, load=queries.package_of)
def hand_over(package: ExportPackage) -> ResponseReturnValue:
    """Record when and how the recipient got it."""
    form = HandedForm(version=package.version)
    form.offer(package.case)
    if form.ready():
        form.refuse_if_stale(package)
        with form.refusals():
            how, on = form.how.data, form.on.data
            service.hand_over(package, actor=current_actor(), on=on, how=how)
            return _back_to(package, f"when {package.key.lower()} was handed over")
    return _step(package, form, "hand_over")


@bp.get("/cases/<number>/exports/<int:export>/package")
@permit(Action.EXPORT_MAKE, load=queries.package_of, viewed=Event.EXPORT_STARTED)
def download(package: ExportPackage) -> Response:
    """The package itself."""
    service.refuse_download(package, actor=current_actor())
    note(manifest=package.manifest_sha256, records=len(package.contents))
    return sending.send(package)


def _with_reason(package: ExportPackage, step: str, act: Any, done: str) -> ResponseReturnValue:
    form = ReasonForm(version=package.version)
    if form.ready():
        form.refuse_if_stale(package)
        with form.refusals():
            act(package, actor=current_actor(), reason=form.reason.data)
            return _back_to(package, f"{package.key} {done}")
    return _step(package, form, step)


def _step(package: ExportPackage, form: Any, step: str) -> ResponseReturnValue:
    return form.page("exports/step.html", case=package.case, package=package, step=step)
