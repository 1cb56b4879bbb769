"""Two supervisors at once: a case is not sent away and given back to the desk in one moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from sqlalchemy import select

from jicms.auth.models import Office
from jicms.cases.models import Case, CaseStatus
from jicms.core.errors import Denied, RuleBroken
from jicms.intake.models_returns import DeskReturn
from jicms.intake.service import returning
from jicms.routing import transfers
from jicms.routing.models import CaseTransfer
from tests.factories import cases


def send(session, case):
    office = session.scalars(select(Office).where(Office.code == "OPR")).one()
    transfers.send(case, actor=session.info["actor"], office=office, reason="Theirs")


def give_back(session, case):
    returning.return_to_desk(case, actor=session.info["actor"], missing="The shift")


@pytest.mark.parametrize(("first", "second"), [(send, give_back), (give_back, send)])
def test_who_comes_second_sees_what_the_first_did(acting, reading, first, second):
    with acting() as session:
        number = cases.case(session, status=CaseStatus.TRIAGE).number
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
        made = [len(session.scalars(select(each.id)).all()) for each in (DeskReturn, CaseTransfer)]
        assert sum(made) == 1
