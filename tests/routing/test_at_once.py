"""Two supervisors at once: a case that is sent away is not decided in the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from sqlalchemy import select

from jicms.allegations.models import Allegation
from jicms.auth.models import Office
from jicms.cases.models import Case, CaseStatus
from jicms.core import clock
from jicms.core.errors import Denied, RuleBroken
from jicms.intake.models import OigExigency, OigReferral
from jicms.intake.models_returns import DeskReturn
from jicms.intake.service import oig, returning, triage
from jicms.routing import transfers
from jicms.routing.models import CaseTransfer
from tests.factories import allegations, cases

MADE = (DeskReturn, CaseTransfer, OigReferral, OigExigency)


def send(session, case):
    office = session.scalars(select(Office).where(Office.code == "OPR")).one()
    transfers.send(case, actor=session.info["actor"], office=office, reason="Theirs")


def give_back(session, case):
    returning.return_to_desk(case, actor=session.info["actor"], missing="The shift")


def accept(session, case):
    triage.accept(case, actor=session.info["actor"], note="Ours")


def refer(session, case):
    rows = session.scalars(select(Allegation).where(Allegation.case_id == case.id)).all()
    actor, today = session.info["actor"], clock.today("America/New_York")
    oig.refer_to_oig(case, actor=actor, allegations=rows, sent_on=today)


def start(session, case):
    rows = session.scalars(select(Allegation).where(Allegation.case_id == case.id)).all()
    oig.start_exigently(
        case, actor=session.info["actor"], allegations=rows, reason="Footage is erased"
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [(send, give_back), (give_back, send), (send, accept), (send, refer), (send, start)],
)
def test_who_comes_second_sees_what_the_first_did(acting, reading, first, second):
    with acting() as session:
        case = cases.case(session, status=CaseStatus.TRIAGE)
        allegations.allegation(session, case, code="COR-01" if second is start else "IT-01")
        number = case.number
    read = Event()

    def wait_for_the_first():
        with acting("head.ia") as session:
            case = session.scalar(select(Case).where(Case.number == number))
            read.set()
            second(session, case)

    with ThreadPoolExecutor(1) as pool:
        with acting("supervisor.ia") as session:
            first(session, session.scalars(select(Case).where(Case.number == number)).one())
            waits = pool.submit(wait_for_the_first)
            read.wait(1)  # on SQLite it waits for us from its start
        with pytest.raises((RuleBroken, Denied)):
            waits.result()
    with reading() as session:
        made = [len(session.scalars(select(each.id)).all()) for each in MADE]
        assert sum(made) == 1
