"""The steps of labor relations and the officials in a browser, for every walk that takes them."""

import re
from datetime import date, timedelta

from tests.browser.walking import day, today
from tests.factories import letters

#: The least that stands between a notice and its decision, in the walks.
WEIGHT = "NEUTRAL"


def accept(walk):
    """A specialist takes the subject that was sent."""
    walk.as_("specialist.ler")
    walk.go("/discipline")
    walk.page.get_by_role("link", name=re.compile("accept", re.IGNORECASE)).first.click()
    walk.choose("specialist", "Whitmarsh")
    walk.save()


def cover(walk, considered, *, look=""):
    """Competitive service, past probation."""
    walk.go("/actions/1/coverage")
    walk.fill(considered=considered, service="COMPETITIVE", serving_since="03/02/2015")
    walk.save(look)


def charge(walk, title, text, *, look=""):
    """One charge with one specification."""
    walk.go("/actions/1/charges/new")
    walk.pick("finding", 1)
    walk.fill(title=title, text=text, incident_from=day(today() - timedelta(days=90)))
    walk.save(look)


def weigh_proposal(walk, *, look=""):
    """official.cbp weighs the twelve factors in his package, before he proposes."""
    walk.go("/actions/1/officials")
    walk.choose("proposing", "Hespeler")
    walk.save()
    walk.as_("official.cbp")
    walk.person.go(f"/packages/{walk.number}/1/worksheet")
    for n in range(1, 13):
        walk.fill(**{f"weight_{n}": WEIGHT, f"text_{n}": f"Proposed for factor {n}."})
    walk.save(look)
    walk.as_("specialist.ler")


def analyze(walk, *, look=""):
    """Labor relations' own analysis."""
    walk.go("/actions/1/analysis")
    walk.fill(done_on=day(today()), recommends="PROPOSE", text="The findings support the charge.")
    walk.save(look)


def propose(walk, penalty, *, look="", **more):
    """The proposal of official.cbp, to be decided by official2.cbp. What counsel reviews, labor
    relations has analyzed."""
    if "legal_review_on" in more:
        analyze(walk, look="analysis" if look else "")
        weigh_proposal(walk, look="proposing-worksheet" if look else "")
    walk.go("/actions/1/proposal")
    walk.choose("proposing", "Hespeler")
    walk.fill(action_type_code=penalty)
    walk.fill(proposed_on=day(today()), reason="It touches the core of the duties.", **more)
    walk.save(look)
    walk.go("/actions/1/officials")
    walk.choose("deciding", "Ansbach")
    walk.save()


def reviewed():
    """Counsel's review of what subpart D proposes."""
    return {"legal_review_on": day(today()), "legal_review_by": "W. Stroud"}


def letter(walk, kind, *, look="", **more):
    """Write a letter, make it, and bind the signed one."""
    walk.go(f"/actions/1/letters/new/{kind}")
    for name, value in {**letters.FACTS, "letter_date": today(), **more}.items():
        if walk.page.locator(f"[name='{name}']").count():
            told = day(value) if isinstance(value, date) else str(value)
            walk.fill(**{name: told})
    walk.save(look)
    at = walk.page.url
    walk.press("Make the letter")
    drawn = walk.page.context.request.get(f"{at}/versions/1/pdf").body()
    walk.page.goto(f"{at}/signed")
    walk.pick("made_from", 1)
    walk.fill(file={"name": "signed.pdf", "mimeType": "application/pdf", "buffer": drawn})
    walk.save()
    if look:
        walk.person.look("letter")


def serve(walk, kind, *, look="", answer_days=14, **facts):
    """The notice is written, signed and in the employee's hand."""
    letter(walk, kind, look="letter-details" if look else "", answer_days=answer_days, **facts)
    walk.go("/actions/1/notice")
    walk.pick("method_code", 1)
    walk.fill(received_on=day(today()), received_time="12:20 a.m.", proof="Signed for.")
    if walk.page.locator("[name='material_with_notice']").count():
        walk.fill(material_with_notice=True)
    walk.save(look)


def answer(walk, *, look=""):
    """A written answer."""
    walk.as_("specialist.ler")
    walk.go("/actions/1/answer")
    walk.fill(
        kind="WRITTEN",
        received_on=day(today()),
        received_time="12:30 a.m.",
        channel="EMAIL",
        submitted_by="EMPLOYEE",
        summary="Admits the queries, says that nothing was passed on.",
    )
    walk.save(look)


def weigh(walk, *, look=""):
    """The deciding official weighs the twelve factors, from the package alone."""
    walk.as_("official2.cbp")
    walk.person.go(f"/packages/{walk.number}/1/worksheet")
    for n in range(1, 13):
        walk.fill(**{f"weight_{n}": WEIGHT, f"text_{n}": f"Reasons for factor {n}."})
    walk.save(look)


def decide(walk, penalty, *, effective, differs=False, look="", **more):
    """The specialist records what the deciding official signed."""
    walk.as_("specialist.ler")
    walk.go("/actions/1/decision")
    walk.fill(action_type_code=penalty)
    walk.mark_all("sustained")
    walk.fill(
        decided_on=day(today()),
        effective_on=day(effective),
        reason="Rehabilitation potential.",
        **more,
    )
    if differs:
        walk.pick("outcome_reason_code", 1)
    walk.save(look)


def serve_decision(walk, kind):
    """The decision is written, signed and in the employee's hand."""
    letter(walk, kind)
    walk.go("/actions/1/decision-service")
    walk.pick("method_code", 1)
    walk.fill(received_on=day(today()), received_time="12:40 a.m.", proof="Signed for.")
    walk.save()


def take_effect(walk):
    """In effect."""
    walk.as_("specialist.ler")
    walk.go("/actions/1/effective")
    walk.save()


def make_final(walk):
    """Final; the supervisor says so."""
    walk.as_("supervisor.ler")
    walk.go("/actions/1/final")
    walk.save()


def reported(walk, wanted):
    """The report counts each penalty at its stages: `{"Removal": "1 0 0"}`, proposed, decided,
    final."""
    walk.as_("supervisor.ler")
    walk.person.go("/reports/discipline-by-action")
    for label, figures in wanted.items():
        row = walk.page.locator("tbody tr", has_text=label).first
        said = [cell.inner_text().strip() for cell in row.locator("td").all()]
        assert figures.split() == [word for word in said if word.isdigit()][:3], (label, said)
