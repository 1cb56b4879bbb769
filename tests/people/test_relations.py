"""Relatives are declared by a user, and confirmed and ended by the security administrator."""

import re

import pytest
from sqlalchemy import select

from jicms.audit.models import AuditEvent
from jicms.core.errors import Denied, RuleBroken, TransitionRefused
from jicms.people import relations
from jicms.people.models import DeclaredRelation, RelationKind
from jicms.people.scope import is_close
from tests.architecture.markup import check_page
from tests.factories import accounts
from tests.factories.accounts import person_id

PAGE, QUEUE = "/account/relations", "/admin/relations"
KNOWN = {"name": "Odile Tillerby", "number": "9000-0002", "kind": "SIBLING"}


def number_of(reading, username):
    with reading() as session:
        return accounts.person_of(session, username).employee_number


def declared(reading):
    with reading() as session:
        found = session.scalars(select(DeclaredRelation).order_by(DeclaredRelation.id)).all()
        session.expunge_all()
    return found


def test_declared_confirmed_asked_to_end_and_ended(sign_in, reading):
    number = number_of(reading, "investigator2.ia")
    client = sign_in("investigator.ia")
    check_page(client.get(PAGE), PAGE)
    assert client.post(PAGE, data={**KNOWN, "number": number}).status_code == 302
    (relation,) = declared(reading)
    assert relation.confirmed_at is None
    assert relation.related_id == person_id(reading, "investigator2.ia")
    assert "Waits for the security administrator" in client.get(PAGE).text
    security = sign_in("security")
    queue = security.get("/admin/confirmations").text
    assert 'Declared relations <span class="count">1</span>' in queue
    page = security.get(QUEUE)
    check_page(page, QUEUE)
    assert "Odile Tillerby" in page.text
    assert security.post(f"{QUEUE}/{relation.id}/confirm").status_code == 302
    with reading("investigator.ia") as session:
        assert session.info["actor"].kin_ids == (relation.related_id,)
    with reading("investigator2.ia") as session:
        assert session.info["actor"].kin_ids == (relation.person_id,)
    assert client.post(f"{PAGE}/{relation.id}/end").status_code == 302
    assert "its end waits" in client.get(PAGE).text
    assert security.post(f"{QUEUE}/{relation.id}/decline").status_code == 302
    assert client.post(f"{PAGE}/{relation.id}/end").status_code == 302
    assert security.post(f"{QUEUE}/{relation.id}/confirm").status_code == 302
    with reading("investigator.ia") as session:
        assert session.info["actor"].kin_ids == ()
    with reading() as session:
        told = set(session.scalars(select(AuditEvent.event)))
    assert {"RELATION_DECLARED", "RELATION_CONFIRMED", "RELATION_ENDED"} <= told
    assert client.post(PAGE, data={**KNOWN, "number": number}).status_code == 302, "declared anew"


def test_whether_a_number_is_somebodys_is_not_told(sign_in, reading):
    client = sign_in("investigator.ia")
    number = number_of(reading, "investigator2.ia")
    known = client.post(PAGE, data={**KNOWN, "number": number}, follow_redirects=True).text
    unknown = {"name": "Ada Nobody", "number": "0000-0000", "kind": "BUSINESS"}
    other = client.post(PAGE, data=unknown, follow_redirects=True).text
    for page in (known, other):
        assert "your declaration waits for the security administrator" in page
    with reading() as session:
        kept = session.scalars(select(AuditEvent.detail)).all()
    assert not [row for row in kept if "Nobody" in row or "Tillerby" in row]


def test_from_the_declaration_on_the_declarer_does_not_open_the_others_page(sign_in, reading):
    watched = person_id(reading, "investigator2.ia")
    client = sign_in("investigator.ia")
    assert client.get(f"/people/{watched}").status_code == 200
    client.post(PAGE, data={**KNOWN, "number": number_of(reading, "investigator2.ia")})
    assert client.get(f"/people/{watched}").status_code == 404
    client.post(PAGE, data={"name": "Ada Nobody", "kind": "SPOUSE"})
    assert client.get("/people").status_code == 200
    assert "Vasterling" in client.get("/people").text, "one without a record hides nobody else"


def test_who_was_named_is_shut_from_the_declarer_by_the_confirmation_alone(sign_in, reading):
    """Nobody hides from whoever investigates him by naming him."""
    declarer, named = sign_in("investigator.ia"), sign_in("supervisor.ia")
    page = f"/people/{person_id(reading, 'investigator.ia')}"
    with reading() as session:
        name = accounts.person_of(session, "investigator.ia").family_name

    def seen():
        found = named.get("/people", query_string={"q": name})
        with reading("supervisor.ia") as session:
            close = is_close(session.info["actor"], person_id(reading, "investigator.ia"))
        return named.get(page).status_code == 200, page in found.text, not close

    assert seen() == (True, True, True)
    declarer.post(PAGE, data={**KNOWN, "number": number_of(reading, "supervisor.ia")})
    assert seen() == (True, True, True)
    assert declarer.get(f"/people/{person_id(reading, 'supervisor.ia')}").status_code == 404
    (relation,) = declared(reading)
    assert sign_in("security").post(f"{QUEUE}/{relation.id}/confirm").status_code == 302
    assert seen() == (False, False, False)
    assert declarer.post(f"{PAGE}/{relation.id}/end").status_code == 302
    assert seen() == (False, False, False), "until the end is confirmed"


def test_the_administrator_finds_whom_the_declaration_did_not(sign_in, reading):
    client, security = sign_in("investigator.ia"), sign_in("security")
    client.post(PAGE, data={"name": "Odile Tillerby", "kind": "CLOSE_FRIEND"})
    (relation,) = declared(reading)
    path, field = f"{QUEUE}/{relation.id}/confirm", f"r{relation.id}-number"
    for typed, said in (
        ("", "Enter the employee number"),
        ("0-0", "No employee record has this number"),
        (number_of(reading, "investigator.ia"), "the one who declares"),
        ("9" * 300, ""),
    ):
        answer = security.post(path, data={field: typed})
        assert answer.status_code == 422
        assert said in answer.text
        check_page(answer, path)
    number = number_of(reading, "investigator2.ia")
    assert security.post(path, data={field: number}).status_code == 302
    assert declared(reading)[0].related_id == person_id(reading, "investigator2.ia")
    assert security.post(path, data={field: number}).status_code == 409


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": ""}, "Enter the name"),
        ({"name": "..."}, "Enter the name"),
        ({"name": "123-45-6789"}, "Social Security"),
        ({"number": "078051120"}, "Social Security"),
        ({"kind": "ENEMY"}, ""),
        ({"name": "x" * 300}, ""),
    ],
)
def test_what_does_not_fit_is_said_and_kept(sign_in, change, said):
    answer = sign_in("investigator.ia").post(PAGE, data={**KNOWN, **change})
    assert answer.status_code == 422
    assert said in answer.text
    check_page(answer, PAGE)


def test_oneself_twice_and_without_a_record(sign_in, reading, acting):
    client = sign_in("investigator.ia")
    own = client.post(PAGE, data={**KNOWN, "number": number_of(reading, "investigator.ia")})
    assert "your own number" in own.text
    client.post(PAGE, data=KNOWN)
    assert "declared this already" in client.post(PAGE, data=KNOWN).text
    with acting("investigator.ia") as session:
        actor = session.info["actor"]
        bare = type(actor)(**{**{n: getattr(actor, n) for n in actor.__slots__}, "person_ids": ()})
        with pytest.raises(RuleBroken, match="not linked"):
            relations.declare(actor=bare, kind=RelationKind.SPOUSE, name="Ada", number="")


def test_only_security_confirms_and_never_its_own(sign_in, reading, acting):
    sign_in("security").post(PAGE, data=KNOWN)
    sign_in("investigator.ia").post(PAGE, data=KNOWN)
    mine, other = declared(reading)
    security = sign_in("security")
    assert "For another security administrator" in security.get(QUEUE).text
    assert security.post(f"{QUEUE}/{mine.id}/confirm").status_code == 403
    assert security.post(f"{QUEUE}/{mine.id}/decline").status_code == 403
    for username in ("admin", "supervisor.ia", "auditor"):
        client = sign_in(username)
        assert client.get(QUEUE).status_code == 403
        assert client.post(f"{QUEUE}/{other.id}/confirm").status_code == 403
        assert client.post(f"{PAGE}/{other.id}/end").status_code == 404, "somebody else's"
    assert security.post(f"{QUEUE}/999999/confirm").status_code == 404
    with acting("admin") as session:
        relation = session.get(DeclaredRelation, other.id)
        with pytest.raises(Denied):
            relations.confirm(relation, actor=session.info["actor"])


def test_what_was_withdrawn_or_declined_no_longer_waits(sign_in, reading, acting):
    client, security = sign_in("investigator.ia"), sign_in("security")
    client.post(PAGE, data=KNOWN)
    client.post(PAGE, data={"name": "Ada Nobody", "kind": "SPOUSE"})
    first, second = declared(reading)
    assert client.post(f"{PAGE}/{first.id}/end").status_code == 302
    assert security.post(f"{QUEUE}/{second.id}/decline").status_code == 302
    assert "None waits" in security.get(QUEUE).text
    assert "Nothing is declared" in client.get(PAGE).text
    assert security.post(f"{QUEUE}/{first.id}/confirm").status_code == 409
    assert client.post(f"{PAGE}/{first.id}/end").status_code == 404
    with acting("security") as session, pytest.raises(TransitionRefused):
        relations.decline(session.get(DeclaredRelation, second.id), actor=session.info["actor"])


def test_the_link_stands_in_everybodys_account_menu(sign_in):
    for username in ("auditor", "official.cbp", "investigator.ia"):
        assert re.search(rf'href="{PAGE}"', sign_in(username).get("/").text), username
