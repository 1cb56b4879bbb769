"""My work of the roles that have no queue: what they do today, or what the role is for."""

import pytest

from jicms.cases.models import CaseStatus, GrantKind
from tests.factories import cases
from tests.factories.world import world

NOTHING = "Nothing waits for you"


@pytest.mark.parametrize(
    ("username", "said"),
    [
        ("custodian.ia", "Items recorded lately"),
        ("counsel.cbp", "Your role: Counsel"),
        ("records", "Your role: Records officer"),
        ("auditor", "Refused in 24 hours"),
        ("security", "Person links"),
        ("admin", "Administration"),
    ],
)
def test_every_role_finds_something_to_begin_with(sign_in, username, said):
    page = sign_in(username).get("/").text
    assert said in page
    assert NOTHING not in page


def test_the_custodian_sees_the_items_of_the_own_office_alone(acting, sign_in):
    with acting() as session:
        mine, theirs = world(session, n=3), world(session, office="OPR", n=4)
        number, hidden = mine.case.number, theirs.case.number
    page = sign_in("custodian.ia").get("/").text
    assert f"{number}-E0003" in page
    assert hidden not in page


def test_counsel_sees_the_cases_that_were_given(acting, sign_in):
    with acting() as session:
        case, other = (cases.case(session, status=CaseStatus.OPEN) for _ in range(2))
        cases.grant(session, case, user="counsel.cbp", kind=GrantKind.PACKAGE)
        number, hidden = case.number, other.number
    page = sign_in("counsel.cbp").get("/").text
    assert number in page
    assert hidden not in page


def test_the_auditor_counts_what_was_refused_today(sign_in):
    assert sign_in("investigator.ia").get("/admin").status_code == 403
    page = sign_in("auditor").get("/").text
    assert ">1</b>Refused in 24 hours" in page
