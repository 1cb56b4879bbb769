"""How many statements a page costs does not grow with its rows."""

import pytest
from sqlalchemy import select

from jicms.auth.models import User
from jicms.cases.models import GrantKind, PartyRole
from tests.factories import cases

LIST_LIMIT, PAGE_LIMIT = 8, 12


def fill(acting, number):
    with acting() as session:
        lead = session.scalar(select(User).where(User.username == "investigator.ia"))
        made = []
        for _ in range(number):
            case = cases.case(session, lead_user_id=lead.id, status="OPEN")
            cases.party(session, case, role=PartyRole.SUBJECT, account="official.cbp")
            cases.party(session, case, role=PartyRole.SUBJECT)
            cases.grant(session, case, user="investigator.ia", kind=GrantKind.ASSIGNMENT)
            for _line in range(min(number, 10)):
                cases.log(session, case)
            made.append(case.number)
    return made


def count_of(client, statements, url):
    assert client.get(url).status_code == 200, "warms what is kept in memory"
    with statements() as seen:
        answer = client.get(url)
    assert answer.status_code == 200
    return len(seen), seen


@pytest.mark.parametrize("rows", [1, 50])
@pytest.mark.parametrize("username", ["supervisor.ia", "investigator.ia"])
def test_the_list(acting, sign_in, statements, rows, username):
    fill(acting, rows)
    client = sign_in(username)
    for query in ("", "?sort=clock&state=open&words=Test&due=30"):
        number, seen = count_of(client, statements, f"/cases{query}")
        assert number <= LIST_LIMIT, "\n\n".join(seen)


@pytest.mark.parametrize("rows", [1, 50])
@pytest.mark.parametrize("username", ["supervisor.ia", "investigator.ia", "intake.ia"])
def test_the_case_page(acting, sign_in, statements, rows, username):
    made = fill(acting, rows)
    number, seen = count_of(sign_in(username), statements, f"/cases/{made[-1]}")
    assert number <= PAGE_LIMIT, "\n\n".join(seen)


def test_the_page_of_people_does_not_grow_with_them(acting, sign_in, statements):
    numbers = []
    for extra in (1, 12):
        with acting() as session:
            case = cases.case(session)
            for _ in range(extra):
                cases.party(session, case, role=PartyRole.WITNESS, account="official.cbp")
            made = case.number
        client = sign_in("supervisor.ia")
        numbers.append(count_of(client, statements, f"/cases/{made}/people")[0])
    assert numbers[0] == numbers[1]


def test_my_work_does_not_grow_with_the_cases(acting, sign_in, statements):
    numbers = []
    for rows in (1, 30):
        fill(acting, rows)
        numbers.append(count_of(sign_in("supervisor.ia"), statements, "/")[0])
    assert numbers[0] == numbers[1]
