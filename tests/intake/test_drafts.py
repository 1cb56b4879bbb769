"""Drafts: sealed, their author's alone, never overwritten unseen, gone in time."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select, text

from jicms.access.actor import Role
from jicms.auth import service as members
from jicms.auth.models import Membership, Office, User
from jicms.core import clock, crypto
from jicms.core.errors import Denied, RuleBroken
from jicms.intake import notices, service
from jicms.intake.models import IntakeDraft
from jicms.intake.service import drafts
from jicms.notices.models import Notice
from tests.factories import accounts, complaints, received
from tests.support.desk import draft_of

TYPED = [
    ("identity", "CONFIDENTIAL"),
    ("reporter", "Odalys Brennek"),
    ("reporter_phone", "555-0142"),
    ("narrative", "He looked up my plate."),
    ("summary", "A vehicle was looked up."),
    ("received_on", "13/45/2026"),
    ("subjects-0-how", "unknown"),
    ("subjects-0-how", "again"),
]


def save(typed=TYPED, name="intake.ia", key="k1", **more):
    return service.save_draft(typed, actor=accounts.actor_of(name), key=key, **more)


def test_a_draft_keeps_what_was_typed_even_what_makes_no_sense(acting):
    with acting("intake.ia"):
        draft = save()
        assert sorted(service.typed_in(draft)) == sorted(TYPED)


def test_content_and_identity_are_sealed_apart_and_bound_to_the_draft(acting):
    with acting("intake.ia"):
        one, two = save(), save(key="k2")
        sealed = one.content_sealed + one.identity_sealed
        for word in ("Odalys", "0142", "plate", "vehicle"):
            assert word not in sealed
        content, identity = drafts.split_identity(TYPED)
        assert {name for name, _ in identity} == {"reporter", "reporter_phone", "narrative"}
        assert ("summary", "A vehicle was looked up.") in content
        with pytest.raises(crypto.CryptoError):
            drafts._open(two, "identity", one.identity_sealed)
        with pytest.raises(crypto.CryptoError):
            drafts._open(one, "identity", one.content_sealed)


def test_of_an_anonymous_reporter_nothing_is_kept(acting):
    with acting("intake.ia"):
        draft = save([("identity", "ANONYMOUS"), *TYPED[1:]])
        kept = dict(service.typed_in(draft))
        assert draft.identity_sealed == ""
        assert "reporter" not in kept
        assert kept["narrative"] == "He looked up my plate."


def test_a_draft_belongs_to_its_author_alone(acting, reading):
    with acting("intake.ia"):
        number = save().id
    for name in ("supervisor.ia", "head.ia", "intake.opr", "admin", "auditor"):
        with reading(name) as session:
            assert session.scalars(select(IntakeDraft)).all() == [], name
            assert drafts.find_by_key("k1") is None
    with acting("supervisor.ia"):
        assert save(name="supervisor.ia").id != number, "the same key of somebody else"
    with acting() as session:
        draft = session.get(IntakeDraft, number)
        with pytest.raises(Denied):
            service.discard_draft(draft, actor=accounts.actor_of("supervisor.ia"))


def test_a_second_window_does_not_overwrite_the_first(acting):
    with acting("intake.ia") as session:
        draft = save([("window", "one"), ("place", "0")])
        first = draft.version
        save([("window", "two"), ("place", "2")], version=first)
        save([("window", "two"), ("place", "2 again")], version=first)
        with pytest.raises(RuleBroken, match="another window"):
            save([("window", "one"), ("place", "1")], version=first)
        assert ("place", "2 again") in service.typed_in(draft)
        assert len(session.scalars(select(IntakeDraft)).all()) == 1


def test_discarding_removes_the_row(acting):
    with acting("intake.ia") as session:
        service.discard_draft(save(), actor=accounts.actor_of("intake.ia"))
        assert session.execute(text("select count(*) from intake_draft")).scalar() == 0


def test_a_draft_expires(acting):
    with acting("intake.ia"):
        save()
    with clock.at(clock.now() + drafts.KEPT_FOR + timedelta(1)), acting("intake.ia") as session:
        assert drafts.find_by_key("k1") is None
        save(key="k2")
        keys = session.execute(text("select key from intake_draft")).scalars().all()
        assert keys == ["k2"]


def test_only_the_desk_and_its_supervisors_have_drafts(acting):
    with acting("investigator.ia"), pytest.raises(Denied):
        save(name="investigator.ia")


def test_nobody_keeps_drafts_without_end(acting):
    with acting("intake.ia"):
        for n in range(drafts.AT_MOST):
            save(key=f"k{n}")
        with pytest.raises(RuleBroken, match="50 drafts"):
            save(key="more")


def test_a_draft_that_ends_soon_says_so_until_it_is_saved_again(app, sign_in, acting):
    with acting("intake.ia"):
        ends = save([("place", "Port of Alder Bend")]).expires_at
    assert "3 days" not in sign_in("intake.ia").get("/intake/drafts").text
    with clock.at(ends - timedelta(days=3)):
        app.test_cli_runner().invoke(args=["notices", "sweep"])
        client = sign_in("intake.ia")
        assert "A draft of yours ends soon" in client.get("/notices").text
        assert "3 days" in client.get("/intake/drafts").text
        client.post("/intake/autosave", data={"key": "k1", "place": "Alder Bend"})
        assert "A draft of yours ends soon" not in client.get("/notices").text
        assert "3 days" not in client.get("/intake/drafts").text


@pytest.mark.parametrize("is_of_report", [False, True])
def test_a_draft_stays_at_the_desk_that_it_was_begun_for(acting, sign_in, is_of_report):
    client = sign_in("intake.ia")
    with acting() as session:
        report = received.report(session).id
        of = accounts.actor_of("intake.ia")
        first = of.membership_id
        second = members.add_membership(
            session,
            user=session.get(User, of.user_id),
            office=session.scalar(select(Office).where(Office.code == "OPR")),
            role=Role.INTAKE_SPECIALIST,
            valid_from=accounts.EMPLOYED_SINCE,
            is_confirmed=True,
        ).id
    typed = draft_of(client, report) if is_of_report else complaints.typed(key="d" * 32)
    assert client.post("/intake/autosave", data=typed).status_code == 200
    assert client.get("/intake/drafts/1").status_code == 200
    assert client.post("/account/membership", data={"membership": second}).status_code == 302
    assert client.get("/intake/drafts/1").status_code == 404
    assert client.post("/intake/drafts/1/discard").status_code == 404
    assert "Draft 1" not in client.get("/intake/drafts").text
    assert client.post("/intake/autosave", data=typed).status_code == 409, "an old page"
    assert client.get("/intake/drafts/1").status_code == 404
    assert client.post("/account/membership", data={"membership": first}).status_code == 302
    assert client.get("/intake/drafts/1").status_code == 200, "back at that desk it is there"


def test_who_left_the_desk_is_told_of_no_draft(acting):
    with clock.at(clock.now() - drafts.KEPT_FOR + timedelta(days=2)), acting("intake.ia"):
        save()
    for is_gone in (False, True):
        with acting() as session:
            if is_gone:
                row = session.get(Membership, accounts.actor_of("intake.ia").membership_id)
                row.revoked_at = clock.now()
                session.execute(delete(Notice))
            notices.sweep_drafts()
            session.flush()
            told = session.scalars(select(Notice).where(Notice.event == notices.EXPIRES)).all()
            assert len(told) == (0 if is_gone else 1)
