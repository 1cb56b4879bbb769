"""Findings: their proof, what they rest on, who approves them, and who may not read why."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from jicms.allegations import queries
from jicms.allegations import service as findings
from jicms.allegations.models import Finding, FindingApproval, FindingDetail
from jicms.audit.models import AuditEvent
from jicms.cases.handling import Handling
from jicms.core.errors import Denied, RuleBroken
from jicms.evidence import service
from jicms.evidence.models import Statement
from jicms.evidence.models_weighing import FindingEvidence, Weight
from jicms.investigations import service as investigations
from jicms.investigations.models import Report
from tests.custody.test_at_once import outcomes
from tests.factories import accounts
from tests.factories.evidence import declined, item, statement, the_investigation
from tests.factories.investigations import report
from tests.support import pdf

WHY = "Marmoset: the roster shows it."
LEAD, CRIMINAL = "investigator.ia", "investigator2.ia"
#: Who is on which side: the criminal one is worked by investigator2.ia and reviewed by head.ia.
READS = {LEAD: True, "supervisor.ia": True, CRIMINAL: False, "head.ia": False}
FORM = {
    "code": "SUBSTANTIATED",
    "reasons": WHY,
    "standard": "PREPONDERANCE",
    "policy_cited": "Standards of Conduct 6.4",
}


def find(number, *, name=LEAD, **more):
    told = {"code": "SUBSTANTIATED", "reasons": WHY, **more}
    return findings.record_finding(
        queries.charge_of(number, 1, 1), actor=accounts.actor_of(name), **told
    )


@pytest.fixture
def page(number):
    return f"/cases/{number}/allegations/1.1"


def test_a_finding_names_proof_policy_and_evidence_and_keeps_the_earlier_one(
    acting, sign_in, reading, number, page
):
    lead, boss = sign_in(LEAD), sign_in("supervisor.ia")
    with acting(LEAD) as session:
        item(session, number)
        statement(session, number)
    chosen = {"source": "item-1", "weight": "FOR", "note": "The asset tag"}
    assert lead.post(f"{page}/evidence/new", data=chosen).status_code == 422, "no finding yet"
    assert lead.post(page, data={**FORM, "standard": "A_HUNCH"}).status_code == 422
    assert lead.post(page, data={**FORM, "policy_cited": "x" * 400}).status_code == 422
    assert lead.post(page, data={**FORM, "version": version(lead, page)}).status_code == 302
    assert "Nothing named yet" in lead.get(page).text
    for wrong in ({"source": "item-9"}, {"weight": "MAYBE"}, {"source": ""}):
        assert lead.post(f"{page}/evidence/new", data={**chosen, **wrong}).status_code == 422, wrong
    assert lead.post(f"{page}/evidence/new", data=chosen).status_code == 302
    assert lead.post(f"{page}/evidence/new", data=chosen).status_code == 422, "weighed already"
    against = {"source": "statement-1", "weight": "AGAINST", "note": "He denies it"}
    assert lead.post(f"{page}/evidence/new", data=against).status_code == 302
    assert lead.post(f"{page}/evidence/7/remove").status_code == 404
    text = lead.get(page).text
    for said in ("Standards of Conduct 6.4", "Preponderance", "He denies it", "Not approved yet"):
        assert said in text
    assert "Approve the finding" not in text
    assert text.index("He denies it") < text.index("Record another finding in its place")
    assert '<details class="margin-top-2"><summary>Record another' in text
    wrong = lead.post(page, data={**FORM, "code": "NONSENSE"})
    assert '<details class="margin-top-2" open><summary>Record another' in wrong.text
    assert lead.post(f"{page}/approve").status_code == 403

    later = {**FORM, "code": "UNFOUNDED", "standard": "CLEAR_AND_CONVINCING"}
    assert lead.post(page, data={**later, "version": version(lead, page)}).status_code == 302
    text = lead.get(page).text
    assert "Earlier findings" in text
    assert "Clear and convincing" in text
    assert "He denies it" in text, "a later finding begins with what the earlier one rested on"
    assert lead.post(f"{page}/evidence/2/remove").status_code == 302
    now, _, earlier = lead.get(page).text.partition('id="weighed-earlier"')
    assert "He denies it" not in now
    assert "He denies it" in earlier, "what the earlier one rested on can still be read"
    assert "Preponderance of the evidence" in earlier
    with reading() as session:
        kept = session.scalars(select(FindingEvidence.note).order_by(FindingEvidence.id)).all()
        assert kept == ["The asset tag", "He denies it", "The asset tag"], "the earlier one's stay"

    assert "Approve the finding" in boss.get(page).text
    assert boss.post(f"{page}/approve").status_code == 302
    assert "Approved by" in lead.get(page).text
    assert boss.post(f"{page}/approve").status_code == 422
    assert lead.post(f"{page}/evidence/new", data=against).status_code == 422
    assert lead.post(f"{page}/evidence/1/remove").status_code in {409, 422}
    with reading() as session:
        approval = session.scalars(select(FindingApproval)).one()
        assert approval.user_id != approval.found_by_id
        assert "FINDING_APPROVED" in set(session.scalars(select(AuditEvent.event)))


def version(client, page):
    text = client.get(page).text
    return text.split('name="version" value="', 1)[1].split('"', 1)[0]


def test_nobody_approves_his_own_finding(acting, number):
    with acting("supervisor.ia"):
        find(
            number, name="supervisor.ia", code="ADMIN_CLOSED", admin_close_code="INSUFFICIENT_INFO"
        )
    with acting("supervisor.ia") as session:
        own = session.scalar(select(Finding))
        with pytest.raises(Denied):
            findings.approve_finding(own, actor=accounts.actor_of("supervisor.ia"))
        who = accounts.actor_of("supervisor.ia").user_id
        row = {"finding_id": own.id, "case_id": own.case_id, "user_id": who, "found_by_id": who}
        session.add(FindingApproval(**row))
        with pytest.raises(IntegrityError), session.begin_nested():
            session.flush()
        session.rollback()


def test_nor_with_a_second_account(acting, number):
    with acting(LEAD):
        find(number)
    with acting() as session:
        accounts.link_to_person_of(session, "supervisor.ia", LEAD)
        made = session.scalar(select(Finding))
        with pytest.raises(Denied):
            findings.approve_finding(made, actor=accounts.actor_of("supervisor.ia"))
        findings.approve_finding(made, actor=accounts.actor_of("head.ia"))


def test_of_two_approvals_in_the_same_moment_one_counts(acting, reading, number):
    with acting(LEAD):
        find(number)

    def approve(name):
        def act(session):
            findings.approve_finding(session.scalar(select(Finding)), actor=accounts.actor_of(name))

        return name, act

    told = outcomes(acting, approve("supervisor.ia"), approve("head.ia"))
    assert sorted(map(str, told)) == ["None", "This finding was changed or approved already."]
    with reading() as session:
        assert len(session.scalars(select(FindingApproval)).all()) == 1


def test_the_approval_of_a_report_approves_what_it_holds(acting, reading, number):
    with acting(LEAD) as session:
        find(number)
        made = report(session, the_investigation(session))
        investigations.submit_report(made, actor=accounts.actor_of(LEAD))
        key = made.id
    with acting("supervisor.ia") as session:
        made = session.get(type(made), key)
        investigations.approve_report(made, actor=accounts.actor_of("supervisor.ia"))
    with reading() as session:
        approval = session.scalars(select(FindingApproval)).one()
        assert approval.report_id == key
        assert approval.user_id == accounts.actor_of("supervisor.ia").user_id


@pytest.mark.parametrize("way", ["said", "linked", "marked later", "carried"])
def test_reasons_that_draw_on_a_compelled_statement_are_shut_to_the_criminal_side(
    acting, sign_in, reading, number, way
):
    page = f"/cases/{number}/allegations/1.1"
    with acting(LEAD) as session:
        find(number, compelled=way == "said")
        charge = queries.charge_of(number, 1, 1)
        warning = None if way == "marked later" else "KALKINES"
        made = statement(session, number, n=1, warning_code=warning, text="Marmoset words")
        if way != "said":
            actor = accounts.actor_of(LEAD)
            note = {"weight": Weight.FOR, "note": "Marmoset note"}
            service.weigh(charge, actor=actor, statement=made, **note)
        if way == "marked later":
            flag = int(Handling.GARRITY_COMPELLED)
            service.mark(made, actor=accounts.actor_of(LEAD), handling=flag, why="The OIG did.")
        if way == "carried":
            find(number, code="UNFOUNDED")
    for name, reads in READS.items():
        with reading(name) as session:
            for model in (FindingDetail, FindingEvidence, Statement):
                seen = bool(session.scalars(select(model)).all())
                expected = reads and (model is not FindingEvidence or way != "said")
                assert seen == expected, (name, model)
            assert session.scalars(select(Finding)).all(), "the code is for the summary"
        client = sign_in(name)
        shown = [page, f"/cases/{number}", f"/cases/{number}/sheet", "/search?q=roster"]
        shown += [f"/cases/{number}/timeline", f"/cases/{number}/evidence", "/notices"]
        for path in shown:
            text = client.get(path).text
            assert "Marmoset" not in text or reads, f"{name}: {path}"
    assert "Draws on a compelled" in sign_in(LEAD).get(page).text
    refused = sign_in("head.ia").post(f"{page}/approve")
    assert refused.status_code == 422, "who can't read why does not approve"
    assert "The reasons draw on" not in sign_in(CRIMINAL).get(page).text
    with acting(CRIMINAL), pytest.raises(RuleBroken, match="Not open for this subject"):
        find(number, name=CRIMINAL, code="UNFOUNDED", compelled=True)


def test_a_report_that_holds_compelled_reasons_is_shut_too(acting, sign_in, reading, number):
    boss = "supervisor.ia"
    with acting(LEAD) as session:
        find(number)
        made = statement(session, number, n=1)
        charge = queries.charge_of(number, 1, 1)
        actor = accounts.actor_of(LEAD)
        service.weigh(charge, actor=actor, statement=made, weight=Weight.FOR)
        of = report(session, the_investigation(session))
        investigations.submit_report(of, actor=actor)
        assert not of.handling
    criminal = sign_in(CRIMINAL)
    path = f"/cases/{number}/reports/1"
    assert criminal.get(path).status_code == 200
    with acting(boss) as session:
        of = session.scalar(select(Report))
        investigations.approve_report(of, actor=accounts.actor_of(boss))
    with acting(LEAD) as session:
        made = session.scalar(select(Statement))
        flag = int(Handling.GARRITY_COMPELLED)
        service.mark(made, actor=accounts.actor_of(LEAD), handling=flag, why="The OIG did.")
    assert criminal.get(path).status_code == 404, "approved, and shut all the same"
    with acting(LEAD) as session:
        told = {"type_code": "SUPPLEMENTAL", "title": "More", "synopsis": "More", "body": "More"}
        more = report(session, the_investigation(session), **told)
        investigations.submit_report(more, actor=accounts.actor_of(LEAD))
        assert more.handling, "what is submitted later holds the same reasons"


def test_material_for_named_people_alone_is_not_weighed(acting, number):
    with acting(LEAD) as session:
        find(number)
        secret = item(session, number, handling=int(Handling.GRAND_JURY))
        with pytest.raises(RuleBroken, match="not weighed here"):
            service.weigh(
                queries.charge_of(number, 1, 1),
                actor=accounts.actor_of(LEAD),
                weight=Weight.FOR,
                item=secret,
            )


def test_abuse_in_custody_asks_for_no_more_than_a_preponderance(acting, number):
    with acting(LEAD):
        charge = queries.charge_of(number, 1, 1)
        charge.allegation.category.prea = True
        with pytest.raises(RuleBroken, match=r"115\.72"):
            find(number, standard="CLEAR_AND_CONVINCING")


def weighed_report(session, number, **more):
    """A report of the lead over a finding with policy and evidence on both sides, one of them
    exhibit 1."""
    who = accounts.actor_of(LEAD)
    phone, memo = item(session, number), statement(session, number)
    find(number, policy_cited="Standards of Conduct 6.4")
    charge = queries.charge_of(number, 1, 1)
    service.weigh(charge, actor=who, weight=Weight.FOR, note="The asset tag", item=phone)
    service.weigh(charge, actor=who, weight=Weight.AGAINST, note="He denies it", statement=memo)
    made = report(session, the_investigation(session), body="", **more)
    service.add_exhibit(made, actor=who, description="The telephone", item=phone, pages="4")
    return made


def test_a_report_names_the_evidence_on_both_sides_by_exhibit(acting, sign_in, number):
    with acting(LEAD) as session:
        weighed_report(session, number)
    read = pdf.check(sign_in(LEAD).get(f"/cases/{number}/reports/1/pdf").data)
    for words in (
        "1.1 First officer: substantiated",
        "Standard of proof Preponderance",
        "Rule or policy Standards of Conduct 6.4",
        "Evidence for the allegation Exhibit Evidence What it shows 1 E0001: Agency smartphone",
        "The asset tag",
        "Evidence against the allegation Exhibit Evidence What it shows No exhibit S01: Memo",
        "He denies it",
    ):
        assert read.says(words), words
    assert read.drawn.index("The asset tag") < read.drawn.index("He denies it")


def test_a_report_for_a_prosecutor_holds_nothing_compelled(acting, sign_in, number):
    """Neither reasons, nor evidence, nor exhibits, in whoever's sight it is made."""
    with acting() as session:
        declined(session, number)
    with acting(LEAD) as session:
        statement(session, number, n=1, warning_code="KALKINES", text="Pangolin.")
        made = weighed_report(session, number, type_code="PROSECUTION_REFERRAL")
        told = {"actor": accounts.actor_of(LEAD), "description": "x"}
        compelled = session.scalars(select(Statement).where(Statement.handling == 1)).one()
        with pytest.raises(RuleBroken, match="for a prosecutor"):
            service.add_exhibit(made, statement=compelled, **told)
        with pytest.raises(RuleBroken, match="Nothing compelled"):
            investigations.edit_report(made, actor=told["actor"], title="x", compelled=True)
    page = f"/cases/{number}/reports/1/pdf"
    assert "Marmoset" in pdf.check(sign_in(LEAD).get(page).data).drawn
    with acting(LEAD) as session:
        service.weigh(
            queries.charge_of(number, 1, 1),
            actor=accounts.actor_of(LEAD),
            weight=Weight.FOR,
            note="Pangolin",
            statement=session.scalars(select(Statement).where(Statement.handling == 1)).one(),
        )
    for name in (LEAD, "supervisor.ia"):
        read = pdf.check(sign_in(name).get(page).data)
        for secret in ("Marmoset", "Pangolin", "The asset tag", "S01", "ubstantiated"):
            assert secret not in read.drawn, (name, secret)
        assert read.says("Not part of this report")
    assert sign_in(CRIMINAL).get(page).status_code == 200, "it is no compelled report"
