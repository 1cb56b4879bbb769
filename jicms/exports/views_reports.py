"""A report for a prosecutor is transmitted to one."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.exports import transmitting
from jicms.exports.forms import TransmitForm
from jicms.exports.views import bp
from jicms.investigations.models import Report
from jicms.web.messages import saved


@bp.route("/cases/<number>/reports/<int:report>/transmit", methods=["GET", "POST"])
@permit(Action.EXPORT_MAKE, load=transmitting.transmittable)
def transmit_report(report: Report) -> ResponseReturnValue:
    """To whom it goes, and with which of its exhibits."""
    form = TransmitForm()
    form.offer_report(report)
    if form.ready():
        with form.refusals():
            made = transmitting.transmit(
                report, form.told(), actor=current_actor(), exhibits=form.exhibits.data or ()
            )
            saved(f"{made.key.lower()}: it waits for its release by somebody else")
            return redirect(url_for("exports.show", number=report.case.number, export=made.n))
    return form.page("exports/transmit.html", case=report.case, report=report, kept=form.kept)
