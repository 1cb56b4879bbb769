"""The whole job in a real browser, as the people who do it.

Intake records a complaint with two subjects and three allegations; the supervisor classifies it,
records the referral to the Inspector General and its return, and assigns; the investigator adds an
affidavit and exhibits, records declination and findings, and submits the report; the supervisor
approves, refers one subject and codes the other; labor relations runs the action to its end; both
sides sign the closing; the reports show all of it. Time passes between the steps.
"""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from jicms.auth.models import Agency
from jicms.people.models import Employment, Person
from tests.browser import discipline_steps as steps
from tests.browser.walking import Walk, day, mark, today

pytestmark = pytest.mark.browser

SUBJECTS = (("Garrick", "Dunmoor", "4410-2276"), ("Mireille", "Tansley", "4410-2277"))


@pytest.fixture
def directory(acting):
    """Two employees of the agency."""
    with acting() as session:
        agency = session.scalar(select(Agency).where(Agency.code == "CBP"))
        for given, family, number in SUBJECTS:
            person = Person(
                kind_code="EMPLOYEE",
                given_name=given,
                family_name=family,
                search_name=f"{given} {family}".lower(),
                employee_number=number,
                agency_id=agency.id,
            )
            session.add(person)
            session.flush()
            session.add(
                Employment(
                    person_id=person.id,
                    valid_from=date(2019, 3, 4),
                    title="CBP Officer",
                    series="1895",
                    grade="12",
                    duty_location="Port of Alder Bend",
                    program_office="Field Operations",
                    is_law_enforcement=True,
                )
            )


@pytest.fixture
def walk(enter, directory):
    return Walk(enter)


def record(walk):
    walk.as_("intake.ia")
    walk.person.go("/intake/new")
    for given, family, number in SUBJECTS:
        walk.fill(find=number)
        walk.press("Search people")
        walk.press(f"Choose {given} {family}")
    walk.fill(identity="OPEN", kind="TRAVELER_PUBLIC", reporter="Odalys Brennek")
    walk.choose("method", "hotline")
    walk.fill(
        received_on=day(today()),
        received_at="12:05 a.m.",
        incident_from=day(today() - timedelta(days=20)),
        place="Port of Alder Bend",
        narrative="Caller says the officer knew her new address, which she had told nobody.",
    )
    if walk.page.locator("[name='title']").count():
        walk.fill(title="Queries of a former partner")
    for n, code in enumerate(("IT-02", "IT-03", "IT-05")):
        if n:
            walk.press("Add another allegation")
        # The page goes on in the box that one types in: leaving it would take the choice back.
        walk.page.evaluate("document.activeElement.blur()")
        walk.page.locator(f"[name='allegations-{n}-code']").select_option(code, force=True)
    walk.press("Check for duplicates")
    for n, subject in enumerate((0, 0, 1)):
        boxes = walk.page.locator(f"[name='allegations-{n}-subjects']")
        for place in range(boxes.count()):
            mark(boxes.nth(place), place == subject)
    walk.choose("case_type", "Administrative")
    walk.person.look("intake")
    walk.press("Record intake")
    walk.number = re.search(r"/cases/(\d+)", walk.page.url).group(1)
    walk.person.look("case-summary-intake")


def classify_and_assign(walk):
    walk.as_("supervisor.ia")
    walk.person.look("my-work-supervisor")
    walk.person.go("/intake/triage")
    walk.person.look("triage-queue")
    walk.go("/triage")
    walk.person.look("triage-case")
    walk.press("Begin triage")
    walk.go("/classify")
    walk.choose("class_code", "Class 1")
    walk.fill(reason="Misuse of a law-enforcement database, with disclosure.")
    walk.save("classify")
    walk.go("/oig/new")
    walk.tick("Allegation")
    walk.fill(sent_on=day(today()), oig_number="I26-0417")
    walk.save("oig-new")
    walk.page.get_by_role("link", name=re.compile("answer", re.IGNORECASE)).first.click()
    walk.fill(status="RETURNED_FOR_ACTION", answered_on=day(today()))
    walk.mark_all("returned")
    walk.save("oig-answer")
    walk.go("/investigation/assign")
    walk.choose("type", "Administrative")
    walk.choose("lead", "Renquist")
    walk.choose("reviewer", "Vasterling")
    walk.save("assign")


def investigate(walk, tmp_path):
    paper = tmp_path / "affidavit.txt"
    paper.write_text("I, Hollis Tavener, say under oath that the log is mine.")
    walk.as_("investigator.ia")
    walk.person.look("my-work-investigator")
    walk.go("/investigation")
    walk.person.look("investigation-assigned")
    walk.press("Open")
    walk.go("/evidence/statements/new")
    walk.choose("kind_code", "Affidavit")
    walk.choose("giver", "Tansley")
    walk.fill(
        taken_on=day(today()),
        began="12:10 a.m.",
        place="Port of Alder Bend",
        oath_administrator="Tobias Renquist",
        file=str(paper),
    )
    walk.save("statement-new")
    walk.go("/evidence/items/new")
    walk.pick("kind_code", 1)
    walk.fill(
        description="Audit extract of the queries",
        collected_on=day(today()),
        collected_time="12:12 a.m.",
        location="Evidence room",
        file=str(paper),
    )
    walk.save("item-new")
    walk.go("/evidence")
    walk.person.look("evidence")
    walk.go("/prosecution/new")
    walk.choose("party", "Dunmoor")
    walk.choose("level_code", "Federal")
    walk.choose("status", "Referred")
    walk.fill(on=day(today()), office="U.S. Attorney’s Office")
    walk.save("prosecution-new")
    walk.go("/prosecution/1/step")
    walk.choose("status", "Declined")
    walk.fill(on=day(today()), note="By telephone, confirmed in writing.")
    walk.pick("declination_code", 1)
    walk.pick("is_written", 1)
    walk.save()
    walk.go("/prosecution")
    walk.person.look("prosecution")
    for label, finding in (
        ("1.1", "SUBSTANTIATED"),
        ("2.1", "UNSUBSTANTIATED"),
        ("3.1", "UNFOUNDED"),
    ):
        walk.go(f"/allegations/{label}")
        walk.fill(code=finding, reasons="The audit extract and the affidavit agree.")
        if label == "1.1":
            walk.person.look("allegation-finding")
        walk.press("Save finding")


def report(walk):
    walk.go("/investigations/1/report")
    walk.fill(type_code="INVESTIGATIVE_FINDINGS")
    walk.fill(
        title="Queries of a former partner",
        synopsis="37 queries without a linked inspection.",
    )
    walk.save("report-new")
    for section in ("predication", "narrative-1", "narrative-2", "narrative-3"):
        walk.go(f"/reports/1/sections/{section}")
        walk.fill(text="The audit extract and the affidavit agree.")
        walk.save("report-section" if section == "predication" else "")
    for n in (1, 2):
        walk.go("/reports/1/exhibits/new")
        walk.pick("source", n)
        walk.fill(description=f"Exhibit {n}", pages="1")
        walk.save()
    walk.go("/reports/1")
    walk.person.look("report")
    walk.press("Submit")


def approve_and_refer(walk):
    walk.as_("supervisor.ia")
    walk.person.go("/review")
    walk.person.look("review-inbox")
    walk.go("/reports/1/approve")
    walk.save("report-approve")
    walk.go("/refer")
    walk.tick("Garrick Dunmoor")
    walk.choose("report", "Report 001")
    walk.mark_all("exhibits")
    walk.save("refer")
    walk.go("/discipline")
    row = walk.page.locator("tr", has_text="Tansley")
    walk.page.goto(walk.person.address + row.locator("a[href$='/code']").get_attribute("href"))
    walk.pick("outcome_code", 1)
    walk.fill(reason="Unfounded: nothing to adjudicate.")
    walk.save()
    walk.go("/discipline")
    walk.person.look("case-discipline-ia")


def propose(walk):
    walk.as_("specialist.ler")
    walk.person.look("my-work-specialist")
    walk.person.go("/discipline")
    walk.person.look("discipline-queue")
    steps.accept(walk)
    steps.cover(walk, "SUSPENSION_1_14", look="coverage")
    steps.charge(
        walk,
        "Misuse of a law-enforcement database",
        "37 queries between January and May.",
        look="charge",
    )
    walk.person.look("charges")
    steps.propose(walk, "SUSPENSION_1_14", look="proposal", days="10")
    steps.serve(walk, "NOTICE_B", look="notice", answer_days=1)
    walk.go("/actions/1")
    walk.person.look("action")


def answer_and_decide(walk):
    steps.answer(walk, look="answer")
    official = walk.as_("official2.cbp")
    official.look("my-work-official")
    official.go("/packages")
    official.look("packages")
    official.go(f"/packages/{walk.number}/1")
    official.look("package")
    assert (
        official.go(f"/cases/{walk.number}/log").title().startswith(("Page not found", "Your role"))
    )
    steps.decide(
        walk,
        "SUSPENSION_1_14",
        effective=today() + timedelta(days=2),
        look="decision",
        days="5",
        differs=True,
    )
    steps.serve_decision(walk, "DECISION_B")


def finish(walk, later):
    later(days=3)
    steps.take_effect(walk)
    later(days=60)
    walk.as_("supervisor.ler")
    walk.go("/actions/1/final")
    walk.save("final")
    walk.go("/actions/1")
    walk.person.look("action-final")
    walk.go("/close")
    walk.pick("closure_code", 1)
    walk.save("close-lr")
    walk.as_("supervisor.ia")
    walk.go("/close")
    walk.pick("closure_code", 1)
    walk.save("close-ia")
    walk.go("")
    walk.person.look("case-closed")
    assert "Closed" in walk.page.locator(".facts").inner_text()


def reports(walk):
    keys = (
        "allegations-by-category",
        "cases-by-status",
        "intake-methods",
        "discipline-by-action",
        "findings",
        "timeliness",
        "repeat-subjects",
        "data-quality",
    )
    walk.person.go("/reports")
    walk.person.look("reports")
    found = {}
    for key in keys:
        walk.person.go(f"/reports/{key}")
        walk.person.look(f"report-{key}")
        found[key] = walk.page.locator("main").inner_text()
    assert "Query for personal reasons" in found["allegations-by-category"]
    assert "Substantiated" in found["findings"]
    assert "Suspension" in found["discipline-by-action"]
    walk.person.go(f"/search?q={walk.number}")
    assert walk.page.url.endswith(f"/cases/{walk.number}")
    walk.person.go("/cases")
    walk.person.look("cases")


def test_the_whole_job(walk, later, tmp_path):
    record(walk)
    classify_and_assign(walk)
    investigate(walk, tmp_path)
    report(walk)
    approve_and_refer(walk)
    later(days=1)
    propose(walk)
    later(days=2)
    answer_and_decide(walk)
    finish(walk, later)
    reports(walk)
