"""Routing rules and those of the Inspector General's first refusal: lists, successors, ends."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.admin import service_routing
from jicms.admin.blueprint import bp
from jicms.admin.forms import NewRoutingRuleForm, RetireForm, RoutingRuleForm
from jicms.admin.service import retire_code
from jicms.audit.events import Event
from jicms.auth.models import Agency, Office, OfficeKind
from jicms.core import clock, unit_of_work
from jicms.refdata.mixin import LEGACY
from jicms.refdata.models import (
    AllegationCategory,
    AllegationGroup,
    OigRule,
    RoutingRule,
    SeverityClass,
    SubjectFact,
    Way,
)
from jicms.refdata.queries import entries, label_of
from jicms.routing.byrule import LABELS
from jicms.web.messages import saved

SUBJECTS = {
    SubjectFact.OWN_PEOPLE: "works in the office that leads the case",
    SubjectFact.INTERNAL_AFFAIRS: "works in an internal-affairs office",
    SubjectFact.SES: "is a senior executive",
    SubjectFact.SENIOR: "is at GS-15 or above, or a senior executive",
    SubjectFact.LAW_ENFORCEMENT: "is a law-enforcement officer",
}


def rule_of(code: str) -> RoutingRule | None:
    """A routing rule."""
    return unit_of_work.session().get(RoutingRule, code)


def _asked(rule: RoutingRule) -> str:
    """What a rule asks for, in words."""
    said = [
        f"a subject {SUBJECTS[rule.subject_fact]}" if rule.subject_fact else "",
        label_of(AllegationGroup, rule.group_code),
        f"{rule.category_code} {label_of(AllegationCategory, rule.category_code)}"
        if rule.category_code
        else "",
        f"{rule.class_code.split('-')[0]} {label_of(SeverityClass, rule.class_code)}"
        if rule.class_code
        else "",
        f"led by {rule.office_code or rule.agency_code}"
        if rule.office_code or rule.agency_code
        else "",
    ]
    found = "; ".join(part for part in said if part)
    return f"{found[:1].upper()}{found[1:]}" if found else "Every case"


@bp.get("/routing-rules")
@permit(Action.ADMIN_VIEW, viewed=Event.ADMIN_VIEWED)
def routing_rules() -> ResponseReturnValue:
    """The rules, those that have ended too."""
    session = unit_of_work.session()
    rules = session.scalars(select(RoutingRule).order_by(RoutingRule.sort_order, RoutingRule.code))
    tests = session.scalars(select(OigRule).order_by(OigRule.sort_order, OigRule.code))
    return render_template(
        "admin/routing_rules.html",
        rules=list(rules),
        tests=list(tests),
        ways=LABELS,
        asked=_asked,
    )


def _form(base: type[RoutingRuleForm], rule: RoutingRule | None = None) -> Any:
    form = base(obj=rule)
    session = unit_of_work.session()
    form.way.offer((way, LABELS[way]) for way in Way)
    form.subject_fact.offer((fact, words) for fact, words in SUBJECTS.items())
    for field, model in (
        (form.group_code, AllegationGroup),
        (form.category_code, AllegationCategory),
        (form.class_code, SeverityClass),
    ):
        rows = entries(model).values()
        field.offer((row.code, f"{row.code} {row.label}") for row in rows if not row.is_legacy)
    agencies = session.scalars(select(Agency).where(~Agency.is_legacy).order_by(Agency.code))
    form.agency_code.offer((row.code, row.name) for row in agencies)
    offices = session.scalars(
        select(Office)
        .where(Office.kind == OfficeKind.INVESTIGATIONS, ~Office.code.startswith(LEGACY.upper()))
        .order_by(Office.code)
    )
    form.office_code.offer((row.code, row.short_name) for row in offices)
    if request.method == "GET":
        form.valid_from.data = clock.today(current_actor().zone)
        form.sort_order.data = form.sort_order.data or 500
    return form


@bp.route("/routing-rules/new", methods=["GET", "POST"])
@permit(Action.REFDATA_EDIT)
def add_routing_rule() -> ResponseReturnValue:
    """Add a rule."""
    form = _form(NewRoutingRuleForm)
    if form.ready():
        with form.refusals():
            made = service_routing.add_rule(actor=current_actor(), **form.values())
            saved(f"rule {made.code} applies from its first day on")
            return redirect(url_for("admin.routing_rules") + f"#{made.code}")
    return form.page("admin/routing_rule.html", row=None)


@bp.route("/routing-rules/<code>/revise", methods=["GET", "POST"])
@permit(Action.REFDATA_EDIT, load=rule_of)
def revise_routing_rule(row: RoutingRule) -> ResponseReturnValue:
    """Write the rule that takes the place of this one."""
    form = _form(RoutingRuleForm, row)
    if form.ready():
        with form.refusals():
            made = service_routing.revise_rule(row, actor=current_actor(), **form.values())
            saved(f"rule {made.code} takes the place of {row.code}")
            return redirect(url_for("admin.routing_rules") + f"#{made.code}")
    return form.page("admin/routing_rule.html", row=row)


@bp.route("/routing-rules/<code>/end", methods=["GET", "POST"])
@permit(Action.REFDATA_EDIT, load=rule_of)
def end_routing_rule(row: RoutingRule) -> ResponseReturnValue:
    """Let a rule end; cases received later are not asked about it."""
    form = RetireForm()
    if request.method == "GET":
        form.last_day.data = clock.today(current_actor().zone)
    if form.ready():
        with form.refusals():
            retire_code(row, actor=current_actor(), **form.values())
            saved(f"rule {row.code} ends")
            return redirect(url_for("admin.routing_rules"))
    listed = url_for("admin.routing_rules")
    return form.page(
        "admin/retire.html",
        name=row.code,
        back=listed,
        listed="Routing rules",
        section="admin.routing_rules",
    )
