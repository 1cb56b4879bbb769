"""What comes before a proposal as dated events: case analysis and legal review."""

from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from jicms.access.actor import current_actor
from jicms.audit.models import AuditEvent
from jicms.core import unit_of_work
from jicms.core.errors import Denied, TransitionRefused
from jicms.deadlines.models import CaseClock, ClockState
from jicms.discipline import service
from jicms.discipline.models import ActionStatus, DisciplinaryAction
from jicms.discipline.models_steps import CaseAnalysis, LegalReview
from jicms.refdata.models_discipline import Procedure
from jicms.refdata.queries import forget_after_commit
from tests.discipline.test_screens import errors, ok, send
from tests.factories import discipline, files
from tests.factories.coverage import covered
from tests.factories.discipline import refused
from tests.factories.weighing import proposing_weighed

WORK = "The witness is not believed on one point."


@pytest.fixture
def draft(at, acting, action_of):
    """`draft()`: the number of a case whose action is a removal in draft, covered and charged."""

    def made(considered="REMOVAL"):
        number = at("DRAFT").number
        with acting() as session:
            action = action_of(session)
            covered(session, action, considered)
            proposing_weighed(session, action)
        return number

    return made


def analyze(session, action, **values):
    told = {"recommends": "LESSER", "done_on": date(2024, 2, 20), "text": WORK, **values}
    return service.record_analysis(action, actor=current_actor(), **told)


def propose(session, action, **values):
    """As the specialist: nothing is analyzed along the way."""
    told = {
        "action_type_code": "REMOVAL",
        "charges": [
            service.ChargeText(discipline.link_of(session, action), "Misuse", "On Dec 1, 2023, …")
        ],
        "proposed_on": date(2024, 2, 28),
        "proposing": discipline.user("official.cbp", session),
        "legal_review_on": date(2024, 2, 27),
        "legal_review_by": "W. Stroud",
        **values,
    }
    return service.record_proposal(action, actor=current_actor(), **told)


def test_a_removal_is_proposed_only_after_its_case_analysis(draft, acting, reading, action_of):
    draft()
    with acting("specialist.ler") as session:
        action = action_of(session)
        refused(lambda: propose(session, action), "case analysis is recorded before the proposal")
    with acting("specialist.ler") as session:
        action = action_of(session)
        analyze(session, action, done_on=date(2024, 3, 4))
        late = refused(lambda: propose(session, action), "of Mar 4, 2024")
        assert late.field == "proposed_on"
    with acting("specialist.ler") as session:
        action = action_of(session)
        row = analyze(session, action)
        assert (row.n, row.analyst_id) == (2, current_actor().user_id)
        met = session.scalars(select(CaseClock).where(CaseClock.rule_code == "LR_CASE_ANALYSIS"))
        assert met.one().state is ClockState.MET
        propose(session, action)
        assert action.status is ActionStatus.PROPOSED
    with reading() as session:
        found = session.scalars(select(AuditEvent).where(AuditEvent.event == "CASE_ANALYZED")).all()
        assert len(found) == 2
        assert all(WORK not in str(row.detail) for row in found)


def test_where_the_procedure_asks_for_none_nobody_waits_for_it(draft, acting, action_of):
    draft("SUSPENSION_1_14")
    with acting("specialist.ler") as session:
        action = propose(session, action_of(session), action_type_code="SUSPENSION_1_14", days=5)
        assert action.status is ActionStatus.PROPOSED


def test_an_agency_may_ask_for_it_under_subpart_b_too(draft, acting, action_of):
    draft("SUSPENSION_1_14")
    with acting(None) as session:
        session.get(Procedure, "SUBPART_B").needs_analysis = True
        forget_after_commit(session)
    with acting("specialist.ler") as session:
        told = {"action_type_code": "SUSPENSION_1_14", "days": 5}
        refused(lambda: propose(session, action_of(session), **told), "case analysis")


def test_a_supervisor_waives_it_with_a_reason_and_the_specialist_does_not(
    draft, acting, action_of, sign_in
):
    number = draft()
    path = f"/cases/{number}/actions/1/analysis-waiver"
    assert sign_in("specialist.ler").get(path).status_code == 403
    assert "analysis-waiver" not in sign_in("specialist.ler").get(f"/cases/{number}/actions/1").text
    with acting("specialist.ler") as session, pytest.raises(Denied):
        service.waive_analysis(action_of(session), actor=current_actor(), reason="In a hurry.")
    supervisor = sign_in("supervisor.ler")
    assert send(supervisor, path, reason=" ").status_code == 422
    ok(send(supervisor, path, reason="The facts are admitted in writing."))
    assert "now" in supervisor.get(path).text
    with acting("specialist.ler") as session:
        propose(session, action_of(session))
    page = sign_in("specialist.ler").get(f"/cases/{number}/actions/1/steps").text
    assert "Waived: The facts are admitted in writing." in page


def test_the_analysis_is_of_a_draft_and_says_something(draft, at, acting, action_of):
    draft()
    with acting("specialist.ler") as session:
        action = action_of(session)
        for values, field in (
            ({"text": " "}, "text"),
            ({"done_on": date(2024, 4, 3)}, "done_on"),
            ({"done_on": date(2024, 1, 7)}, "done_on"),
            ({"analyst": discipline.user("official.cbp", session)}, "analyst"),
        ):
            assert refused(lambda v=values: analyze(session, action, **v)).field == field
        analyze(session, action)
        propose(session, action)
        with pytest.raises(TransitionRefused):
            analyze(session, action)


@pytest.fixture
def analyzed(draft, acting, action_of):
    """A proposed removal with an analysis and a review, each with a document."""
    number = draft()
    with acting("specialist.ler") as session:
        action = action_of(session)
        analyze(session, action, file=files.upload(b"%PDF-1.4 analysis", "analysis.pdf"))
        service.record_legal_review(
            action,
            actor=current_actor(),
            on=date(2024, 2, 22),
            by="W. Stroud",
            file=files.upload(b"%PDF-1.4 review", "review.pdf"),
        )
        deciding = discipline.user("official2.cbp", session)
        propose(session, action, legal_review_on=None, deciding=deciding)
        discipline.served(session, action)
    return number


def test_labor_relations_and_counsel_of_the_action_read_it_and_nobody_else(
    analyzed, sign_in, reading
):
    at = f"/cases/{analyzed}/actions/1"
    papers = [f"{at}/steps/{kind}/1/file" for kind in ("analysis", "review")]
    for name in ("specialist.ler", "supervisor.ler"):
        client = sign_in(name)
        page = client.get(f"{at}/steps").text
        assert "Recommends: a lesser action. The witness is not believed" in page
        for path in papers:
            answer = client.get(path)
            assert answer.status_code == 200
            assert b"%PDF" in answer.data
    others = ("official.cbp", "official2.cbp", "supervisor.ia", "investigator.ia")
    for name in (*others, "supervisor.elr", "auditor", "counsel.cbp"):
        with reading(name) as session:
            assert not session.scalars(select(CaseAnalysis)).all(), name
            assert not session.scalars(select(LegalReview)).all(), name
        client = sign_in(name)
        for path in (*papers, f"{at}/steps", f"{at}/analysis"):
            assert client.get(path).status_code in {403, 404}, (name, path)
    for name in ("official.cbp", "official2.cbp"):
        assert WORK not in sign_in(name).get(f"/packages/{analyzed}/1").text
    reader = sign_in("specialist.ler")
    for path in ("analysis/2", "notice/1", "analysis/x"):
        assert reader.get(f"{at}/steps/{path}/file").status_code == 404


def test_the_last_review_counts_and_holds_proposal_and_service(draft, acting, action_of):
    draft()
    with acting("specialist.ler") as session:
        action, me = action_of(session), current_actor()
        analyze(session, action)
        told = {"actor": me, "by": "W. Stroud", "on": date(2024, 2, 21)}
        bare = {**told, "result": "CHANGES_ASKED"}
        assert refused(lambda: service.record_legal_review(action, **bare)).field == "note"
        service.record_legal_review(action, **told)
        assert action.legal_review_on == date(2024, 2, 21)
        service.record_legal_review(action, **bare, note="Charge 1 names no date.")
        assert (action.legal_review_on, action.legal_review_by) == (None, "")
        none = {"legal_review_on": None, "legal_review_by": ""}
        waits = refused(lambda: propose(session, action, **none), "legal review is recorded")
        assert waits.field == "legal_review_on"
        propose(session, action, deciding=discipline.user("official2.cbp", session))
        service.record_legal_review(
            action, **{**told, "on": date(2024, 2, 29)}, result="NOT_SUFFICIENT", note="See charge."
        )
        assert action.legal_review_on == date(2024, 2, 27), "what was issued was reviewed"
        refused(
            lambda: discipline.served(session, action), "Feb 29, 2024", "not legally sufficient"
        )
        service.record_legal_review(action, **{**told, "on": date(2024, 3, 1)})
        discipline.served(session, action)
        found = session.scalars(select(LegalReview).order_by(LegalReview.n)).all()
        results = [row.result.value for row in found]
        assert results == [
            *("SUFFICIENT", "CHANGES_ASKED", "SUFFICIENT", "NOT_SUFFICIENT", "SUFFICIENT")
        ]


def test_a_review_typed_again_with_the_proposal_is_recorded_once(draft, acting, action_of):
    draft()
    with acting("specialist.ler") as session:
        action = action_of(session)
        analyze(session, action)
        told = {"on": date(2024, 2, 27), "by": "W. Stroud"}
        service.record_legal_review(action, actor=current_actor(), **told)
        propose(session, action)
        assert len(session.scalars(select(LegalReview)).all()) == 1


def test_the_pages_ask_for_the_outcome_and_keep_what_was_typed(draft, sign_in):
    number = draft()
    client, at = sign_in("specialist.ler"), f"/cases/{number}/actions/1"
    page = client.get(at).text
    assert f"{at}/charges" in page
    bad = send(client, f"{at}/analysis", done_on="soon", text=WORK)
    assert bad.status_code == 422
    assert WORK in bad.text
    assert len(errors(bad)) >= 2
    review = {"legal_review_on": "02/27/2024", "legal_review_by": "W. Stroud", "result": "MAYBE"}
    assert send(client, f"{at}/legal-review", **review).status_code == 422
    ok(send(client, f"{at}/legal-review", **review | {"result": "SUFFICIENT"}))
    assert "Legally sufficient" in client.get(f"{at}/steps").text


def test_the_steps_name_what_is_missing_and_whose_step_it_is(draft, acting, action_of, sign_in):
    number = draft()
    page = sign_in("specialist.ler").get(f"/cases/{number}/actions/1/steps").text
    for said in ("Not recorded", "None that finds it sufficient", "Not issued", "Not decided"):
        assert said in page
    assert "Passed without a record" not in page
    with acting("specialist.ler") as session:
        action = action_of(session)
        analyze(session, action)
        discipline.proposed(session, action)
    page = sign_in("specialist.ler").get(f"/cases/{number}/actions/1/steps").text
    assert "Recommends: a lesser action" in page
    assert "Service of the letter" in page
    assert "Not furnished: Report 001, Exhibit 1" in page


KEPT = (
    "UPDATE case_analysis SET text = 'other'",
    "DELETE FROM case_analysis",
    "UPDATE legal_review SET result = 'SUFFICIENT'",
    "DELETE FROM legal_review",
)


def test_the_database_keeps_them_and_asks_for_the_analysis(draft, app, acting, reading, action_of):
    draft()

    def tried(statement):
        with app.app_context(), unit_of_work.write() as session:
            session.connection().execute(text(statement))

    with pytest.raises(DatabaseError, match="case analysis is recorded"):
        tried("UPDATE disciplinary_action SET status = 'PROPOSED', proposed_on = '2024-02-28'")
    with acting("specialist.ler") as session:
        action = action_of(session)
        analyze(session, action)
        note = {"result": "CHANGES_ASKED", "note": "Name the day."}
        told = {"on": date(2024, 2, 21), "by": "W. Stroud", **note}
        service.record_legal_review(action, actor=current_actor(), **told)
    for statement in KEPT:
        with pytest.raises(DatabaseError, match="stays"):
            tried(statement)
    with reading() as session:
        assert session.scalars(select(DisciplinaryAction.status)).one() is ActionStatus.DRAFT
