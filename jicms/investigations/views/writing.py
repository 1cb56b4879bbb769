"""Writing a section of a report, its draft that saves itself, and the report as a PDF."""

from flask import jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import note, permit
from jicms.audit.events import Event
from jicms.core import clock
from jicms.core.errors import RuleBroken
from jicms.documents import pdf_answer
from jicms.documents.pasted import tidy
from jicms.files.responses import send
from jicms.investigations import bodies, queries, service
from jicms.investigations.forms import SectionForm
from jicms.investigations.models import Report
from jicms.investigations.models_sections import Place, ReportSection
from jicms.investigations.queries_sections import body_of, comments_of
from jicms.investigations.sections import Spot, spot_of
from jicms.investigations.views import bp
from jicms.web.dates import clocktime
from jicms.web.forms.text import showable
from jicms.web.messages import saved, told

_AT = "/cases/<number>/reports/<int:report>"


def load(number: str, report: int, section: str) -> Place | None:
    """The section that an address names, of a report that has it."""
    found, spot = queries.report_of(number, report), spot_of(section)
    if found is None or spot is None or found.is_whole:
        return None
    return Place(found, spot) if spot in service.spots_of(found) else None


def load_printable(number: str, report: int) -> Report | None:
    """The report that an address names, unless it is an uploaded file."""
    found = queries.report_of(number, report)
    return found if found is not None and found.file is None else None


@bp.route(f"{_AT}/sections/<section>", methods=["GET", "POST"])
@permit(Action.REPORT_WRITE, load=load, viewed=Event.RECORD_VIEWED)
def section(place: Place) -> ResponseReturnValue:
    """Write a section, or look at what was typed. Where somebody saved it meanwhile both texts are
    shown and none is lost."""
    report, spot = place.report, place.spot
    if not report.is_open:
        told(f"{report.key} can’t change now.", "warning")
        return redirect(_page_of(place))
    actor, stored = current_actor(), service.section_at(report, spot)
    draft = service.draft_at(report, spot, actor=actor)
    form = SectionForm(data={"text": stored.text if stored else "", "version": _base(stored)})
    if not form.is_submitted() and draft is not None:
        form = SectionForm(data={"text": draft.text, "version": draft.base})
    if form.ready():
        if form.pressed("preview"):
            return _page(place, form, stored, preview=tidy(form.text.data or ""))
        try:
            with form.refusals():
                text, base = form.text.data or "", form.version.data or 0
                service.save_section(report, spot, actor=actor, text=text, base=base)
                saved(spot.title)
                return redirect(_after(place, form))
        except service.Collision:
            return _page(place, form, stored)[0], 409
    return _page(place, form, stored, draft=draft)


@bp.post(f"{_AT}/sections/<section>/draft")
@permit(Action.REPORT_WRITE, load=load)
def autosave(place: Place) -> ResponseReturnValue:
    """Keep what is being typed, for its writer alone; answers when."""
    typed = request.form.get("version", "")
    base = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else 0
    text = showable(request.form.get("text", ""))
    try:
        service.keep_draft(place.report, place.spot, actor=current_actor(), text=text, base=base)
    except RuleBroken as refused:
        return jsonify(error=" ".join(refused.sentences)), 422
    return jsonify(saved=clocktime(clock.now(), zone=False))


@bp.post(f"{_AT}/sections/<section>/discard")
@permit(Action.REPORT_WRITE, load=load)
def discard(place: Place) -> ResponseReturnValue:
    """Forget what the viewer typed and did not save."""
    service.drop_draft(place.report, place.spot, actor=current_actor())
    told("Your draft of this section is gone. What was saved stays.")
    return redirect(_address(place.report, place.spot))


@bp.get(f"{_AT}/pdf")
@permit(Action.REPORT_READ, load=load_printable, viewed=Event.FILE_DOWNLOADED)
def pdf(report: Report) -> ResponseReturnValue:
    """The report as a PDF: the stored file once it is approved, before that as it would be now."""
    name = f"{report.case.number}-{report.key}.pdf"
    body = body_of(report)
    if body is not None:
        note(sha256=body.file.sha256)
        return send(body.file, download_name=name)
    return pdf_answer(bodies.preview(report), name=name, printed=report.key)


def _page(
    place: Place,
    form: SectionForm,
    stored: ReportSection | None,
    *,
    draft: object = None,
    preview: str | None = None,
) -> tuple[str, int]:
    """The page; where the section is newer than what the text began from, both are shown.

    A `preview` is what was typed, shown as the report would say it.
    """
    report, base = place.report, form.version.data or 0
    newer = stored if stored is not None and stored.version != base else None
    form.version.data, form.version.raw_data = _base(stored), None
    spots = service.spots_of(report)
    following = spots.index(place.spot) + 1
    return form.page(
        "investigations/section.html",
        case=report.case,
        report=report,
        spot=place.spot,
        newer=newer,
        preview=preview,
        draft=draft if not form.is_submitted() else None,
        comments=comments_of(report).get(place.spot, []),
        following=spots[following] if following < len(spots) else None,
    )


def _base(stored: ReportSection | None) -> int:
    return stored.version if stored else 0


def _after(place: Place, form: SectionForm) -> str:
    """The next section, where that button was pressed; else the report, at this section."""
    spots = service.spots_of(place.report)
    following = spots.index(place.spot) + 1
    if form.pressed("next") and following < len(spots):
        return _address(place.report, spots[following])
    return _page_of(place)


def _address(report: Report, spot: Spot) -> str:
    return url_for(
        "investigations.section", number=report.case.number, report=report.n, section=spot.key
    )


def _page_of(place: Place) -> str:
    report = place.report
    return url_for(
        "investigations.report",
        number=report.case.number,
        report=report.n,
        _anchor=f"s-{place.spot.key}",
    )
