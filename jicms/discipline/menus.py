"""Where discipline hangs its links: navigation, My work, the case's tabs, actions and timeline."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, literal, select, true

from jicms.access.actions import Action
from jicms.access.actor import Actor, Role
from jicms.allegations import showing
from jicms.cases import summary, timeline
from jicms.cases.models import Case, CaseStatus, Party, SubjectStatus
from jicms.core import unit_of_work
from jicms.core.standing import OF_CASE, keep, of_case
from jicms.deadlines.terms import Kind
from jicms.discipline import facts, package, queries, queue, steps, turns
from jicms.discipline.kinds import ReferralKind, ReferralStatus
from jicms.discipline.models import (
    ActionStatus,
    DisciplinaryAction,
    LrReferral,
)
from jicms.discipline.models_leave import LeaveKind, LeavePeriod
from jicms.investigations.models import Report
from jicms.web.filters import label
from jicms.web.navigation import (
    CaseAction,
    CaseTab,
    NavItem,
    Panel,
    Tally,
    case_actions,
    case_tabs,
    home,
    main,
)
from jicms.workflow import StatusChange

LR = frozenset({Role.LR_SPECIALIST, Role.LR_SUPERVISOR})
SHOWN = 8
#: Statuses in which no subject was ever referred.
BEFORE_WORK = (CaseStatus.RECEIVED, CaseStatus.OIG_PENDING, CaseStatus.ASSIGNED)
_KEPT = "_discipline_standing"


@dataclass(frozen=True, slots=True)
class Standing:
    """What the summary of a case needs to know before it asks for more."""

    has_action: bool
    can_refer: bool
    status: ReferralStatus | None
    return_reason: str


def register() -> None:
    """Add everything, once per application."""
    main.add(
        NavItem(
            "",
            "Discipline queue",
            "timer",
            "discipline.index",
            Action.DISCIPLINE_QUEUE,
            count=lambda actor: queue.falling(actor, within=7),
            alert=True,
            order=20,
        )
    )
    main.add(
        NavItem(
            "",
            "Employees who left",
            "logout",
            "discipline.departures",
            Action.DISCIPLINE_QUEUE,
            order=21,
        )
    )
    main.add(NavItem("", "Review board", "groups", "discipline.board", Action.BOARD_VIEW, order=22))
    main.add(
        NavItem(
            "",
            "Leave pending action",
            "schedule",
            "discipline.on_leave",
            Action.DISCIPLINE_QUEUE,
            order=21,
        )
    )
    main.add(
        NavItem(
            "",
            "Contractor outcomes",
            "construction",
            "discipline.contractors",
            Action.DISCIPLINE_QUEUE,
            order=22,
        )
    )
    main.add(
        NavItem(
            "",
            "Packages",
            "folder_open",
            "packages.index",
            Action.PACKAGE_VIEW,
            count=queries.packages_to_do,
            order=20,
        )
    )
    case_tabs.add(
        CaseTab(
            "discipline",
            "Discipline",
            "discipline.of_case",
            Action.DISCIPLINE_VIEW,
            count=lambda case: select(DisciplinaryAction.id).where(
                DisciplinaryAction.case_id == case.id
            ),
            order=80,
        )
    )
    case_actions.add(
        CaseAction(
            "Refer to labor relations",
            "discipline.refer",
            Action.REFER_TO_LR,
            when=can_be_referred,
            primary=True,
            order=60,
        )
    )
    _add_panels()
    timeline.sources.add(
        timeline.Source("lr_referral", _referral_rows, _referral, "seal", order=70)
    )
    timeline.sources.add(timeline.Source("action", _action_rows, _action, "seal", order=71))
    timeline.sources.add(timeline.Source("leave", _leave_rows, _leave, "schedule", order=72))
    summary.sections.add(summary.Section("discipline", "discipline/summary.html", _summary, 60))
    summary.strips.add(summary.Strip("lr_referral", _strip, 60))
    if facts.of_allegation not in showing.facts:
        showing.facts.append(facts.of_allegation)


def _add_panels() -> None:
    queue_action = Action.DISCIPLINE_QUEUE
    home.add(
        Panel(
            "discipline-due",
            "discipline/panels/due.html",
            queue_action,
            roles=LR,
            load=_due,
            order=10,
            tally=_tallies,
        )
    )
    for place, (key, load, column) in enumerate(
        (
            ("referrals", _referrals, "main"),
            ("effective", _effective, "side"),
            ("unassigned", _unassigned, "side"),
        )
    ):
        home.add(
            Panel(
                f"discipline-{key}",
                f"discipline/panels/{key}.html",
                queue_action,
                roles=LR,
                load=load,
                column=column,
                order=20 + place,
            )
        )
    home.add(
        Panel("packages", "discipline/panels/packages.html", Action.PACKAGE_VIEW, load=_packages)
    )


def can_be_referred(case: Case) -> bool:
    """Whether something may be sent: a subject waits, and a report is approved or not needed."""
    if case.status in BEFORE_WORK:
        return False
    return _standing(case).can_refer


def _needs_report(case: Case) -> bool:
    return not case.case_type.allows_fact_finding or case.status is not CaseStatus.TRIAGE


def _waiting(case: Any, *, needs_report: bool) -> Select[Any]:
    waits = select(Party.id).where(
        Party.case_id == case.id,
        Party.subject_status == SubjectStatus.NOT_REFERRED,
        Party.withdrawn_at.is_(None),
    )
    if needs_report:
        report = select(Report.id).where(
            Report.case_id == case.id, queries.can_go_with_a_referral()
        )
        waits = waits.where(report.exists())
    return waits


# My work


def _words() -> dict[str, Any]:
    return {"employee": queue.employee, "penalty": queue.said_penalty}


def _due(_actor: Actor) -> Mapping[str, Any]:
    falls = queue.rows({"due": "30"}).where(queue.Clock.kind != Kind.FLOOR)
    late = queue.rows({"due": "over"})
    session = unit_of_work.session()
    order = (queue.Clock.due_on, DisciplinaryAction.id)
    rows = session.execute(late.order_by(*order).limit(SHOWN)).all()
    if len(rows) < SHOWN:
        rest = falls.order_by(*order).limit(SHOWN - len(rows))
        rows = [*rows, *session.execute(rest).all()]
    return {"rows": rows, **_words()}


def _tallies(actor: Actor) -> Iterable[Tally]:
    return (
        Tally("Overdue", queue.falling(actor, within=-1), _url(due="over"), bad=True),
        Tally("Due in 7 days", queue.falling(actor, within=7, late=False), _url(due="7")),
        Tally("Referrals to answer", queries.waiting_referrals(actor), "/discipline/referrals"),
        Tally("Unassigned", queries.unassigned(actor), _url(specialist=queue.NOBODY)),
    )


def _url(**filters: str) -> str:
    return "/discipline?" + "&".join(f"{key}={value}" for key, value in filters.items())


def _referrals(actor: Actor) -> Mapping[str, Any] | None:
    waits = queue.waiting(actor).order_by(LrReferral.created_at, LrReferral.id).limit(SHOWN)
    rows = unit_of_work.session().execute(waits).all()
    return {"rows": rows, **_words()} if rows else None


def _effective(_actor: Actor) -> Mapping[str, Any] | None:
    coming = queue.rows({"stage": [ActionStatus.SERVED]}).order_by(
        DisciplinaryAction.effective_on, DisciplinaryAction.id
    )
    rows = unit_of_work.session().execute(coming.limit(SHOWN)).all()
    return {"rows": rows, **_words()} if rows else None


def _unassigned(_actor: Actor) -> Mapping[str, Any] | None:
    free = queue.rows({"specialist": queue.NOBODY}).order_by(DisciplinaryAction.id).limit(SHOWN)
    rows = unit_of_work.session().execute(free).all()
    return {"rows": rows, **_words()} if rows else None


def _packages(actor: Actor) -> Mapping[str, Any]:
    found = unit_of_work.session().scalars(queries.packages(actor).limit(SHOWN)).all()
    return {
        "actions": found,
        "part": lambda action: package.part_of(actor, action),
        "stage": steps.stage,
        "waits": lambda action: turns.words(actor, action),
    }


# The case


@cache
def _asked_first(*, needs_report: bool) -> Select[Any]:
    action = select(DisciplinaryAction.id).where(DisciplinaryAction.case_id == OF_CASE.id)
    newest = (
        select(LrReferral.status, LrReferral.return_reason)
        .where(LrReferral.case_id == OF_CASE.id)
        .order_by(LrReferral.id.desc())
        .limit(1)
        .subquery()
    )
    return keep(
        select(
            action.exists(),
            _waiting(OF_CASE, needs_report=needs_report).exists(),
            newest.c.status,
            newest.c.return_reason,
        )
        .select_from(select(literal(1).label("one")).subquery())
        .outerjoin(newest, true())
    )


def _standing(case: Case) -> Standing:
    """What the summary asks first of a case: one statement, kept with the case."""
    kept: Standing | None = case.__dict__.get(_KEPT)
    if kept is None:
        row = unit_of_work.session().execute(
            _asked_first(needs_report=_needs_report(case)), of_case(case)
        )
        kept = case.__dict__[_KEPT] = Standing(*row.one())
    return kept


def _summary(case: Case) -> Mapping[str, Any] | None:
    if case.status in BEFORE_WORK or not _standing(case).has_action:
        return None
    return {"actions": queries.actions_of(case), "stage": steps.stage}


def _strip(case: Case) -> summary.Condition | None:
    """The newest referral, where it was returned or waits."""
    if case.status in BEFORE_WORK:
        return None
    row = _standing(case)
    if row.status is None or row.status is ReferralStatus.ACCEPTED:
        return None
    link = ("Open discipline", f"/cases/{case.number}/discipline")
    if row.status is ReferralStatus.SENT:
        return summary.Condition("A referral to labor relations waits for an answer.", link=link)
    said = f"Labor relations returned the referral: {timeline.shorten(row.return_reason)}"
    return summary.Condition(said, "warn", "undo", link)


def _referral_rows(case: Case) -> Select[Any]:
    return timeline.line(
        "lr_referral",
        LrReferral.created_at,
        a=LrReferral.status,
        b=LrReferral.kind,
        number=LrReferral.id,
    ).where(LrReferral.case_id == case.id)


def _referral(row: Any, _case: Case) -> timeline.Happening:
    interim = ReferralKind(row.b) is ReferralKind.INTERIM
    said = "Interim matter sent to labor relations" if interim else "Referred to labor relations"
    return timeline.Happening(row.at, said, "seal", label(ReferralStatus(row.a)))


def _action_rows(case: Case) -> Select[Any]:
    return (
        timeline.line(
            "action",
            StatusChange.at,
            a=StatusChange.to_status,
            b=DisciplinaryAction.n,
            number=StatusChange.id,
        )
        .join(
            DisciplinaryAction,
            and_(
                DisciplinaryAction.id == StatusChange.entity_id,
                StatusChange.entity == "disciplinary_action",
            ),
        )
        .where(StatusChange.case_id == case.id)
    )


def _action(row: Any, case: Case) -> timeline.Happening:
    n = int(row.b)
    said = f"Action D{n:02d}: {steps.LABELS[ActionStatus(row.a)].lower()}"
    return timeline.Happening(row.at, said, "seal", url=f"/cases/{case.number}/actions/{n}")


def _leave_rows(case: Case) -> Select[Any]:
    return (
        timeline.line(
            "leave",
            LeavePeriod.created_at,
            a=LeavePeriod.kind,
            b=DisciplinaryAction.n,
            number=LeavePeriod.id,
        )
        .join(DisciplinaryAction, DisciplinaryAction.id == LeavePeriod.action_id)
        .where(LeavePeriod.case_id == case.id)
    )


def _leave(row: Any, case: Case) -> timeline.Happening:
    url = f"/cases/{case.number}/actions/{int(row.b)}/leave"
    return timeline.Happening(row.at, f"{LeaveKind(row.a).label} begun", "schedule", url=url)
