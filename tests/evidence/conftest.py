"""What the tests of this package share."""

import pytest

from jicms.cases.models import CaseStatus, PartyRole
from jicms.investigations.models import InvestigationType
from tests.factories import allegations, cases, files
from tests.factories.investigations import investigation
from tests.support.counting import statements

__all__ = ["statements"]


@pytest.fixture
def upload():
    """Take a file in: `upload(b"...", name="x.pdf")`, inside an open transaction."""
    return files.upload


@pytest.fixture
def number(acting):
    """An administrative and a criminal investigation of one case, each with its own people."""
    with acting() as session:
        case = cases.case(session, status=CaseStatus.TRIAGE)
        subject = cases.party(session, case, role=PartyRole.SUBJECT, description="First officer")
        cases.party(session, case, role=PartyRole.WITNESS, description="Clerk")
        allegations.allegation(session, case, subject, code="WRK-01")
        investigation(session, case)
        investigation(
            session,
            case,
            type=InvestigationType.CRIMINAL,
            lead="investigator2.ia",
            reviewer="head.ia",
        )
        return case.number
