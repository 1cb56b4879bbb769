"""What a search or filter leaves behind: no Social Security number, no protected name."""

import json

import pytest
from sqlalchemy import select

from jicms.audit.models import AuditEvent
from jicms.cases.models import PartyRole, VaultIdentity
from jicms.core import crypto
from tests.factories import accounts, cases
from tests.people.conftest import last


@pytest.mark.parametrize("asked", ["123-45-6789", "123 45 6789", "078051120", "Odile 123.45.6789"])
@pytest.mark.parametrize("path", ["/people", "/people/suggest", "/search"])
def test_what_looks_like_an_ssn_is_neither_searched_shown_nor_kept(sign_in, reading, path, asked):
    page = sign_in("supervisor.ia").get(path, query_string={"q": asked})
    assert page.status_code == 200
    assert asked not in page.text
    if path != "/people/suggest":
        assert "Social Security" in page.text
    with reading() as session:
        assert all(asked not in row for row in session.scalars(select(AuditEvent.detail)))


def test_a_number_like_a_social_security_number_is_not_kept_as_a_filter(sign_in, reading):
    sign_in("supervisor.ia").get("/cases?words=123-45-6789")
    kept = json.dumps(last(reading, "LIST_VIEWED")[2])
    assert "withheld" in kept
    assert "6789" not in kept


@pytest.mark.parametrize("linked", [True, False])
def test_a_search_for_a_protected_name_is_kept_as_a_hash(sign_in, acting, reading, linked):
    with acting() as session:
        case = cases.case(session, office="IA")
        party = cases.party(session, case, role=PartyRole.COMPLAINANT)
        person = accounts.person_of(session, "investigator2.ia")
        kept = json.dumps({"name": "Odile Tillerby"})
        session.add(
            VaultIdentity(
                party_id=party.id,
                case_id=case.id,
                person_id=person.id if linked else None,
                sealed=crypto.seal_text("vault", f"vault:{party.id}", kept),
            )
        )
    client = sign_in("supervisor.ia")
    for path in ("/people?q=Tillerby", "/people/suggest?q=Tillerby", "/search?q=Tillerby"):
        client.get(path)
        detail = last(reading, "SEARCHED")[2]
        assert len(detail["text_hash"]) == 64, path
        assert "illerby" not in json.dumps(detail), path
    for name, path, event in (
        ("supervisor.ia", "/cases?words=Tillerby", "LIST_VIEWED"),
        ("supervisor.ia", "/cases/export/csv?words=Tillerby", "EXPORT_STARTED"),
        ("supervisor.ler", "/discipline?words=Tillerby", "LIST_VIEWED"),
        ("auditor", "/audit?person=Tillerby", "AUDIT_VIEWED"),
        ("admin", "/admin/users?q=Tillerby", "ADMIN_VIEWED"),
    ):
        assert sign_in(name).get(path).status_code == 200, path
        assert "illerby" not in json.dumps(last(reading, event)[2]), path
