"""Filings: in time or late with the arithmetic, the election of forum, what follows what."""

from datetime import date

from sqlalchemy import select

from jicms.access.actor import current_actor
from jicms.appeals import service
from jicms.appeals.models import Appeal, AppealEvent
from jicms.audit.models import AuditEvent
from jicms.cases.models import Recusal
from jicms.deadlines.models import CaseClock, ClockState
from jicms.discipline import service as discipline_service
from tests.factories import appeals, discipline

NEW = {
    "forum_code": "MSPB",
    "filed_on": "05/01/2024",
    "filed_as": "EMPLOYEE",
    "filed_by": "G. Dunmoor",
}


def clocks(session, **of):
    rows = session.scalars(select(CaseClock).filter_by(**of).order_by(CaseClock.id))
    return {row.rule_code: row for row in rows}


def test_a_filing_is_in_time_or_late_by_the_recorded_receipt(served, sign_in, reading, appeal_of):
    """Effective Apr 1, receipt Mar 25: the later one, + 30 = May 1, 2024, a Wednesday."""
    client = sign_in("specialist.ler")
    page = client.get(served).text
    assert "Record an appeal or grievance" in page
    made = client.post(f"{served}/appeals/new", data=NEW)
    assert made.status_code == 302, made.text
    page = client.get(f"{served}/appeals/1").text
    assert "Last day May 1, 2024" in page
    assert "5 CFR 1201.22(b)(1)" in page, "the arithmetic has its law"
    with reading() as session:
        appeal = appeal_of(session)
        assert (appeal.rule_code, appeal.due_on, appeal.days_late) == (
            *("MSPB_APPEAL", date(2024, 5, 1)),
            0,
        )
        for owner in ("appeal", "disciplinary_action"):
            met = clocks(session, entity_type=owner)["MSPB_APPEAL"]
            assert (met.state, met.ended_on) == (ClockState.MET, date(2024, 5, 1)), owner
        assert appeal.action.on_appeal
        trail = session.scalars(select(AuditEvent.event)).all()
        assert "APPEAL_FILED" in trail
    late = client.post(f"{served}/appeals/new", data=NEW | {"filed_on": "05/03/2024"})
    assert late.status_code == 302, late.text
    assert "Late by 2 days" in client.get(f"{served}/appeals/2").text
    shown = client.get(served).text
    assert "2 days late" in shown
    assert "Binding election of forum" in shown


def test_dispute_resolution_gives_sixty_days_where_it_was_agreed_before_the_first_end(
    served, sign_in
):
    """+ 60 = May 31, 2024. Agreed on May 2 it is too late to matter."""
    client = sign_in("supervisor.ler")
    with_adr = NEW | {"filed_on": "05/31/2024", "adr_agreed_on": "05/02/2024"}
    refused = client.post(f"{served}/appeals/new", data=with_adr)
    assert refused.status_code == 422
    assert "had to be agreed by May 1, 2024" in refused.text
    assert client.post(f"{served}/appeals/new", data=with_adr | {"adr_agreed_on": "05/01/2024"})
    page = client.get(f"{served}/appeals/1").text
    assert "Last day May 31, 2024" in page
    assert "Late by" not in page


def test_the_first_timely_filing_elects_and_a_second_one_needs_a_reason(
    of_union, sign_in, reading, appeal_of
):
    client = sign_in("specialist.ler")
    grieved = NEW | {"forum_code": "GRIEVANCE", "filed_on": "04/24/2024", "filed_as": "UNION"}
    assert client.post(f"{of_union}/appeals/new", data=grieved).status_code == 302
    form = client.get(f"{of_union}/appeals/new").text
    assert "Forum elected" in form
    assert "Something speaks against it" in form
    unsaid = client.post(f"{of_union}/appeals/new", data=NEW)
    assert unsaid.status_code == 422
    assert "Barred by election: Grievance was filed first and in time" in unsaid.text
    assert "G. Dunmoor" in unsaid.text, "what was typed stays"
    said = NEW | {"acknowledged_why": "The Board docketed it; it will decide."}
    assert client.post(f"{of_union}/appeals/new", data=said).status_code == 302
    page = client.get(f"{of_union}/appeals/2").text
    assert "Barred by election" in page
    assert "The Board docketed it" in page
    with reading() as session:
        assert appeal_of(session).acknowledged_by.username == "specialist.ler"


def test_a_late_filing_elects_nothing_and_the_earlier_day_counts(of_union, acting, action_of):
    """A grievance of Apr 25 is a day late by the agreement; an appeal of Apr 30 is the election,
    until one is recorded that came before it."""
    with acting() as session:
        action = action_of(session)
        late = appeals.filed(session, action, forum_code="GRIEVANCE", filed_on=date(2024, 4, 25))
        assert late.days_late == 1
        appeals.filed(session, action, filed_on=date(2024, 4, 30))
        again = service.warnings(action, forum_code="GRIEVANCE")
        assert again.is_barred
        earlier = appeals.filed(
            session,
            action,
            forum_code="GRIEVANCE",
            filed_on=date(2024, 4, 23),
            acknowledged_why="Found in the files of the union.",
        )
        assert earlier.days_late == 0
        assert not service.warnings(action, forum_code="GRIEVANCE").is_barred
        assert service.warnings(action, forum_code="MSPB").is_barred


WRONG = (
    ({"filed_on": "06/04/2024"}, "Jun 3, 2024"),
    ({"filed_on": "01/02/2024"}, "began on"),
    ({"filed_by": ""}, "Name of who filed"),
    ({"forum_code": "MOON"}, "Choose one of the entries offered"),
    ({"forum_code": "MSPB_PETITION_FOR_REVIEW"}, "Nothing is recorded that it could follow"),
    ({"forum_code": "GRIEVANCE"}, "No union agreement covers the employee"),
    ({"filed_by": "x" * 200}, "160"),
    ({"filed_on": "the ides"}, "MM/DD/YYYY"),
)


def test_what_can_t_be_is_said_at_the_form(served, sign_in, reading):
    client = sign_in("specialist.ler")
    for wrong, said in WRONG:
        answer = client.post(f"{served}/appeals/new", data=NEW | wrong)
        assert answer.status_code == 422, wrong
        assert said in answer.text, wrong
    with reading() as session:
        assert session.scalars(select(Appeal)).all() == []


def test_each_decision_starts_the_next_clock_from_its_proved_receipt(
    served, sign_in, acting, reading, appeal_of
):
    """A closure letter of Apr 10, received Apr 18: later of + 65 (Jun 14) and + 60 (Jun 17)."""
    client = sign_in("specialist.ler")
    client.post(f"{served}/appeals/new", data=NEW | {"forum_code": "OSC", "filed_on": "04/03/2024"})
    step = {"step": "CLOSURE_LETTER", "on": "04/10/2024", "version": "1"}
    missing = client.post(f"{served}/appeals/1/steps/new", data=step)
    assert "counts from there" in missing.text
    step |= {"received_on": "04/18/2024", "method_code": "CERTIFIED_MAIL"}
    unproved = client.post(f"{served}/appeals/1/steps/new", data=step)
    assert "proof of receipt" in unproved.text
    step["proof"] = "Return receipt, signed"
    answer = client.post(f"{served}/appeals/1/steps/new", data=step)
    assert answer.status_code == 302, answer.text
    with reading() as session:
        running = clocks(session, entity_type="appeal")["MSPB_AFTER_OSC"]
        assert (running.due_on, running.state) == (date(2024, 6, 17), ClockState.RUNNING)
    client.post(
        f"{served}/appeals/new",
        data=NEW | {"forum_code": "MSPB_WHISTLEBLOWER", "filed_on": "06/03/2024"},
    )
    with reading() as session:
        follows = appeal_of(session)
        assert (follows.follows.forum_code, follows.due_on) == ("OSC", date(2024, 6, 17))
        states = {
            row.state
            for row in session.scalars(select(CaseClock).filter_by(rule_code="MSPB_AFTER_OSC"))
        }
        assert states == {ClockState.MET}
    stale = client.post(f"{served}/appeals/1/steps/new", data=step)
    assert stale.status_code in {409, 422}
    with acting() as session:
        appeal = appeal_of(session)
        discipline.refused(
            lambda: appeals.stepped(session, appeal, "CLOSURE_LETTER", date(2024, 6, 3)),
            "step that comes next",
        )


def test_each_step_of_a_grievance_has_the_days_of_the_agreement(
    of_union, acting, action_of, reading
):
    """The starting rows: 15 days to the second and third step, 30 to arbitration."""
    with acting() as session:
        grievance = appeals.filed(session, action_of(session), forum_code="GRIEVANCE")
        for number, (day, rule, due) in enumerate(
            (
                (date(2024, 4, 10), "GRIEVANCE_STEP_2", date(2024, 4, 25)),
                (date(2024, 4, 24), "GRIEVANCE_STEP_3", date(2024, 5, 9)),
                (date(2024, 5, 8), "ARBITRATION_INVOKED", date(2024, 6, 7)),
            ),
            start=1,
        ):
            if number > 1:
                appeals.stepped(session, grievance, f"STEP_{number}", day)
            decided = {"received_on": day}
            appeals.stepped(session, grievance, f"STEP_{number}_DECISION", day, **decided)
            session.flush()
            assert clocks(session, entity_type="appeal")[rule].due_on == due, rule
    with reading() as session:
        found = clocks(session, entity_type="appeal")
        assert found["GRIEVANCE_STEP_2"].state is ClockState.MET
        assert found["ARBITRATION_INVOKED"].state is ClockState.RUNNING


def test_an_acknowledgment_order_starts_the_agency_s_clocks_and_they_show_in_the_queue(
    served, acting, sign_in, appeal_of, action_of
):
    """Order of May 6: response + 20 = Sunday May 26, Memorial Day follows: Tuesday May 28."""
    with acting() as session:
        made = appeals.filed(session, action_of(session))
        appeals.stepped(session, made, "ACKNOWLEDGED", date(2024, 5, 6))
        running = clocks(session, entity_type="appeal")
        assert running["MSPB_AGENCY_RESPONSE"].due_on == date(2024, 5, 28)
        assert running["MSPB_DISCOVERY_INITIAL"].due_on == date(2024, 6, 5)
    client = sign_in("specialist.ler")
    assert "response and file for the Board" in client.get("/discipline").text
    with acting() as session:
        appeals.stepped(session, appeal_of(session), "AGENCY_RESPONSE", date(2024, 5, 28))
    assert "response and file for the Board" not in client.get("/discipline").text


def test_an_open_appeal_keeps_the_action_from_being_final(served, acting, action_of):
    with acting() as session:
        action = action_of(session)
        discipline_service.make_effective(action, actor=current_actor())
        appeals.filed(session, action)
        discipline.refused(
            lambda: discipline_service.make_final(action, actor=current_actor()),
            "An appeal is open",
        )


def test_who_sees_an_appeal_and_who_records_it(acting, sign_in, reading, appealed):
    """Labor relations of the office, and the counsel to whom it was given; nobody else."""
    served = appealed
    for name in (
        *("official.cbp", "official2.cbp", "supervisor.ia", "investigator.ia", "intake.ia"),
        *("supervisor.elr", "specialist.elr", "auditor", "admin", "counsel.cbp"),
    ):
        with reading(name) as session:
            assert session.scalars(select(Appeal)).all() == [], name
            assert session.scalars(select(AppealEvent)).all() == [], name
        client = sign_in(name)
        for path in ("", "/steps/new", "/papers", "/counsel"):
            assert client.get(f"{served}/appeals/1{path}").status_code in {403, 404}, name
        assert client.get(f"{served}/appeals/new").status_code in {403, 404}, name
    with acting() as session:
        who = discipline.user("counsel.cbp", session)
        service.name_counsel(session.scalar(select(Appeal)), actor=current_actor(), counsel=who)
    counsel = sign_in("counsel.cbp")
    page = counsel.get(f"{served}/appeals/1").text
    assert "Record a step" in page
    assert "Assign counsel" not in page
    assert counsel.get(f"{served}/appeals/1/counsel").status_code == 403
    assert counsel.get(f"{served}/appeals/new").status_code == 403
    with reading() as session:
        version = session.scalar(select(Appeal.version))
    step = {"step": "ACKNOWLEDGED", "on": "05/06/2024", "version": str(version)}
    assert counsel.post(f"{served}/appeals/1/steps/new", data=step).status_code == 302
    with acting() as session:
        who, case_id = (
            discipline.user("specialist.ler", session),
            session.scalar(select(Appeal.case_id)),
        )
        session.add(Recusal(case_id=case_id, user_id=who.id, reason="A neighbor"))
    recused = sign_in("specialist.ler")
    for path in ("", "/steps/new", "/witnesses", "/outcome"):
        assert recused.get(f"{served}/appeals/1{path}").status_code == 404, path
    assert served.split("/")[2] not in recused.get("/appeals").text
