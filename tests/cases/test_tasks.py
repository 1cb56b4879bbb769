"""Tasks: who sees and works them, what comes first, and what becomes of them when somebody goes."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from jicms.auth import service as auth
from jicms.auth.models import Membership, User
from jicms.cases import figures, service
from jicms.cases.models import CaseGrant, CaseStatus, GrantKind, IdentityMode, PartyRole
from jicms.cases.queries import party_of
from jicms.cases.queries_tasks import TaskOfCase
from jicms.cases.service import checklists, task_owners
from jicms.cases.service import tasks as verbs
from jicms.core import clock
from jicms.core.errors import Denied, RuleBroken, TransitionRefused
from jicms.deadlines.models_tasks import Task, TaskState
from jicms.investigations import service as investigations
from jicms.investigations.models import InvestigationType
from jicms.notices.models import Notice
from jicms.notices.sweep import sweep
from tests.cases.conftest import found
from tests.factories import accounts, allegations, cases


def user_id(username):
    return accounts.actor_of(username).user_id


@pytest.fixture
def number(acting):
    """An open case of IA on which investigator.ia and investigator2.ia work."""
    with acting() as session:
        case = cases.case(session, status=CaseStatus.OPEN)
        for name in ("investigator.ia", "investigator2.ia"):
            cases.grant(session, case, user=name, kind=GrantKind.ASSIGNMENT)
        case.lead_user_id = user_id("investigator.ia")
        return case.number


def add(session, number, title="Ask for the video", *, by="investigator.ia", owner=None, **more):
    return verbs.add_task(
        found(session, number),
        actor=accounts.actor_of(by),
        title=title,
        owner_id=user_id(owner) if owner else None,
        **more,
    )


def the_task(session, title="Ask for the video"):
    return session.scalars(select(Task).where(Task.title == title)).one()


def both(session, number, title="Ask for the video"):
    return TaskOfCase(found(session, number), the_task(session, title))


def owner_of(reading, title="Ask for the video"):
    with reading() as session:
        task = the_task(session, title)
        return session.scalar(select(User.username).where(User.id == task.owner_id))


def test_a_task_is_added_given_and_done(acting, sign_in, number):
    client = sign_in("investigator.ia")
    data = {
        "title": "Ask for the video",
        "owner_id": user_choice(client, number),
        "due_on": "12/04/2026",
    }
    assert client.post(f"/cases/{number}/tasks/new", data=data).status_code == 302
    page = client.get(f"/cases/{number}/tasks").text
    assert "Ask for the video" in page
    with acting() as session:
        task = the_task(session)
        assert task.due_on == date(2026, 12, 4)
        key = task.id
    assert client.post(f"/cases/{number}/tasks/{key}/done").status_code == 302
    assert client.post(f"/cases/{number}/tasks/{key}/done").status_code == 409
    with acting() as session:
        assert the_task(session).state is TaskState.DONE


def user_choice(client, number):
    import re

    page = client.get(f"/cases/{number}/tasks/new").text
    people = page.split('name="owner_id"')[1].split("</select>")[0]
    return re.search(r'value="(\d+)"', people).group(1)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "x" * 5000),
        ("title", "a\x00b"),
        ("owner_id", "999999"),
        ("owner_id", "x"),
        ("due_on", "99/99/9999"),
        ("after_id", "77777777777777777777"),
    ],
)
def test_bad_input_gives_the_form_back_with_what_was_typed(sign_in, number, field, value):
    client = sign_in("investigator.ia")
    data = {"title": "Ask for the video", field: value}
    answer = client.post(f"/cases/{number}/tasks/new", data=data)
    assert answer.status_code == 422
    if field != "title":
        assert "Ask for the video" in answer.text


def test_a_stale_form_shows_both(acting, sign_in, number):
    with acting("investigator.ia") as session:
        key = add(session, number).id
    client = sign_in("investigator.ia")
    data = {"title": "One", "version": "1"}
    assert client.post(f"/cases/{number}/tasks/{key}", data=data).status_code == 302
    answer = client.post(f"/cases/{number}/tasks/{key}", data={**data, "title": "Two"})
    assert answer.status_code == 409
    assert "Two" in answer.text


def test_a_task_waits_for_the_one_before_it(acting, number):
    with acting("investigator.ia") as session:
        first = add(session, number, "First")
        add(session, number, "Second", after_id=first.id)
    with acting("investigator.ia") as session, pytest.raises(TransitionRefused, match="First"):
        verbs.finish_task(both(session, number, "Second"), actor=session.info["actor"])
    waits = pytest.raises(RuleBroken, match="waits for this one")
    with acting("investigator.ia") as session, waits:
        verbs.edit_task(
            both(session, number, "First"),
            actor=session.info["actor"],
            title="First",
            after_id=the_task(session, "Second").id,
        )
    with acting("investigator.ia") as session:
        verbs.cancel_task(
            both(session, number, "First"), actor=session.info["actor"], reason="Not needed."
        )
        verbs.finish_task(both(session, number, "Second"), actor=session.info["actor"])


def test_only_somebody_who_sees_the_case_gets_a_task(acting, number):
    with acting("investigator.ia") as session:
        for name in ("investigator.opr", "specialist.ler", "auditor"):
            with pytest.raises(RuleBroken, match="can’t work"):
                add(session, number, owner=name)
        add(session, number, owner="supervisor.ia")


@pytest.mark.parametrize("name", ["intake.ia", "custodian.ia", "supervisor.opr"])
def test_others_add_none(acting, number, name):
    with acting() as session, pytest.raises(Denied):
        add(session, number, by=name)


def test_each_side_sees_its_own_tasks(acting, sign_in, number):
    with acting() as session:
        case = found(session, number)
        cases.grant(session, case, user="specialist.ler", kind=GrantKind.REFERRAL, level="items")
    with acting("specialist.ler") as session:
        add(session, number, "Prepare the proposal", by="specialist.ler")
    with acting("investigator.ia") as session:
        add(session, number)
    theirs = sign_in("specialist.ler").get(f"/cases/{number}/tasks").text
    assert "Prepare the proposal" in theirs
    assert "Ask for the video" not in theirs
    for name in ("investigator.ia", "supervisor.ia"):
        ours = sign_in(name).get(f"/cases/{number}/tasks").text
        assert "Prepare the proposal" not in ours
        assert "Ask for the video" in ours
    with acting() as session:
        key = the_task(session, "Prepare the proposal").id
    assert sign_in("supervisor.ia").get(f"/cases/{number}/tasks/{key}").status_code == 404


def test_my_work_lists_my_tasks(acting, sign_in, number):
    with acting("investigator.ia") as session:
        add(session, number, owner="investigator2.ia", due_on=date(2026, 12, 1))
    assert "Ask for the video" in sign_in("investigator2.ia").get("/").text
    assert "Ask for the video" not in sign_in("investigator.ia").get("/").text


@pytest.mark.parametrize(("keep", "after"), [(True, None), (False, "investigator2.ia")])
def test_being_named_takes_the_tasks_and_lifting_gives_them_back(
    acting, reading, number, keep, after
):
    with acting("investigator.ia") as session:
        add(session, number, owner="investigator2.ia")
    with acting("supervisor.ia") as session:
        party = service.add_party(
            found(session, number),
            actor=session.info["actor"],
            role=PartyRole.WITNESS,
            person=accounts.person_of(session, "investigator2.ia"),
        )
        n = party.n
    assert owner_of(reading) is None
    with acting("supervisor.ia") as session:
        actor = session.info["actor"]
        service.decide_wall(party_of(number, n), actor=actor, keep=keep, reason="Looked at.")
    assert owner_of(reading) == after


def test_stepping_back_and_losing_the_grant_take_the_tasks(acting, reading, number):
    with acting("investigator.ia") as session:
        add(session, number, owner="investigator2.ia")
        add(session, number, "Second", owner="investigator.ia")
    with acting("investigator2.ia") as session:
        service.recuse(found(session, number), actor=session.info["actor"], reason="A friend.")
    assert owner_of(reading) is None
    assert owner_of(reading, "Second") == "investigator.ia"
    with acting() as session:
        principal = session.scalar(
            select(User.principal_id).where(User.username == "investigator.ia")
        )
        grant = session.scalars(select(CaseGrant).where(CaseGrant.principal_id == principal)).one()
        service.revoke_grant(grant, actor=session.info["actor"], reason="Over.")
    assert owner_of(reading, "Second") is None


def test_who_leaves_leaves_the_tasks_to_the_office(acting, reading, number):
    with acting("investigator.ia") as session:
        add(session, number, owner="investigator2.ia")
    with acting("admin") as session:
        leaver = session.scalar(select(User).where(User.username == "investigator2.ia"))
        auth.deactivate(leaver, actor=session.info["actor"])
    assert owner_of(reading) is None


def test_the_last_day_of_a_membership_is_noticed_by_the_sweep(app, acting, reading, number):
    with acting("investigator.ia") as session:
        add(session, number, owner="investigator2.ia")
    with acting() as session:
        for row in session.scalars(
            select(Membership).where(Membership.user_id == user_id("investigator2.ia"))
        ):
            row.valid_until = clock.today("UTC")
    with clock.at(clock.now() + timedelta(days=2)):
        assert app.test_cli_runner().invoke(args=["notices", "sweep"]).exit_code == 0
    assert owner_of(reading) is None


def test_a_supervisor_hands_tasks_over_and_learns_what_stays(acting, sign_in, reading, number):
    with acting() as session:
        other = cases.case(session, status=CaseStatus.OPEN)
        cases.grant(session, other, user="investigator.ia", kind=GrantKind.ASSIGNMENT)
        elsewhere = other.number
    with acting("investigator.ia") as session:
        add(session, number, owner="investigator.ia")
        add(session, elsewhere, "Stays", owner="investigator.ia")
    client = sign_in("supervisor.ia")
    with acting():
        data = {"from_id": user_id("investigator.ia"), "to_id": user_id("investigator2.ia")}
    answer = client.post("/tasks/hand-over", data=data, follow_redirects=True)
    assert "Handed over: 1 task." in answer.text
    assert "not open to the new owner: 1 task." in answer.text
    assert owner_of(reading) == "investigator2.ia"
    assert owner_of(reading, "Stays") == "investigator.ia"
    assert sign_in("investigator.ia").get("/tasks/hand-over").status_code == 403


def test_assigning_puts_in_the_checklist_of_the_type_once(acting, reading, sign_in):
    with acting() as session:
        case, *_ = allegations.against_two(session, code="WRK-01", status=CaseStatus.TRIAGE)
        number = case.number
    with acting("supervisor.ia") as session:
        investigations.assign(
            found(session, number),
            actor=session.info["actor"],
            type=InvestigationType.ADMINISTRATIVE,
            lead=session.scalar(select(User).where(User.username == "investigator.ia")),
        )
    with reading() as session:
        rows = {task.template_code: task for task in session.scalars(select(Task))}
        assert len(rows) == 6
        assert rows["ADMIN_INTERVIEWS"].after_id == rows["ADMIN_PLAN"].id
        assert all(task.due_on and task.owner_id for task in rows.values())
        assert rows["ADMIN_PRESERVE"].due_on.weekday() < 5
    client = sign_in("supervisor.ia")
    assert "Add the checklist" not in client.get(f"/cases/{number}/tasks").text
    assert client.post(f"/cases/{number}/tasks/checklist").status_code == 422
    with acting("supervisor.ia") as session, pytest.raises(RuleBroken, match="already"):
        checklists.apply_checklist(found(session, number), actor=session.info["actor"])


def test_tasks_tell_their_owners(acting, reading, number):
    from jicms.notices.models import Notice

    def told(name):
        with reading() as session:
            rows = session.scalars(
                select(Notice.event)
                .join(User, User.id == Notice.user_id)
                .where(User.username == name, Notice.cleared_at.is_(None))
            )
            return sorted(rows)

    with acting("investigator.ia") as session:
        first = add(session, number, "First", owner="investigator.ia")
        add(session, number, "Second", owner="investigator2.ia", after_id=first.id)
    assert told("investigator.ia") == []
    assert told("investigator2.ia") == ["TASK_ASSIGNED"]
    with acting("investigator.ia") as session:
        verbs.finish_task(both(session, number, "First"), actor=session.info["actor"])
    assert told("investigator2.ia") == ["TASK_ASSIGNED", "TASK_READY"]
    with acting("investigator2.ia") as session:
        verbs.finish_task(both(session, number, "Second"), actor=session.info["actor"])
    assert told("investigator2.ia") == []


def test_a_task_that_loses_its_owner_is_told_to_the_office(app, acting, reading, number):
    from jicms.notices.models import Notice

    with acting("investigator.ia") as session:
        add(session, number, owner="investigator2.ia", due_on=date(2026, 12, 1))
    with clock.at(clock.now() + timedelta(days=60)):
        app.test_cli_runner().invoke(args=["notices", "sweep"])
    with reading() as session:
        assert "TASK_OVERDUE" in set(session.scalars(select(Notice.event)))
    with acting("admin") as session:
        leaver = session.scalar(select(User).where(User.username == "investigator2.ia"))
        auth.deactivate(leaver, actor=session.info["actor"])
    with reading() as session:
        standing = set(
            session.execute(
                select(Notice.event, Notice.user_id).where(Notice.cleared_at.is_(None))
            ).all()
        )
        assert ("TASK_UNOWNED", user_id("supervisor.ia")) in standing
        assert not {who for event, who in standing if who == user_id("investigator2.ia")}


def test_workload_counts_cases_led_and_tasks_of_everybody(acting, reading, sign_in, number):
    with acting("investigator.ia") as session:
        add(session, number, owner="investigator2.ia", due_on=date(2026, 1, 5))
        add(session, number, "Second", owner="investigator.ia")
        done = add(session, number, "Done", owner="investigator.ia")
        verbs.finish_task(TaskOfCase(found(session, number), done), actor=session.info["actor"])
    with reading("supervisor.ia") as session:
        rows = {row.id: row for row in figures.workload(session.info["actor"])}
        lead, member = user_id("investigator.ia"), user_id("investigator2.ia")
        assert (rows[lead].open, rows[lead].tasks, rows[lead].late) == (1, 1, 0)
        assert (rows[member].open, rows[member].tasks, rows[member].late) == (0, 1, 1)
    assert "Workload" in sign_in("supervisor.ia").get("/").text


def test_a_title_that_names_a_protected_reporter_is_asked_about(acting, sign_in, number):
    with acting("supervisor.ia") as session:
        service.add_party(
            found(session, number),
            actor=session.info["actor"],
            role=PartyRole.COMPLAINANT,
            identity_mode=IdentityMode.CONFIDENTIAL,
            identity={"name": "Odalys Brennek"},
        )
    client = sign_in("investigator.ia")
    data = {"title": "Call Ms. Brennek"}
    answer = client.post(f"/cases/{number}/tasks/new", data=data)
    assert answer.status_code == 422
    assert "Call Ms. Brennek" in answer.text
    answer = client.post(f"/cases/{number}/tasks/new", data={**data, "leak_checked": "y"})
    assert answer.status_code == 302


def test_a_case_that_ends_takes_its_open_tasks_with_it(app, acting, reading, sign_in, number):
    """Nobody could finish them there, and they would be overdue for ever."""
    with acting("investigator.ia") as session:
        add(
            session,
            number,
            owner="investigator.ia",
            due_on=clock.today("America/New_York") - timedelta(1),
        )
        add(session, number, "Done before", owner="investigator.ia")
        verbs.finish_task(
            both(session, number, "Done before"), actor=accounts.actor_of("investigator.ia")
        )
    with acting():
        sweep()
    with reading() as session:
        late = Notice.event == "TASK_OVERDUE"
        assert session.scalars(select(Notice.cleared_at).where(late)).all() == [None]
    with acting() as session:
        case = found(session, number)
        service.enter_in_error(case, actor=session.info["actor"], reason="Entered a second time.")
    with reading() as session:
        task = the_task(session)
        assert (task.state, task.cancel_reason) == (TaskState.CANCELLED, task_owners.CASE_ENDED)
        assert the_task(session, "Done before").state is TaskState.DONE
        assert None not in session.scalars(select(Notice.cleared_at).where(late)).all()
    assert "Ask for the video" not in sign_in("investigator.ia").get("/").text
