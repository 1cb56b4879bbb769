"""Two people at once: who merges second, or names a record that is merged away, loses nothing."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select

from jicms.cases.models import Party, PartyRole
from jicms.people.models import Person
from jicms.people.models_merge import PersonMerge
from tests.factories import cases
from tests.people.merges import BY


def both(*calls):
    with ThreadPoolExecutor(len(calls)) as pool:
        return [done.result().status_code for done in [pool.submit(call) for call in calls]]


def test_two_supervisors_merge_the_same_pair_one_succeeds(sign_in, reading, pair):
    kept, other = pair
    with reading() as session:
        versions = {
            "kept_version": session.get(Person, kept).version,
            "other_version": session.get(Person, other).version,
            "reason": "One man",
        }
    clients = [sign_in(name) for name in (BY, "head.ia")]
    path = f"/people/{kept}/merge/{other}"
    answers = both(*(lambda c=client: c.post(path, data=versions) for client in clients))
    assert min(answers) == 302
    assert max(answers) in {404, 409}
    with reading() as session:
        assert len(session.scalars(select(PersonMerge.id)).all()) == 1


def test_who_is_named_while_being_merged_ends_up_with_the_record_that_stays(
    sign_in, acting, reading, pair
):
    kept, other = pair
    with acting() as session:
        number = cases.case(session, status="OPEN").number
        versions = {
            "kept_version": session.get(Person, kept).version,
            "other_version": session.get(Person, other).version,
            "reason": "One man",
        }
    one, two = sign_in(BY), sign_in("head.ia")
    party = {"role": "WITNESS", "who": "4410-9002", "identity_mode": "OPEN"}
    answers = both(
        lambda: one.post(f"/people/{kept}/merge/{other}", data=versions),
        lambda: two.post(f"/cases/{number}/people/new", data=party),
    )
    assert answers[1] == 302
    assert answers[0] in {302, 409}
    with reading() as session:
        merged = session.get(Person, other).merged_into_id is not None
        named = session.scalars(
            select(Party.person_id).where(Party.role == PartyRole.WITNESS)
        ).all()
    assert named == [kept if merged else other]
