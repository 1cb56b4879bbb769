"""The daily e-mail: numbers and links alone, and nothing to whoever may not know."""

import pytest
from sqlalchemy import select

from jicms.audit.models import AuditEvent
from jicms.auth import service as auth
from jicms.auth.models import User
from jicms.cases.models import CaseStatus, GrantKind, PartyRole
from jicms.notices import service as notices
from tests.cases.conftest import found
from tests.factories import accounts, cases
from tests.notices.conftest import mailing_to
from tests.support.mail import smtp_server

ADDRESS = "tester@agency.example"


@pytest.fixture
def box(app):
    with smtp_server() as made, mailing_to(app, made):
        yield made


@pytest.fixture
def number(acting):
    """A case of which investigator.ia, who has an address, has a notice."""
    with acting() as session:
        case = cases.case(session, status=CaseStatus.OPEN, title="Cash count at dock 2")
        cases.grant(session, case, user="investigator.ia", kind=GrantKind.ASSIGNMENT)
        user = session.scalar(select(User).where(User.username == "investigator.ia"))
        user.email = ADDRESS
        tell(case, user.id)
        return case.number


def tell(case, user_id, event="CLASS_CHANGED"):
    about = notices.About("case_file", case.id)
    notices.tell(event, users=[user_id], about=about, case_id=case.id)


def run(app):
    return app.test_cli_runner().invoke(args=["notices", "digest"])


def test_a_letter_has_number_and_link_alone_and_is_sent_once(app, box, number, reading):
    assert "1 of 1 e-mails" in run(app).output
    ((receiver, text),) = box.letters
    assert receiver == ADDRESS
    body = text.partition("\n\n")[2]
    assert body.split() == [
        *(number, f"https://jicms.example/cases/{number}/classes"),
        *("All", "notices:", "https://jicms.example/notices"),
    ]
    assert "Cash" not in text
    assert "class" not in text.partition("\n\n")[0].lower().replace("class=", "")
    run(app)
    assert len(box.letters) == 1
    with reading() as session:
        rows = session.scalars(
            select(AuditEvent.detail).where(AuditEvent.event == "DIGEST_SENT")
        ).all()
        assert all(ADDRESS not in row and number not in row for row in rows)


@pytest.mark.parametrize("how", ["walled", "restricted", "deactivated", "refused", "no grant"])
def test_who_may_not_know_is_sent_nothing(app, acting, box, number, how):
    with acting() as session:
        case = found(session, number)
        user = session.scalar(select(User).where(User.username == "investigator.ia"))
        if how == "walled":
            cases.party(session, case, role=PartyRole.WITNESS, account="investigator.ia")
        elif how == "restricted":
            case.restricted = True
            cases.grant(session, case, user="investigator.ia", kind=GrantKind.NAMED)
        elif how == "deactivated":
            auth.deactivate(user, actor=session.info["actor"])
        elif how == "no grant":
            for row in session.scalars(select(cases.CaseGrant)):
                row.revoked_at = row.created_at
    if how == "refused":
        with acting("investigator.ia") as session:
            notices.choose(actor=session.info["actor"], in_app=["CLASS_CHANGED"], by_email=[])
    assert run(app).exit_code == 0
    assert box.letters == []


def test_a_restricted_case_is_left_out_of_a_letter_with_others(app, acting, box, number):
    with acting() as session:
        other = cases.case(session, status=CaseStatus.OPEN, restricted=True)
        cases.grant(session, other, user="investigator.ia", kind=GrantKind.NAMED)
        tell(other, accounts.actor_of("investigator.ia").user_id)
        hidden = other.number
    run(app)
    ((_, text),) = box.letters
    assert "JICMS: 1 notice\n" in text
    assert hidden not in text


def test_a_refused_address_keeps_nobody_else_waiting(app, acting, box, number):
    with acting() as session:
        other = session.scalar(select(User).where(User.username == "supervisor.ia"))
        other.email = "other@agency.example"
        tell(found(session, number), other.id)
    box.refused.add(ADDRESS)
    assert "1 of 2 e-mails" in run(app).output
    box.refused.clear()
    assert "1 of 1 e-mails" in run(app).output
    assert [receiver for receiver, _ in box.letters] == ["other@agency.example", ADDRESS]


def test_without_a_server_nothing_is_sent(app, number):
    assert "not set" in run(app).output
