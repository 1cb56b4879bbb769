"""Two people at one report, or one interview, in the same moment."""

from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from sqlalchemy import select

from jicms.core.errors import TransitionRefused
from jicms.evidence import service
from jicms.evidence.models import EvidenceItem, Exhibit
from jicms.interviews.models import Interview, WarningGiven
from jicms.investigations import service as investigations
from jicms.investigations.models import Report
from tests.factories.evidence import SYSTEM, item, party, the_investigation
from tests.factories.interviews import planned, warned
from tests.factories.investigations import report


def one_after_the_other(acting, model, first, second):
    """`second` reads the row, and begins, before what `first` did to it is committed."""

    def wait_for_the_first():
        with acting("investigator.ia") as session:
            row = session.scalars(select(model)).one()
            getattr(row, "warnings", None)
            second(session, row)

    with ThreadPoolExecutor(1) as pool:
        with acting("investigator.ia") as session:
            first(session, session.scalars(select(model)).one())
            waits = pool.submit(wait_for_the_first)
            wait([waits], timeout=0.5)  # it goes as far as it may before we commit
        waits.result()


def submit(_session, row):
    investigations.submit_report(row, actor=SYSTEM)


def add(session, row):
    found = session.scalars(select(EvidenceItem)).first()
    service.add_exhibit(row, actor=SYSTEM, description="The log", item=found)


def remove(session, _row):
    service.remove_exhibit(session.scalars(select(Exhibit)).one(), actor=SYSTEM)


@pytest.mark.parametrize("change", [add, remove])
def test_no_exhibit_joins_or_leaves_a_report_that_is_being_submitted(
    acting, reading, number, change
):
    with acting("investigator.ia") as session:
        made = report(session, the_investigation(session))
        found = item(session, number)
        service.add_exhibit(made, actor=SYSTEM, description="The first", item=found)
    with pytest.raises(TransitionRefused, match="can’t change"):
        one_after_the_other(acting, Report, submit, change)
    with reading() as session:
        assert session.scalars(select(Exhibit.n)).all() == [1]


def test_warnings_recorded_in_the_same_moment_are_numbered_one_after_the_other(
    acting, reading, number
):
    with acting("investigator.ia") as session:
        planned(the_investigation(session), party(session, 2), warning="GARRITY_BECKWITH")

    def warn(_session, row):
        warned(row)

    one_after_the_other(acting, Interview, warn, warn)
    with reading() as session:
        assert sorted(session.scalars(select(WarningGiven.n))) == [1, 2]
