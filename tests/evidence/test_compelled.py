"""Taint, exposure and derivation: what a compelled statement carries with it."""

import pytest
from sqlalchemy import select

from jicms.allegations import service as findings
from jicms.allegations.models import FindingDetail
from jicms.allegations.queries import charge_of
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.auth.models import User
from jicms.cases.handling import Handling
from jicms.cases.models import CaseStatus, GrantKind, GrantLevel, LogEntry, PartyRole
from jicms.core.errors import RuleBroken
from jicms.evidence import exposure, service
from jicms.evidence.models import Document, EvidenceItem, Exhibit, Statement
from jicms.evidence.models_derived import Derivation
from jicms.evidence.models_drafts import StatementDraft
from jicms.evidence.models_weighing import Weight
from jicms.evidence.service import drafts
from jicms.investigations import service as investigations
from jicms.investigations.models import InvestigationType, Report
from jicms.notices.models import Notice
from jicms.prosecution import gate
from jicms.prosecution.models import ProsecutionReferral
from jicms.prosecution.models import ProsecutionStatus as S
from tests.factories import accounts, allegations, cases
from tests.factories.evidence import (
    SYSTEM,
    TAKEN,
    declined,
    document,
    item,
    party,
    statement,
    the_case,
    the_investigation,
)
from tests.factories.investigations import report, user
from tests.prosecution.test_service import go

COMPELLED = Handling.GARRITY_COMPELLED
TAINT = Handling.COMPELLED_TAINT


@pytest.fixture
def told(acting, number):
    """A compelled statement about a crime that was declined, an item and a document beside it."""
    with acting() as session:
        case = the_case(session, number)
        allegations.allegation(session, case, party(session), code="COR-01")
        declined(session, number)
        statement(session, number, n=1, warning_code="KALKINES")
        item(session, number)
        document(session, number)
        cases.log(session, case)
        cases.grant(session, case, user="counsel.cbp", kind=GrantKind.SHARE)
    return number


def only(session, model):
    return session.scalars(select(model)).one()


def derive(row, source, name="investigator.ia"):
    return service.mark_derived(
        row, actor=accounts.actor_of(name), source=source, reason="Asked because he said so."
    )


def test_what_came_of_a_statement_is_compelled_to_the_end_of_the_chain(acting, reading, told):
    with acting("investigator.ia") as session:
        said, thing, paper = (only(session, m) for m in (Statement, EvidenceItem, Document))
        line = session.scalars(select(LogEntry)).first()
        actor = accounts.actor_of("investigator.ia")
        of = report(session, the_investigation(session))
        service.add_exhibit(of, actor=actor, description="Phone", item=thing)
        with pytest.raises(RuleBroken, match="compelled record"):
            derive(paper, thing)
        derive(thing, said)
        derive(paper, thing)
        derive(line, paper)
        for model in (EvidenceItem, Document, Exhibit, Report):
            assert Handling(only(session, model).handling) & COMPELLED, model
        assert Handling(line.handling) & COMPELLED
        key = line.id
        for wrong in ((said, line), (thing, said), (said, said)):
            with pytest.raises(RuleBroken):
                derive(*wrong)
        with pytest.raises(RuleBroken, match="stays compelled"):
            service.mark(thing, actor=actor, handling=0)
    with reading("investigator2.ia") as session:
        for model in (Statement, EvidenceItem, Document, Exhibit, Report, Derivation):
            assert session.scalars(select(model)).all() == [], model
        assert session.get(LogEntry, key) is None
    with acting("investigator2.ia") as session:
        mine = statement(session, told, name="investigator2.ia")
        with pytest.raises(RuleBroken) as refused:
            derive(mine, mine, "investigator2.ia")
        assert refused.value.sentences == (gate.SHUT,)


def test_reasons_that_rest_on_what_came_of_it_are_shut_too(acting, reading, told):
    with acting("investigator.ia") as session:
        actor = accounts.actor_of("investigator.ia")
        charge = charge_of(told, 1, 1)
        findings.record_finding(charge, actor=actor, code="SUBSTANTIATED", reasons="It rang.")
        thing = only(session, EvidenceItem)
        service.weigh(charge, actor=actor, weight=Weight.FOR, item=thing)
    with reading("investigator2.ia") as session:
        assert only(session, FindingDetail).reasons == "It rang."
    with acting("investigator.ia") as session:
        derive(only(session, EvidenceItem), only(session, Statement))
        assert Handling(only(session, FindingDetail).handling) & COMPELLED
    with reading("investigator2.ia") as session:
        assert session.scalars(select(FindingDetail)).all() == []


def test_an_exhibit_that_came_of_it_stays_compelled_when_its_item_is_marked(acting, reading, told):
    with acting("investigator.ia") as session:
        actor = accounts.actor_of("investigator.ia")
        thing = only(session, EvidenceItem)
        of = report(session, the_investigation(session))
        service.add_exhibit(of, actor=actor, description="Phone", item=thing)
        derive(only(session, Exhibit), only(session, Statement))
        service.mark(thing, actor=actor, handling=int(Handling.MEDICAL))
        assert Handling(only(session, Exhibit).handling) == COMPELLED | Handling.MEDICAL
        assert Handling(thing.handling) == Handling.MEDICAL
    with reading("investigator2.ia") as session:
        assert session.scalars(select(Exhibit)).all() == []


@pytest.mark.parametrize("how", ["again", "accepted"])
def test_a_prosecution_taken_up_afterwards_taints_and_is_told(acting, reading, told, how):
    with acting("investigator.ia") as session:
        derive(only(session, EvidenceItem), only(session, Statement))
    with acting("investigator2.ia") as session:
        if how == "again":
            first = session.scalar(select(ProsecutionReferral))
            go(first, S.UNDER_REVIEW)
        else:
            from tests.prosecution.test_service import referred

            second = referred(session, told, level_code="STATE", office="District Attorney")
            assert not Handling(gate_free(session).handling) & TAINT
            go(second, S.ACCEPTED)
    with reading() as session:
        for model in (Statement, EvidenceItem, Derivation):
            assert Handling(only(session, model).handling) == COMPELLED | TAINT, model
        told_of = session.scalars(
            select(User.username)
            .join(Notice, Notice.user_id == User.id)
            .where(Notice.event == "COMPELLED_TAINTED")
        ).all()
        assert sorted(told_of) == ["counsel.cbp", "supervisor.ia"]
    with acting("investigator.ia") as session:
        said, actor = only(session, Statement), accounts.actor_of("investigator.ia")
        with pytest.raises(RuleBroken, match="nobody sets it"):
            item(session, told, handling=int(TAINT))
        service.mark(said, actor=actor, handling=int(COMPELLED | Handling.MEDICAL))
        assert Handling(said.handling) & TAINT
        of = report(session, the_investigation(session))
        service.add_exhibit(of, actor=actor, description="Said", statement=said)
        assert Handling(of.handling) == COMPELLED | TAINT, "the report is tainted with its exhibit"


def gate_free(session):
    """The statement, whoever asks."""
    return session.scalar(gate.whole(select(Statement)))


def test_a_prosecution_of_somebody_else_taints_nothing(acting, reading, told):
    with acting() as session:
        case = the_case(session, told)
        other = cases.party(session, case, role=PartyRole.SUBJECT, description="Another")
        allegations.allegation(session, case, other, code="COR-01")
        declined(session, told, n=other.n)
        referral = session.scalars(
            select(ProsecutionReferral).where(ProsecutionReferral.party_id == other.id)
        ).one()
        go(referral, S.UNDER_REVIEW)
    with reading() as session:
        assert Handling(only(session, Statement).handling) == COMPELLED


def people(session):
    return {(one.who, one.how) for one in exposure.exposures_of(gate_free(session))}


def test_everybody_who_came_to_know_it_is_listed(acting, reading, sign_in, told):
    paths = f"/cases/{told}/evidence/statements/1", f"/cases/{told}/evidence/items/1"
    agent, boss, counsel = map(sign_in, ("investigator.ia", "supervisor.ia", "counsel.cbp"))
    assert boss.get(paths[1]).status_code == 200
    with reading() as session:
        names = {row.username: row.name for row in session.scalars(select(User))}
        assert (names["supervisor.ia"], "Opened") not in people(session), "no derivative yet"
    with acting("investigator.ia") as session:
        derive(only(session, EvidenceItem), only(session, Statement))
    assert agent.get(paths[0]).status_code == 200
    with acting() as session:
        grant = cases.grant(
            session,
            the_case(session, told),
            office="LER",
            kind=GrantKind.REFERRAL,
            level=GrantLevel.ITEMS,
        )
        cases.name_item(session, grant, gate_free(session))
    with reading() as session:
        found = people(session)
        agents_name = names["investigator.ia"]
        assert {(agents_name, "Opened"), (agents_name, "Was at the interview")} <= found
        assert (names["supervisor.ia"], "Opened") in found, "the item came of it"
        assert any(how == "Received" for _who, how in found)
    page = f"{paths[0]}/exposure"
    for client, status in ((boss, 200), (counsel, 200), (agent, 403)):
        assert client.get(page).status_code == status
    assert agents_name in counsel.get(page).text
    assert page in boss.get(paths[0]).text
    assert page not in agent.get(paths[0]).text
    for name in ("investigator2.ia", "head.ia"):
        assert sign_in(name).get(page).status_code == 404


def test_whoever_read_it_while_it_was_written_or_made_a_copy_is_listed(
    acting, reading, sign_in, told
):
    with acting("investigator.ia") as session:
        lead = accounts.actor_of("investigator.ia")
        draft = drafts.draft_statement(
            the_case(session, told),
            actor=lead,
            kind_code="AFFIDAVIT",
            giver=party(session),
            warning_code="KALKINES",
            interview=only(session, Statement).interview,
        )
        drafts.write(draft, actor=lead, text="I took it.", base=draft.version)
    at = f"/cases/{told}/evidence/statement-drafts/1"
    boss = sign_in("supervisor.ia")
    assert boss.get(at).status_code == 200
    assert boss.post(f"{at}/print").status_code == 302
    assert boss.get(f"{at}/prints/1").status_code == 200
    with acting("investigator.ia") as session:
        draft = only(session, StatementDraft)
        made = drafts.refuse(draft, actor=lead, taken_at=TAKEN, reason="No.")
        of = report(session, the_investigation(session))
        service.add_exhibit(of, actor=lead, description="Refusal", statement=made)
        recorder.record(Event.REPORT_COPIED, obj=of, case=of.case_id, number=of.n)
        key = made.id
    with reading() as session:
        names = {row.username: row.name for row in session.scalars(select(User))}
        found = {(one.who, one.how) for one in exposure.exposures_of(session.get(Statement, key))}
    boss_name = names["supervisor.ia"]
    for how in ("Opened", "Printed for signature", "Downloaded"):
        assert (boss_name, how) in found, how
    assert (names["investigator.ia"], "Made a copy") in found


def test_a_derived_report_that_was_read_before_its_exhibit_was_added_counts(
    acting, reading, sign_in, told
):
    with acting("investigator.ia") as session:
        derive(report(session, the_investigation(session)), only(session, Statement))
    assert sign_in("supervisor.ia").get(f"/cases/{told}/reports/1").status_code == 200
    with acting("investigator.ia") as session:
        lead, said = accounts.actor_of("investigator.ia"), only(session, Statement)
        service.add_exhibit(only(session, Report), actor=lead, description="Said", statement=said)
    with reading() as session:
        boss = session.scalar(select(User.name).where(User.username == "supervisor.ia"))
        assert (boss, "Opened") in people(session)


def test_whoever_came_to_know_it_joins_no_criminal_investigation(acting, sign_in, told):
    counsel = sign_in("counsel.cbp")
    assert counsel.get(f"/cases/{told}/evidence/statements/1").status_code == 200
    with acting() as session:
        case = the_case(session, told)
        there = cases.case(session, status=CaseStatus.TRIAGE)
        cases.link(session, case, there)
        cases.grant(session, case, user="head.ia", kind=GrantKind.SHARE)
        for row in the_investigation(session, 2).assignments:
            session.delete(row)
        the_investigation(session, 2).reviewer_id = None
        the_investigation(session, 2).type = InvestigationType.INSPECTION
        grant = cases.grant(
            session, case, user="head.ia", kind=GrantKind.SHARE, level=GrantLevel.ITEMS
        )
        cases.name_item(session, grant, gate_free(session))
        with pytest.raises(RuleBroken, match="Not open for this person"):
            investigations.assign(
                there,
                actor=SYSTEM,
                type=InvestigationType.CRIMINAL,
                lead=user(session, "investigator2.ia"),
                reviewer=user(session, "head.ia"),
            )
        made = investigations.assign(
            there,
            actor=SYSTEM,
            type=InvestigationType.ADMINISTRATIVE,
            lead=user(session, "investigator2.ia"),
            reviewer=user(session, "head.ia"),
        )
        assert made.reviewer.username == "head.ia"


def test_what_came_of_it_is_marked_on_the_page(acting, sign_in, told):
    client, page = sign_in("investigator.ia"), f"/cases/{told}/evidence/derived"
    assert "Nothing is marked" in client.get(page).text
    with acting() as session:
        said, thing = only(session, Statement).id, only(session, EvidenceItem).id
    form = {"source": f"statement-{said}", "row": f"evidence_item-{thing}", "reason": "He said"}
    for wrong in ({"source": f"evidence_item-{thing}"}, {"row": "statement-999"}, {"reason": " "}):
        assert client.post(f"{page}/new", data=form | wrong).status_code == 422
    assert client.post(f"{page}/new", data=form).status_code == 302
    assert "He said" in client.get(page).text
    other = sign_in("investigator2.ia")
    assert "He said" not in other.get(page).text
    assert "Mark what came of one" not in other.get(page).text
    assert other.post(f"{page}/new", data=form).status_code == 422
    for name in ("custodian.ia", "supervisor.opr", "counsel.cbp"):
        assert sign_in(name).get(page).status_code in {403, 404}
