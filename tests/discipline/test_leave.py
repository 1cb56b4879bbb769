"""Leave pending action: options first, limits in workdays, extensions, clocks, who sees it."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from jicms.access.actor import current_actor
from jicms.audit.models import AuditEvent
from jicms.core import clock
from jicms.core.errors import Denied, TransitionRefused
from jicms.deadlines.models import CaseClock, ClockState
from jicms.deadlines.tours import Tour
from jicms.discipline import service as discipline_service
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.models_leave import LeaveEnd, LeaveExtension, LeaveGround, LeavePeriod
from jicms.discipline.service import leave as service
from jicms.notices.models import Notice
from jicms.notices.sweep import sweep
from tests.factories import discipline

WEIGHED = service.Weighed(
    ground=LeaveGround.EVIDENCE,
    determination="He could reach the logs.",
    other_duties="Every post has access.",
    own_leave="Asked; declined.",
    absence="He is ready to work.",
    curtailed="No crime is charged.",
)
FORM = {
    "other_duties": "Every post has access.",
    "own_leave": "Asked; declined.",
    "absence": "He is ready to work.",
    "ground": "EVIDENCE",
    "determination": "He could reach the logs.",
    "week": ["1", "2", "3", "4", "5"],
    "authorized_by": "M. Ansbach, port director",
}


def begin(action, kind, first, last=None, **more):
    told = {
        "weighed": WEIGHED,
        "authorized_by": "Port director",
        "authorized_on": first,
        "tour": Tour(),
        "until_on": last,
        **more,
    }
    return service.begin_leave(action, actor=current_actor(), kind=kind, begins_on=first, **told)


def end(period, on, how=LeaveEnd.NEXT_LEAVE):
    return service.end_leave(period, actor=current_actor(), ended_on=on, how=how, why="Over")


def extend(period, workdays, on, **more):
    told = {"granted_by": "CHCO", "reason": "Witnesses abroad", **more}
    return service.extend_leave(
        period, actor=current_actor(), workdays=workdays, granted_on=on, **told
    )


def due(session):
    rows = session.execute(
        select(CaseClock.rule_code, CaseClock.due_on).where(
            CaseClock.state == ClockState.RUNNING, CaseClock.rule_code.like("LEAVE%")
        )
    )
    return {row.rule_code.removeprefix("LEAVE_"): row.due_on for row in rows}


def after_ten_days(action):
    """Ten workdays of administrative leave, Jan 9 to 23 (Jan 15 is a holiday), then the next."""
    first = begin(action, "ADMIN_LEAVE", date(2024, 1, 9), date(2024, 1, 23))
    end(first, date(2024, 1, 23))
    return begin(action, "INVESTIGATIVE_LEAVE", date(2024, 1, 24), date(2024, 3, 6))


def test_administrative_leave_is_ten_workdays_a_calendar_year(at, acting, action_of):
    at("DRAFT", received=datetime(2023, 12, 4, 14, tzinfo=UTC))
    with acting("supervisor.ler") as session:
        action = action_of(session)
        # Jan 9, 10, 11, 12; 16-19 (Jan 15 is a holiday) are 8; 22, 23, 24 would be 11.
        discipline.refused(
            lambda: begin(action, "ADMIN_LEAVE", date(2024, 1, 9), date(2024, 1, 24)),
            "11 workdays; 10 of 10 are left of administrative leave in 2024",
        )
        # Over New Year's Eve each year has its own ten: Dec 18-22 and 26-29 are 9 (Christmas is
        # none), Jan 2-5 and 8-11 are 8.
        first = begin(action, "ADMIN_LEAVE", date(2023, 12, 18), date(2024, 1, 11))
        assert due(session)["AUTHORITY"] == date(2024, 1, 11)
        end(first, date(2024, 1, 11))
        discipline.refused(
            lambda: begin(action, "ADMIN_LEAVE", date(2024, 2, 5), date(2024, 2, 7)),
            "3 workdays; 2 of 10 are left of administrative leave in 2024",
        )
        early = discipline.refused(
            lambda: begin(action, "INVESTIGATIVE_LEAVE", date(2024, 2, 5), date(2024, 2, 9)),
            "Administrative leave comes first: 8 of 10",
        )
        assert early.field == "kind"
        # Four days of ten hours are four workdays, Monday to Thursday: two are left.
        begin(
            action,
            "ADMIN_LEAVE",
            date(2024, 2, 7),
            date(2024, 2, 10),
            tour=Tour("01111000111100"),
        )


def test_investigative_leave_runs_thirty_workdays_and_is_extended_in_steps(at, acting, action_of):
    at("DRAFT")
    with acting("supervisor.ler") as session, clock.at(datetime(2024, 3, 5, 15, tzinfo=UTC)):
        action = action_of(session)
        first = begin(action, "ADMIN_LEAVE", date(2024, 1, 9), date(2024, 1, 23))
        end(first, date(2024, 1, 23))
        # Day 1 is Wed Jan 24: 3 to Jan 26, 8, 13, 18 on Feb 2, 9, 16, 22 on Feb 23 (Feb 19 is a
        # holiday), 27 on Mar 1, day 30 is Wed Mar 6.
        discipline.refused(
            lambda: begin(action, "INVESTIGATIVE_LEAVE", date(2024, 1, 24), date(2024, 3, 7)),
            "31 workdays; 30 of 30 are left of investigative leave",
        )
        period = begin(action, "INVESTIGATIVE_LEAVE", date(2024, 1, 24), date(2024, 3, 6))
        assert due(session) == {
            "AUTHORITY": date(2024, 3, 6),
            "DAY_30": date(2024, 3, 6),
            # Mar 7, 8 are 31, 32; then 37, 42, 47, 52, 57 on Mar 15, 22, 29, Apr 5, 12: Wed Apr 17.
            "DAY_60": date(2024, 4, 17),
            "DAY_70": date(2024, 5, 1),
            # 72 on May 3, 77, 82, 87 on May 10, 17, 24; May 27 is a holiday: 28, 29, 30.
            "DAY_90": date(2024, 5, 30),
            # 91 on May 31, 96, 101 on Jun 7, 14; Juneteenth: 105 on Jun 21, 110 on Jun 28, Jul 4:
            # 114 on Jul 5, 119 on Jul 12, Mon Jul 15.
            "DAY_120": date(2024, 7, 15),
        }
        on = date(2024, 3, 5)
        discipline.refused(lambda: extend(period, 31, on), "1 to 30 workdays")
        discipline.refused(lambda: extend(period, 0, on), "1 to 30 workdays")
        discipline.refused(lambda: extend(period, 30, on, granted_by=" "), "human-capital officer")
        discipline.refused(lambda: extend(period, 30, on, reason=""), "Write the reason")
        discipline.refused(lambda: extend(period, 30, date(2024, 3, 6)), "not later than today")
        assert extend(period, 30, on).until_on == date(2024, 4, 17)
        assert due(session)["AUTHORITY"] == date(2024, 4, 17)
        assert extend(period, 30, on).until_on == date(2024, 5, 30)
        assert extend(period, 30, on).until_on == date(2024, 7, 15)
        beyond = discipline.refused(lambda: extend(period, 1, on), "makes 121 workdays", "Congress")
        assert beyond.field == "congress_on"
        discipline.refused(lambda: extend(period, 1, on, congress_on=date(2024, 3, 5)), "Congress")
        last = extend(period, 1, on, congress_on=on, congress_reference="HSGAC 24-17")
        assert last.until_on == date(2024, 7, 16)
    with acting("supervisor.ler") as session, clock.at(datetime(2024, 7, 17, 15, tzinfo=UTC)):
        period = session.scalars(select(LeavePeriod).where(LeavePeriod.ended_on.is_(None))).one()
        late = discipline.refused(
            lambda: extend(period, 5, date(2024, 7, 17), congress_on=date(2024, 7, 17)),
            "The authority ended on Jul 16, 2024",
        )
        assert late.field == "granted_on"


def test_a_return_to_duty_keeps_the_count_and_the_days_between_do_not(at, acting, action_of):
    at("DRAFT")
    with acting("supervisor.ler") as session:
        action = action_of(session)
        period = after_ten_days(action)
        # Jan 24 to Feb 6: 3 + 5 + 2 = 10.
        service.end_leave(
            period,
            actor=current_actor(),
            ended_on=date(2024, 2, 6),
            how=LeaveEnd.RETURNED,
            why="Access was cut off",
        )
        assert due(session) == {}
        discipline.refused(
            lambda: begin(action, "INVESTIGATIVE_LEAVE", date(2024, 2, 6), date(2024, 2, 9)),
            "lasted to Feb 6, 2024",
        )
        # 20 are left: Mar 18 to Apr 12 are four weeks of 5.
        discipline.refused(
            lambda: begin(action, "INVESTIGATIVE_LEAVE", date(2024, 3, 18), date(2024, 4, 15)),
            "21 workdays; 20 of 30",
        )
        begin(action, "INVESTIGATIVE_LEAVE", date(2024, 3, 18), date(2024, 4, 12))
        assert due(session)["DAY_30"] == date(2024, 4, 12)
        with pytest.raises(TransitionRefused):
            begin(action, "INVESTIGATIVE_LEAVE", date(2024, 4, 2), date(2024, 4, 3))


def test_notice_leave_begins_with_receipt_and_ends_with_the_notice(at, acting, action_of):
    at("ANSWER")
    with acting("supervisor.ler") as session:
        action = action_of(session)
        # Received on Fri Mar 1, 2024; the earliest effective date is Apr 1 (+ 31).
        discipline.refused(
            lambda: begin(action, "NOTICE_LEAVE", date(2024, 2, 29)), "receipt of the notice"
        )
        period = begin(action, "NOTICE_LEAVE", date(2024, 3, 1), date(2025, 1, 1))
        assert period.until_on == date(2024, 3, 31)
        assert due(session) == {"AUTHORITY": date(2024, 3, 31)}
        discipline.weighed(session, discipline.answered(session, action))
        discipline.decided(session, action, effective_on=date(2024, 4, 15))
        assert period.until_on == date(2024, 4, 14), "the effective date moves its end"
        discipline_service.change_effective(
            action, actor=current_actor(), effective_on=date(2024, 4, 2)
        )
        assert due(session) == {"AUTHORITY": date(2024, 4, 1)}
        discipline.decision_served(session, action)
        discipline_service.make_effective(action, actor=current_actor())
        assert (period.ended_on, period.ended_how) == (date(2024, 4, 1), LeaveEnd.NOTICE_ENDED)
        assert due(session) == {}
    at("DRAFT")
    with acting("supervisor.ler") as session:
        draft = session.scalars(
            select(DisciplinaryAction).where(DisciplinaryAction.status == "DRAFT")
        ).one()
        discipline.refused(lambda: begin(draft, "NOTICE_LEAVE", date(2024, 3, 1)), "needs a notice")


def test_the_end_of_the_action_ends_the_leave(at, acting, action_of):
    at("DRAFT")
    with acting("supervisor.ler") as session:
        action = action_of(session)
        period = after_ten_days(action)
        discipline_service.withdraw(action, actor=current_actor(), reason="Wrong person")
        assert period.ended_how is LeaveEnd.ACTION_ENDED
        assert due(session) == {}
        with pytest.raises(TransitionRefused):
            begin(action, "ADMIN_LEAVE", date(2024, 4, 3), date(2024, 4, 3))


def test_the_pages_begin_extend_and_end_it(at, sign_in, reading, statements):
    number = at("DRAFT").number
    url = f"/cases/{number}/actions/1/leave"
    client = sign_in("specialist.ler")
    assert "The employee is on duty" in client.get(url).text

    def version(of=DisciplinaryAction):
        with reading() as session:
            return str(session.scalars(select(of).order_by(of.id.desc())).first().version)

    form = {**FORM, "version": version(), "kind": "ADMIN_LEAVE", "begins_on": "03/18/2024"}
    form |= {"until_on": "03/29/2024", "authorized_on": "03/18/2024"}
    for field in ("other_duties", "own_leave", "absence", "determination", "authorized_by"):
        answer = client.post(f"{url}/new", data=form | {field: ""})
        assert answer.status_code == 422, field
        assert "He is ready to work." in answer.text or field == "absence"
    for bad in (
        {"week": []},
        {"week": ["7"]},
        {"second_week": ["1"]},
        {"second_week": ["1"], "first_sunday": "03/18/2024"},
        {"kind": "NOTICE_LEAVE"},
        {"kind": "INVESTIGATIVE_LEAVE"},
        {"begins_on": "99/99/9999"},
        {"until_on": "03/01/2024"},
        {"until_on": "12/31/9999"},
        {"until_on": ""},
        {"authorized_on": "03/19/2024"},
        {"determination": "x" * 5000},
    ):
        assert client.post(f"{url}/new", data=form | bad).status_code == 422, bad
    assert client.post(f"{url}/new", data=form | {"version": "0"}).status_code == 409
    assert client.post(f"{url}/new", data=form).status_code == 302
    page = client.get(url).text
    # Nobody ended it: of the 10 to Mar 29 twelve are taken by Tue Apr 2.
    assert "0 of 10" in page
    assert "12 of 10 workdays taken, runs" in page
    assert "Every post has access." in page
    shown = client.get(f"/cases/{number}/actions/1").text
    assert "Administrative leave</b> since Mar 18, 2024, authorized to Mar 29, 2024" in shown
    listed = client.get("/discipline/leave").text
    assert f"{number}-D01" in listed
    queue = client.get("/discipline").text
    assert "Authority for the leave ends" in queue
    assert "Administrative leave begun" in client.get(f"/cases/{number}/timeline").text
    assert client.get(f"{url}/1/extension").status_code in {403, 404}
    done = {"ended_on": "03/29/2024", "how": "NEXT_LEAVE", "version": version(LeavePeriod)}
    assert client.post(f"{url}/1/end", data=done | {"ended_on": "04/03/2024"}).status_code == 422
    assert client.post(f"{url}/1/end", data=done | {"how": "RETURNED"}).status_code == 422
    assert client.post(f"{url}/1/end", data=done | {"how": "ACTION_ENDED"}).status_code == 422
    assert client.post(f"{url}/1/end", data=done).status_code == 302
    assert client.post(f"{url}/1/end", data=done).status_code == 404
    more = {"kind": "INVESTIGATIVE_LEAVE", "begins_on": "04/01/2024", "until_on": "04/05/2024"}
    assert (
        client.post(
            f"{url}/new", data=form | more | {"version": version(), "authorized_on": "04/01/2024"}
        ).status_code
        == 302
    )
    assert ">Extend</a>" not in client.get(url).text
    boss = sign_in("supervisor.ler")
    assert ">Extend</a>" in boss.get(url).text
    grant = {"workdays": "5", "granted_by": "CHCO", "granted_on": "04/02/2024", "reason": "More"}
    grant["version"] = version(LeavePeriod)
    assert client.post(f"{url}/2/extension", data=grant).status_code == 403
    assert boss.post(f"{url}/2/extension", data=grant | {"workdays": "99"}).status_code == 422
    assert boss.post(f"{url}/2/extension", data=grant).status_code == 302
    # Apr 8 to 12 are the five.
    assert "5 workdays, to Apr 12, 2024" in boss.get(url).text
    few = statements(lambda: boss.get("/discipline/leave"))
    again = at("DRAFT").number
    data = form | {"version": version()}
    assert boss.post(f"/cases/{again}/actions/1/leave/new", data=data).status_code == 302
    assert statements(lambda: boss.get("/discipline/leave")) == few
    assert again in boss.get("/discipline/leave").text


def test_an_alarm_is_told_ahead_and_cleared_by_the_next_step(at, acting, reading, action_of):
    at("DRAFT")
    with acting("supervisor.ler") as session, clock.at(datetime(2024, 3, 5, 15, tzinfo=UTC)):
        after_ten_days(action_of(session))
    told = select(Notice).where(Notice.event == "LEAVE_LIMIT", Notice.cleared_at.is_(None))
    with clock.at(datetime(2024, 3, 5, 16, tzinfo=UTC)):
        with acting():
            sweep()
        with reading() as session:
            notices = session.scalars(told).all()
            assert {row.due_on for row in notices} == {date(2024, 3, 6)}
            owner = action_of(session).specialist_id
            assert {row.user_id for row in notices} == {owner}
    with acting("supervisor.ler") as session, clock.at(datetime(2024, 3, 5, 17, tzinfo=UTC)):
        period = session.scalars(select(LeavePeriod).where(LeavePeriod.ended_on.is_(None))).one()
        extend(period, 30, date(2024, 3, 5))
    with acting(), clock.at(datetime(2024, 3, 5, 18, tzinfo=UTC)):
        sweep()
    with reading() as session:
        # The end of the authority moved; the 30th day itself still comes.
        clocks = {row.entity_id for row in session.scalars(told)}
        left = session.scalars(select(CaseClock.rule_code).where(CaseClock.id.in_(clocks))).all()
        assert left == ["LEAVE_DAY_30"]
        names = session.scalars(select(AuditEvent.event)).all()
        assert names.count("LEAVE_BEGUN") == 2
        assert names.count("LEAVE_EXTENDED") == 1


def test_leave_is_labor_relations_own(at, acting, reading, sign_in, action_of):
    number = at("ANSWER").number
    with acting("supervisor.ler") as session:
        begin(action_of(session), "NOTICE_LEAVE", date(2024, 3, 1))
    url = f"/cases/{number}/actions/1/leave"
    for name in ("supervisor.ia", "official.cbp", "official2.cbp", "supervisor.elr", "auditor"):
        with reading(name) as session:
            for model in (LeavePeriod, LeaveExtension):
                assert session.scalars(select(model)).all() == [], (name, model)
        client = sign_in(name)
        for path in (url, f"{url}/new", f"{url}/1/end", f"{url}/1/extension"):
            assert client.get(path).status_code in {403, 404}, (name, path)
    for name in ("supervisor.elr", "official.cbp"):
        answer = sign_in(name).get("/discipline/leave")
        assert answer.status_code == 403 or number not in answer.text, name
    page = sign_in("supervisor.ia").get(f"/cases/{number}/timeline").text
    assert "leave begun" not in page
    with acting("supervisor.ia") as session, pytest.raises(Denied):
        begin(session.scalars(select(DisciplinaryAction)).one(), "ADMIN_LEAVE", date(2024, 3, 4))


@pytest.mark.parametrize(
    "change",
    [
        "other_duties = ''",
        "curtailed = ''",
        "until_on = '2024-01-01'",
        "ended_on = '2024-03-05'",
        "tour_days = '0111110'",
    ],
)
def test_the_database_keeps_what_a_leave_needs(at, acting, action_of, change):
    at("ANSWER")
    with acting("supervisor.ler") as session:
        begin(action_of(session), "NOTICE_LEAVE", date(2024, 3, 1))
    with acting() as session, pytest.raises(IntegrityError):
        session.execute(text(f"UPDATE leave_period SET {change}"))
