"""Originals in the vault: listed for whoever may reveal, opened with a reason, recorded."""

import io

import pytest
from sqlalchemy import select

from jicms.audit.models import AuditEvent
from jicms.cases import service
from jicms.cases.models import IdentityMode, PartyRole
from jicms.cases.models_vault_files import VaultFile
from jicms.core.errors import Denied, RuleBroken
from jicms.files.service import ingest
from jicms.notices.models import Notice
from jicms.refdata.models import RevealReason
from tests.factories import accounts, cases

NAME = "Odalys Brennek, badge.txt"
CONTENT = b"I am Odalys."


@pytest.fixture
def number(acting):
    """A case of IA with a confidential complainant who handed over one file."""
    with acting() as session:
        case = cases.case(session, office="IA")
        party = cases.party(
            session, case, role=PartyRole.COMPLAINANT, identity_mode=IdentityMode.CONFIDENTIAL
        )
        party.alias = "Complainant A"
        session.flush()
        service.put_away(party, ingest(io.BytesIO(CONTENT), name=None, by=None), name=NAME)
        return case.number


def opened(client, number, **values):
    data = {"reason_code": "INTERVIEW", **values}
    return client.post(f"/cases/{number}/vault/1", data=data)


@pytest.fixture
def reason(acting):
    with acting() as session:
        return session.scalars(select(RevealReason.code)).first()


def test_a_supervisor_opens_it_with_a_reason(sign_in, number, reason, acting):
    client = sign_in("supervisor.ia")
    page = client.get(f"/cases/{number}/people").text
    assert f"/cases/{number}/people/1/vault" in page
    page = client.get(f"/cases/{number}/people/1/vault").text
    assert "V01" in page
    assert "Brennek" not in page
    assert "Brennek" not in client.get(f"/cases/{number}/vault/1").text
    answer = opened(client, number, reason_code="")
    assert answer.status_code == 422
    assert "Choose the reason" in answer.text
    answer = opened(client, number, reason_code=reason)
    assert answer.data == CONTENT
    assert f"{number}-V01" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"
    with acting() as session:
        seen = session.scalars(select(AuditEvent).where(AuditEvent.event == "IDENTITY_REVEALED"))
        (row,) = seen.all()
        assert (row.entity, reason in row.detail) == ("vault_file", True)
        told = session.scalars(select(Notice).where(Notice.event == "IDENTITY_REVEALED")).all()
        assert told, "the head of the office is told"


def test_the_name_is_shown_once_and_recorded(sign_in, number, reason, acting):
    answer = opened(sign_in("supervisor.ia"), number, reason_code=reason, show_name="1")
    assert answer.status_code == 200
    assert NAME in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    with acting() as session:
        assert "Brennek" not in " ".join(session.scalars(select(AuditEvent.detail)).all())
        assert "Brennek" not in session.scalars(select(VaultFile)).one().sealed


@pytest.mark.parametrize(
    ("username", "status"),
    [("intake.ia", 403), ("investigator.ia", 404), ("supervisor.opr", 404), ("auditor", 404)],
)
def test_nobody_else_does(sign_in, number, reason, username, status):
    client = sign_in(username)
    assert client.get(f"/cases/{number}/people/1/vault").status_code == status
    # Without the right the very row is out of scope: hidden and missing look alike.
    assert client.get(f"/cases/{number}/vault/1").status_code == 404
    assert opened(client, number, reason_code=reason).status_code == 404
    if status == 403:
        assert "/vault" not in client.get(f"/cases/{number}/people").text


def test_a_walled_supervisor_finds_nothing(sign_in, number, reason, acting):
    with acting() as session:
        row = session.scalars(select(VaultFile)).one()
        cases.party(session, row.case, role=PartyRole.WITNESS, account="supervisor.ia")
    client = sign_in("supervisor.ia")
    assert client.get(f"/cases/{number}/people/1/vault").status_code == 404
    assert opened(client, number, reason_code=reason).status_code == 404


def test_the_service_asks_again(acting, number, reason):
    with acting() as session:
        row = session.scalars(select(VaultFile)).one()
        desk = accounts.actor_of("intake.ia")
        with pytest.raises(Denied):
            service.open_vault_file(row, actor=desk, reason_code=reason)
        lead = accounts.actor_of("supervisor.ia")
        with pytest.raises(RuleBroken, match="reason"):
            service.open_vault_file(row, actor=lead, reason_code="BECAUSE")
        other = cases.party(session, row.case, role=PartyRole.WITNESS, description="Somebody")
        with pytest.raises(RuleBroken, match="protected"):
            service.put_away(other, row.file, name="x")
