"""The two teams of one case in every channel: what was compelled, and what a grand jury heard.

The word of each secret stands in every record of it; a channel shows the word, or the record's key,
to whoever may read it, and nothing of it to the other side.
"""

from datetime import timedelta

import pytest
from sqlalchemy import select

from jicms.cases import service as case_service
from jicms.cases.handling import Handling
from jicms.cases.models import CaseStatus, GrantKind, GrantLevel, LogEntry, LogKind, PartyRole
from jicms.core import clock
from jicms.evidence import service
from jicms.evidence.models import EvidenceItem, Statement
from jicms.interviews.models import Interview
from jicms.investigations.models import InvestigationType
from tests.api.conftest import program
from tests.factories import accounts, allegations, cases
from tests.factories.evidence import item, party, statement, the_case, the_investigation
from tests.factories.files import upload
from tests.factories.interviews import held, planned
from tests.factories.investigations import investigation, report, user

__all__ = ["program"]

ADMINISTRATIVE = ("investigator.ia", "supervisor.ia")
CRIMINAL = ("investigator2.ia", "head.ia")
#: The custodian keeps compelled items, without the rest of the case.
CUSTODIAN = "custodian.ia"
OTHERS = ("supervisor.ler", "specialist.ler", "intake.ia", "auditor")
SAID, HEARD = "Zebrafish", "Quokka"

#: Where the compelled secret shows to the administrative side, and by what words.
COMPELLED = {
    "evidence list": ("/cases/{n}/evidence", SAID),
    "statement page": ("/cases/{n}/evidence/statements/1", SAID),
    "statement file": ("/cases/{n}/evidence/statements/1/file", SAID),
    "derived item": ("/cases/{n}/evidence/items/1", SAID),
    "derived item's file": ("/cases/{n}/evidence/items/1/file", SAID),
    "chain": ("/cases/{n}/evidence/derived", SAID),
    "report that holds it": ("/cases/{n}/reports/1", SAID),
    "report printed": ("/cases/{n}/reports/1/print", SAID),
    "investigation tab": ("/cases/{n}/investigation", SAID),
    "interview list": ("/cases/{n}/interviews", SAID),
    "interview page": ("/cases/{n}/interviews/1", SAID),
    "signed warning": ("/cases/{n}/interviews/1/warning/1/file", "signed"),
    "calendar": ("/calendar?month={month}&who=all", "Interview I02"),
    "log": ("/cases/{n}/log", SAID),
    "timeline": ("/cases/{n}/timeline", "S01 recorded"),
    "summary": ("/cases/{n}", SAID),
    "case sheet": ("/cases/{n}/sheet", SAID),
    "search": ("/search?q=" + SAID, "kept apart"),
    "statement form": ("/cases/{n}/evidence/statements/new?interview=1", "I01"),
}
#: Where nothing of it shows to anybody.
NOWHERE = {
    "case list exported": "/cases/export/csv",
    "figures": "/reports/cases-by-status.csv",
    "notices": "/notices",
    "people": "/cases/{n}/people",
    "clocks": "/cases/{n}/clocks",
}
#: Where grand jury material shows to those whom it names.
GRAND_JURY = {
    "evidence list": "/cases/{n}/evidence",
    "item page": "/cases/{n}/evidence/items/2",
    "item file": "/cases/{n}/evidence/items/2/file",
}


@pytest.fixture
def number(acting):
    """The case of both teams with both secrets in it, and a referral office that a grant names."""
    with acting() as session:
        case = cases.case(session, status=CaseStatus.TRIAGE)
        subject = cases.party(session, case, role=PartyRole.SUBJECT, description="First officer")
        allegations.allegation(session, case, subject, code="WRK-01")
        investigation(session, case)
        criminal = {"lead": "investigator2.ia", "reviewer": "head.ia"}
        investigation(session, case, type=InvestigationType.CRIMINAL, **criminal)
        number = case.number
    with acting("investigator.ia") as session:
        _compelled(session, number)
    with acting("investigator2.ia") as session:
        listed = [user(session, "head.ia")]
        heard = item(
            session,
            number,
            name="investigator2.ia",
            description=f"{HEARD} transcript",
            file=upload(f"{HEARD} in court.".encode()),
            handling=int(Handling.GRAND_JURY),
            named=listed,
        )
        line = case_service.add_log(
            the_case(session, number),
            actor=accounts.actor_of("investigator2.ia"),
            kind=LogKind.NOTE,
            text=f"{HEARD} heard on Monday",
            occurred_at=clock.now(),
        )
        line.handling = int(Handling.GRAND_JURY)
        keys = [heard.id, line.id]
    with acting() as session:
        for name in ("LER", "head.ia"):
            whom = {"office": name} if name == "LER" else {"user": name}
            grant = cases.grant(
                session,
                the_case(session, number),
                kind=GrantKind.SHARE,
                level=GrantLevel.ITEMS,
                **whom,
            )
            for model, key in zip((EvidenceItem, LogEntry), keys, strict=True):
                cases.name_item(session, grant, session.get(model, key))
    return number


def _compelled(session, number):
    actor, case = accounts.actor_of("investigator.ia"), the_case(session, number)
    of = the_investigation(session)
    interview = held(session, case, party(session), place=f"{SAID} room")
    planned(of, party(session), at=clock.now() + timedelta(days=2))
    said = statement(
        session,
        number,
        n=1,
        warning_code="KALKINES",
        interview=interview,
        text=f"{SAID} was said.",
        file=upload(f"{SAID} on paper.".encode(), "said.txt"),
    )
    thing = item(
        session,
        number,
        description=f"{SAID} telephone",
        file=upload(f"{SAID} image.".encode(), "image.txt"),
    )
    line = case_service.add_log(
        case,
        actor=actor,
        kind=LogKind.NOTE,
        text=f"{SAID} kept apart",
        occurred_at=clock.now(),
    )
    session.flush()
    told = {"actor": actor, "reason": f"{SAID}: asked for it"}
    service.mark_derived(thing, source=said, **told)
    service.mark_derived(line, source=thing, **told)
    wrote = report(session, of, title=f"{SAID} report", synopsis=f"{SAID} found")
    service.add_exhibit(wrote, actor=actor, description=f"{SAID} exhibit", statement=said)


def page(client, path, number):
    month = f"{clock.local_date(clock.now() + timedelta(days=2), 'America/New_York'):%Y-%m}"
    answer = client.get(path.format(n=number, month=month), follow_redirects=True)
    # What was typed into the address comes back in the search box.
    return answer.text.replace(f'value="{SAID}"', "").replace(f"q={SAID}", "")


def test_what_was_compelled_shows_to_the_administrative_side_alone(sign_in, number):
    for name in ADMINISTRATIVE:
        client = sign_in(name)
        for channel, (path, words) in COMPELLED.items():
            assert words in page(client, path, number), f"{name}: {channel}"
    for name in (*CRIMINAL, *OTHERS):
        client = sign_in(name)
        for channel, (path, _words) in COMPELLED.items():
            text = page(client, path, number)
            assert f"{SAID} " not in text, f"{name}: {channel}"
            assert "Interview I0" not in text, f"{name}: {channel}"
            assert "S01" not in text, f"{name}: {channel}"
        assert f"{SAID} " not in page(client, "/", number), f"{name}: my work"
    for name in (*ADMINISTRATIVE, *CRIMINAL):
        client = sign_in(name)
        for channel, path in NOWHERE.items():
            assert f"{SAID} " not in page(client, path, number), f"{name}: {channel}"
        assert number not in client.get(f"/cases/export/csv?words={SAID}").text, name


def test_grand_jury_material_shows_to_those_listed_and_is_never_found(sign_in, number):
    for name in CRIMINAL:
        client = sign_in(name)
        for channel, path in GRAND_JURY.items():
            assert HEARD in page(client, path, number), f"{name}: {channel}"
        assert f"{HEARD} heard" not in page(client, f"/search?q={HEARD}", number), name
    assert f"{HEARD} heard" in page(sign_in("head.ia"), "/cases/{n}/log", number)
    for name in (*ADMINISTRATIVE, *OTHERS, CUSTODIAN):
        client = sign_in(name)
        places = [*GRAND_JURY.values(), *(path for path, _ in COMPELLED.values())]
        for path in (*places, *NOWHERE.values(), f"/search?q={HEARD}"):
            assert f"{HEARD} " not in page(client, path, number), f"{name}: {path}"


def test_programs_and_the_trail_tell_neither_side(sign_in, program, number):
    paths = ("/api/v1/cases", f"/api/v1/cases/{number}", f"/api/v1/cases/{number}/parties")
    for name in (*ADMINISTRATIVE, *CRIMINAL):
        caller = program(name)
        for path in paths:
            text = caller.get(path).text
            assert SAID not in text, (name, path)
            assert HEARD not in text, (name, path)
        assert sign_in(name).get(f"/audit?case={number}").status_code == 403
    trail = sign_in("auditor").get(f"/audit?case={number}").text
    assert number in trail
    assert SAID not in trail
    assert HEARD not in trail


def test_the_tabs_count_what_each_side_sees(sign_in, reading, number):
    for name, interviews, statements in (
        ("investigator.ia", 2, 1),
        ("supervisor.ia", 2, 1),
        ("investigator2.ia", 0, 0),
        ("head.ia", 0, 0),
    ):
        with reading(name) as session:
            assert len(session.scalars(select(Interview)).all()) == interviews, name
            assert len(session.scalars(select(Statement)).all()) == statements, name


def test_the_table_of_marks_says_what_the_walls_do(sign_in):
    client = sign_in("specialist.ler")
    text = client.get("/help/handling-marks").text
    for words in ("Grand jury material", "Never found", "Compelled and tainted", "Never"):
        assert words in text
    assert text.count("Never found") == 1
    assert sign_in("auditor").get("/help/handling-marks").status_code == 403
