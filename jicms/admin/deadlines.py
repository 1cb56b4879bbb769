"""Deadline rules and days that are no workdays: their lists, new versions, closings."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.admin import queries
from jicms.admin.blueprint import bp
from jicms.admin.forms import ClosingForm, RuleForm
from jicms.audit.events import Event
from jicms.auth.models import Agency
from jicms.core import clock, unit_of_work
from jicms.deadlines import rulebook
from jicms.deadlines.models import DeadlineRule, Holiday
from jicms.deadlines.rulebook import Grounds
from jicms.deadlines.terms import Combine, FirstDay, Roll, Rule, terms_from_text, terms_to_text
from jicms.refdata.models import CaseType
from jicms.refdata.queries import entries, label_of
from jicms.web.messages import saved


def rule_of(code: str, version: int) -> DeadlineRule | None:
    """A version of a rule."""
    return unit_of_work.session().scalar(
        select(DeadlineRule).where(DeadlineRule.code == code, DeadlineRule.version == version)
    )


def _agencies() -> dict[int, str]:
    rows = unit_of_work.session().execute(select(Agency.id, Agency.name).order_by(Agency.code))
    return {row.id: row.name for row in rows}


@bp.get("/deadline-rules")
@permit(Action.ADMIN_VIEW, viewed=Event.ADMIN_VIEWED)
def deadline_rules() -> ResponseReturnValue:
    """The rules that dates are counted by."""
    rules = unit_of_work.session().scalars(
        select(DeadlineRule).order_by(DeadlineRule.code, DeadlineRule.version)
    )
    return render_template(
        "admin/deadline_rules.html",
        rules=list(rules),
        agencies=_agencies(),
        type_name=lambda code: label_of(CaseType, code),
    )


@bp.route("/deadline-rules/<code>/<int:version>/revise", methods=["GET", "POST"])
@permit(Action.REFDATA_EDIT, load=rule_of)
def revise_rule(row: DeadlineRule) -> ResponseReturnValue:
    """Write the next version of a rule, for everybody or for one agency or type of case."""
    form = _form(row)
    if form.ready():
        with form.refusals():
            typed = form.values()
            revised = rulebook.revise_rule(
                _rule(row, typed),
                valid_from=typed["valid_from"],
                grounds=Grounds(typed["citation"], typed["source"], verified=typed["verified"]),
                agency_id=typed["agency"],
                case_type_code=typed["case_type"],
            )
            saved(f"{row.code} version {revised.version} applies from its first day on")
            return redirect(url_for("admin.deadline_rules") + f"#{row.code}-{revised.version}")
    return form.page("admin/rule_form.html", row=row)


def _form(row: DeadlineRule) -> RuleForm:
    rule = row.as_rule()
    shown = {"terms": terms_to_text(rule.terms), "agency": row.agency_id}
    form = RuleForm(
        data={
            **{name: getattr(row, name) for name in ("label", "citation", "source")},
            **{name: getattr(row, name).value for name in ("combine", "first_day", "roll")},
            **shown,
            "case_type": row.case_type_code,
        }
    )
    for field, kinds in ((form.combine, Combine), (form.first_day, FirstDay), (form.roll, Roll)):
        field.offer([(each.value, WORDS[each]) for each in kinds])
    form.agency.offer(list(_agencies().items()))
    form.case_type.offer([(entry.code, entry.label) for entry in entries(CaseType).values()])
    return form


WORDS = {
    Combine.SINGLE: "One term",
    Combine.LATEST: "The latest of them",
    Combine.EARLIEST: "The earliest of them",
    FirstDay.NEXT: "The next day is day 1",
    FirstDay.SAME: "The day of the event is day 1",
    Roll.NONE: "The date stays",
    Roll.FORWARD: "Moves to the next workday",
}


def _rule(row: DeadlineRule, typed: dict[str, object]) -> Rule:
    return Rule(
        code=row.code,
        terms=terms_from_text(str(typed["terms"])),
        combine=Combine(str(typed["combine"])),
        first_day=FirstDay(str(typed["first_day"])),
        roll=Roll(str(typed["roll"])),
        kind=row.kind,
        closings_count=row.closings_count,
        label=str(typed["label"]),
    )


@bp.get("/holidays")
@permit(Action.ADMIN_VIEW, viewed=Event.ADMIN_VIEWED)
def holidays() -> ResponseReturnValue:
    """The days that are no workdays."""
    first = clock.today(current_actor().zone).replace(month=1, day=1)
    days = unit_of_work.session().scalars(
        select(Holiday)
        .where(Holiday.day >= first.replace(year=first.year - 1))
        .order_by(Holiday.day)
        .limit(queries.MANY)
    )
    return render_template("admin/holidays.html", days=list(days))


@bp.route("/holidays/new", methods=["GET", "POST"])
@permit(Action.REFDATA_EDIT)
def add_closing() -> ResponseReturnValue:
    """Record a day on which offices were closed by executive order."""
    form = ClosingForm()
    if form.ready():
        with form.refusals():
            closing = rulebook.add_closing(**form.values())
            saved(f"{closing.name} is recorded")
            return redirect(url_for("admin.holidays"))
    return form.page("admin/closing_form.html")
