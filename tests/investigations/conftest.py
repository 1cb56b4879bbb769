"""What the tests of this package share."""

import pytest
from sqlalchemy import select

from jicms.allegations import queries as allegation_queries
from jicms.allegations import service as allegation_service
from jicms.cases.handling import Handling
from jicms.cases.models import CaseStatus
from jicms.evidence import service as evidence
from jicms.investigations import service
from jicms.investigations.models import Report
from jicms.investigations.sections import spot_of
from tests.factories import accounts, allegations, files
from tests.factories import evidence as evidence_factory
from tests.factories.investigations import investigation, report
from tests.support.counting import statements

__all__ = ["statements"]

ONE, TWO = "investigator.ia", "investigator2.ia"


def who(name):
    return accounts.actor_of(name)


@pytest.fixture
def upload():
    """Take a file in: `upload(b"...", name="x.pdf")`, inside an open transaction."""
    return files.upload


@pytest.fixture
def number(acting):
    """A case with two charges, and a report in sections begun by its team of two."""
    with acting() as session:
        case, _one, _two = allegations.against_two(session, code="WRK-01", status=CaseStatus.TRIAGE)
        made = investigation(session, case, team=(TWO,))
        report(session, made, body="")
        return case.number


@pytest.fixture
def at(number):
    """The address of the report."""
    return f"/cases/{number}/reports/1"


@pytest.fixture
def write(acting):
    """`write(predication="…")`: save sections as the lead."""

    def save(name=ONE, **texts):
        with acting(name) as session:
            made = session.scalar(select(Report))
            for key, text in texts.items():
                spot = spot_of(key.replace("_", "-"))
                found = service.section_at(made, spot)
                base = found.version if found else 0
                service.save_section(made, spot, actor=who(name), text=text, base=base)

    return save


@pytest.fixture
def approved(acting, number, write):
    """An approved report, in which the second item is for a list of its own."""
    write(predication='Told by #read("/etc/passwd").', narrative_1="# Steps\n\n- one\n\n> two")
    with acting(ONE) as session:
        made = session.scalar(select(Report))
        for place, handling in enumerate((0, Handling.SAR)):
            item = evidence_factory.item(
                session, number, description=f"Ledger {place}", handling=int(handling)
            )
            evidence.add_exhibit(
                made, actor=who(ONE), description=f"Ledger {place}", item=item, pages="1-3"
            )
        for m in (1, 2):
            allegation_service.record_finding(
                allegation_queries.charge_of(number, 1, m),
                actor=who(ONE),
                code="UNFOUNDED",
                reasons="The log shows it.",
            )
        service.submit_report(made, actor=who(ONE))
    with acting("supervisor.ia") as session:
        service.approve_report(session.scalar(select(Report)), actor=who("supervisor.ia"))
    return number
