"""No page of a case asks more often because there is more to show."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from jicms.access.actor import Actor
from jicms.cases.models import Case, CaseStatus, Party, PartyRole
from jicms.evidence import service
from jicms.investigations.models import Investigation, InvestigationType
from jicms.prosecution import service as prosecution
from tests.factories import accounts, allegations, cases
from tests.factories.files import upload
from tests.factories.investigations import investigation, report

SYSTEM = Actor.system("test")
TAKEN = datetime(2026, 11, 6, 15, 5, tzinfo=UTC)
PAGES = ("/evidence", "/documents", "/prosecution", "/investigation", "/reports/1", "")


@pytest.fixture
def number(acting):
    with acting() as session:
        case = cases.case(session, status=CaseStatus.TRIAGE)
        subject = cases.party(session, case, role=PartyRole.SUBJECT)
        allegations.allegation(session, case, subject, code="WRK-01")
        investigation(session, case)
        report(session, session.scalar(select(Investigation)))
        return case.number


def fill(session, number):
    """One more of everything."""
    case = session.scalar(select(Case).where(Case.number == number))
    subjects = select(Party).where(Party.role == PartyRole.SUBJECT).order_by(Party.id)
    subject = session.scalars(subjects).first()
    another = cases.party(session, case, role=PartyRole.SUBJECT, description="Another officer")
    allegations.allegation(session, case, another, code="COR-01")
    item = service.record_item(
        case,
        actor=SYSTEM,
        kind_code="DIGITAL_FILE",
        description="Extract",
        collected_at=TAKEN,
        file=upload(),
    )
    service.record_statement(
        case,
        actor=SYSTEM,
        kind_code="MEMO_OF_INTERVIEW",
        giver=cases.party(session, case, role=PartyRole.WITNESS),
        taken_at=TAKEN,
        file=upload(),
    )
    service.add_document(case, actor=SYSTEM, title="Letter", file=upload())
    of = session.scalar(select(Investigation).where(Investigation.n == 1)).reports[0]
    service.add_exhibit(
        of, actor=accounts.actor_of("investigator.ia"), description="Extract", item=item
    )
    prosecution.refer(
        case,
        actor=SYSTEM,
        party=subject,
        level_code="FEDERAL",
        office="U.S. Attorney",
        on=date(2026, 11, 5),
        file=upload(),
    )
    investigation(session, case, type=InvestigationType.INSPECTION)


@pytest.mark.parametrize("path", PAGES)
def test_statements_do_not_grow_with_rows(acting, sign_in, statements, number, path):
    client, counts = sign_in("investigator.ia"), []
    for more in (1, 3):
        with acting() as session:
            for _ in range(more):
                fill(session, number)
        counts.append(statements(lambda: client.get(f"/cases/{number}{path}")))
    assert counts[0] == counts[1], counts
