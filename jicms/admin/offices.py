"""Agencies and offices."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.admin import queries
from jicms.admin.blueprint import bp
from jicms.admin.forms import AgencyForm, OfficeForm, RetireForm
from jicms.audit.events import Event
from jicms.auth import service
from jicms.auth.models import Agency, Office, OfficeKind
from jicms.core import clock, unit_of_work
from jicms.refdata.models import SeverityClass
from jicms.web.dates import offered_zones
from jicms.web.forms import Choice
from jicms.web.messages import saved


def schemes() -> list[tuple[str, str]]:
    """Class schemes that have classes."""
    found = unit_of_work.session().scalars(
        select(SeverityClass.scheme).distinct().order_by(SeverityClass.scheme)
    )
    return [(name, name) for name in found]


def back() -> ResponseReturnValue:
    """The list again."""
    return redirect(url_for("admin.offices"))


@bp.get("/offices")
@permit(Action.ADMIN_VIEW, viewed=Event.ADMIN_VIEWED)
def offices() -> ResponseReturnValue:
    """Agencies, and their offices with what they refer to."""
    return render_template(
        "admin/offices.html",
        agencies=queries.agencies(),
        offices=queries.offices(),
        staff=queries.staff_counts(),
        today=clock.today(current_actor().zone),
    )


@bp.route("/agencies/new", methods=["GET", "POST"])
@permit(Action.REFDATA_EDIT)
def add_agency() -> ResponseReturnValue:
    """Add an agency."""
    form = AgencyForm()
    form.zone.offer(offered_zones())
    form.scheme.offer(schemes())
    if form.ready():
        with form.refusals():
            agency = service.add_agency(actor=current_actor(), **form.values())
            saved(f"the agency {agency.code} is added")
            return back()
    return form.page("admin/agency.html", agency=None)


@bp.route("/agencies/<int:agency_id>/edit", methods=["GET", "POST"])
@permit(Action.REFDATA_EDIT, load=queries.agency_by_id)
def edit_agency(agency: Agency) -> ResponseReturnValue:
    """Change an agency's name, time zone and letterhead."""
    form = AgencyForm(obj=agency)
    del form.code, form.scheme
    form.zone.offer(offered_zones(), keep=(agency.zone, agency.zone))
    if form.ready():
        form.refuse_if_stale(agency)
        with form.refusals():
            service.change_agency(agency, actor=current_actor(), **form.values())
            saved(f"the agency {agency.code} is changed")
            return back()
    return form.page("admin/agency.html", agency=agency)


@bp.route("/agencies/<int:agency_id>/retire", methods=["GET", "POST"])
@permit(Action.REFDATA_EDIT, load=queries.agency_by_id)
def retire_agency(agency: Agency) -> ResponseReturnValue:
    """Offer an agency no longer."""
    form = retire_form(agency.zone)
    if form.ready():
        with form.refusals():
            service.retire_agency(agency, actor=current_actor(), **form.values())
            saved(f"the agency {agency.code} is retired")
            return back()
    return _retiring(form, agency.code)


def _retiring(form: RetireForm, name: str) -> ResponseReturnValue:
    return form.page(
        "admin/retire.html",
        name=name,
        back=url_for("admin.offices"),
        listed="Offices and agencies",
        section="admin.offices",
    )


def retire_form(zone: str) -> RetireForm:
    """The form, with today as the last day."""
    form = RetireForm()
    if request.method == "GET":
        form.last_day.data = clock.today(zone)
    return form


def office_form(office: Office | None) -> tuple[OfficeForm, dict[str, Agency], dict[str, Office]]:
    """The form with what it offers: agencies in use, and offices that take referrals."""
    form = OfficeForm(obj=office)
    agencies = {row.code: row for row in queries.agencies() if row.is_in_use(clock.today(row.zone))}
    kinds = (OfficeKind.LABOR_RELATIONS, OfficeKind.INVESTIGATIONS)
    targets = {row.code: row for row in queries.offices(kinds=kinds, in_use=True)}
    form.agency.offer([(code, row.name) for code, row in agencies.items()])
    form.kind.offer(list(OfficeKind))
    for field, kind in zip((form.refers_to, form.counterpart), kinds, strict=True):
        field.offer(
            Choice(code, row.name, group=row.agency.name)
            for code, row in targets.items()
            if row.kind is kind
        )
    return form, agencies, targets


@bp.route("/offices/new", methods=["GET", "POST"])
@permit(Action.REFDATA_EDIT)
def add_office() -> ResponseReturnValue:
    """Add an office."""
    form, agencies, targets = office_form(None)
    if form.ready():
        with form.refusals():
            typed = form.values()
            typed |= {
                "agency": agencies[typed["agency"]],
                "kind": OfficeKind(typed["kind"]),
                "refers_to": targets.get(typed["refers_to"]),
                "counterpart": targets.get(typed["counterpart"]),
            }
            office = service.add_office(actor=current_actor(), **typed)
            saved(f"the office {office.code} is added")
            return back()
    return form.page("admin/office.html", office=None)


@bp.route("/offices/<int:office_id>/edit", methods=["GET", "POST"])
@permit(Action.REFDATA_EDIT, load=queries.office_by_id)
def edit_office(office: Office) -> ResponseReturnValue:
    """Change an office's name, telephone and the office that it refers to."""
    form, _agencies, targets = office_form(office)
    del form.agency, form.code, form.kind
    if form.ready():
        form.refuse_if_stale(office)
        with form.refusals():
            typed = form.values()
            for name in ("refers_to", "counterpart"):
                typed[name] = targets.get(typed[name])
            service.change_office(office, actor=current_actor(), **typed)
            saved(f"the office {office.code} is changed")
            return back()
    return form.page("admin/office.html", office=office)


@bp.route("/offices/<int:office_id>/retire", methods=["GET", "POST"])
@permit(Action.REFDATA_EDIT, load=queries.office_by_id)
def retire_office(office: Office) -> ResponseReturnValue:
    """Offer an office no longer."""
    form = retire_form(office.agency.zone)
    if form.ready():
        with form.refusals():
            service.retire_office(office, actor=current_actor(), **form.values())
            saved(f"the office {office.code} is retired")
            return back()
    return _retiring(form, office.code)


@bp.post("/offices/<int:office_id>/reopen")
@permit(Action.REFDATA_EDIT, load=queries.office_by_id)
def reopen_office(office: Office) -> ResponseReturnValue:
    """Offer a retired office again."""
    service.reopen_office(office, actor=current_actor())
    saved(f"the office {office.code} is in use again")
    return back()
