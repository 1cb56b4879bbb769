"""Two records of one person: made one, parted again exactly."""

import pytest
from sqlalchemy import select

from jicms.audit.models import AuditEvent
from jicms.cases import service as case_service
from jicms.cases.models import IdentityMode, Party, PartyRole, VaultIdentity
from jicms.core import clock
from jicms.core.errors import RuleBroken, Stale, TransitionRefused
from jicms.extensions import db
from jicms.people import births, links, merging
from jicms.people import queries as people_queries
from jicms.people.models import DeclaredRelation, Person, PersonAlias, UserPerson
from jicms.people.models_merge import PersonMergeRow
from tests.architecture.markup import check_page
from tests.architecture.test_models import all_models
from tests.factories import accounts, cases
from tests.people.conftest import last, names
from tests.people.merges import BY, merge, named, part, record, state


def test_every_reference_to_a_person_is_moved_or_says_why_it_stays(app):
    all_models()
    known = {(table.name, column) for table, column in merging.references()} | set(merging.STAY)
    for table in db.metadata.sorted_tables:
        for column in table.columns:
            if any(key.target_fullname == "person.id" for key in column.foreign_keys):
                assert (table.name, column.name) in known
    assert {("party", "person_id"), ("vault_identity", "person_id")} <= known
    assert all(merging.key_of(table).name for table, _column in merging.references())


def test_all_that_names_the_one_names_the_other(acting, reading, pair):
    kept, other = pair
    merge(acting, pair)
    with reading() as session:
        for table, column in merging.references():
            named_still = select(merging.key_of(table)).where(table.c[column] == other)
            assert session.execute(named_still).first() is None, (table.name, column)
        person = session.get(Person, kept)
        assert (person.telephone, person.gender) == ("555-0177", "M")
        assert births.year(person) == 1989
        assert {alias.name for alias in person.aliases} == {"Wendy A.", "Wendelin Aschauer"}
        assert [job.title for job in person.employments] == ["Officer"]
        assert len(session.scalars(select(Party).where(Party.person_id == kept)).all()) == 2
    _ground, person_id, detail = last(reading, "PERSON_MERGED")
    assert (person_id, detail["merged"], detail["references"]) == (kept, other, 4)


def test_undoing_restores_exactly(acting, reading, pair):
    before = state(reading)
    number = merge(acting, pair)
    assert state(reading) != before
    part(acting, number, by=BY)
    assert state(reading) == before
    assert last(reading, "PERSON_MERGE_UNDONE")[2]["merged"] == pair[1]
    with pytest.raises(TransitionRefused):
        part(acting, number)


def test_what_was_recorded_or_corrected_since_stays(acting, reading, pair):
    kept, other = pair
    number = merge(acting, pair)
    with acting() as session:
        person = session.get(Person, kept)
        person.telephone = "555-0199"
        since = named(session, cases.case(session), person, PartyRole.WITNESS).id
    part(acting, number)
    with reading() as session:
        assert session.get(Party, since).person_id == kept
        assert session.get(Person, kept).telephone == "555-0199"
        assert session.get(Person, kept).gender == ""
        assert session.get(Person, kept).born_sealed is None
        assert session.get(Person, other).telephone == "555-0177"


def test_both_numbers_and_names_find_the_one_record(acting, reading, sign_in, pair):
    kept, other = pair
    merge(acting, pair)
    client = sign_in(BY)
    for words in ("4410-9001", "4410-9002", "wendelin", "wendy"):
        assert names(client.get("/people", query_string={"q": words})) == ["Wendel Aschauer"], words
    page = client.get(f"/people/{other}").text
    assert "Employee 4410-9001" in page
    assert "Wendelin Aschauer, 4410-9002" in page
    with reading(BY):
        assert people_queries.by_number("4410-9002").id == kept
        assert people_queries.by_id(other).id == kept
        assert links.employee("4410-9002").id == kept
    with reading() as session:
        assert session.get(Person, other).merged_into_id == kept


def test_a_chain_of_merges_is_undone_from_its_end(acting, reading, pair):
    with acting() as session:
        third = record(session, "Wenzel", number="4410-9003").id
    before = state(reading)
    first = merge(acting, pair)
    second = merge(acting, (third, pair[0]))
    with reading(BY):
        for number in ("4410-9001", "4410-9002", "4410-9003"):
            assert people_queries.by_number(number).id == third
    with pytest.raises(TransitionRefused, match="later merge"):
        part(acting, first)
    part(acting, second)
    part(acting, first)
    assert state(reading) == before


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"agency": "ICE"}, "two agencies"),
        ({"kept_number": None}, "Keep the record that has an employee number"),
    ],
)
def test_what_cannot_be_one_is_refused_with_a_sentence(acting, sign_in, reading, values, said):
    with acting() as session:
        kept = record(session, number=values.get("kept_number", "4410-9001"))
        other = record(session, number="4410-9002")
        if "agency" in values:
            other.agency_id = accounts.person_of(session, "supervisor.opr").agency_id
        case = cases.case(session)
        for person in (kept, other):
            named(session, case, person, PartyRole.WITNESS)
        pair = kept.id, other.id
    client = sign_in(BY)
    page = client.get(f"/people/{pair[0]}/merge/{pair[1]}")
    check_page(page, "merge")
    assert said in page.text
    assert "Make them one</button>" not in page.text
    with pytest.raises(RuleBroken, match=said):
        merge(acting, pair)


def test_a_public_record_becomes_a_part_of_an_employees(acting, reading):
    with acting() as session:
        kept = record(session)
        other = record(session, number=None, kind_code="MEMBER_OF_PUBLIC", agency_id=None)
        named(session, cases.case(session), other, PartyRole.WITNESS)
        pair = kept.id, other.id
    number = merge(acting, pair)
    with reading() as session:
        assert session.get(Person, pair[0]).kind_code == "EMPLOYEE"
        assert session.scalars(select(PersonAlias)).all() == []
    part(acting, number)


def test_relatives_are_not_one_person_and_the_refusal_tells_nothing(acting, pair):
    with acting() as session:
        session.add(DeclaredRelation(person_id=pair[0], related_id=pair[1]))
    with pytest.raises(RuleBroken, match="Ask the security administrator") as caught:
        merge(acting, pair)
    assert "relat" not in str(caught.value).lower()


def test_relations_and_accounts_follow_and_a_link_to_both_stands_once(acting, reading, pair):
    with acting() as session:
        user = session.scalar(
            select(UserPerson.user_id).where(
                UserPerson.person_id == accounts.person_of(session, "investigator.ia").id
            )
        )
        now = clock.now()
        for number in pair:
            link = UserPerson(user_id=user, person_id=number, valid_from=now, confirmed_at=now)
            session.add(link)
        relative = record(session, "Odo", number="4410-9009").id
        for number in pair:
            relation = DeclaredRelation(
                person_id=number, related_id=relative, confirmed_at=clock.now()
            )
            session.add(relation)
    before = state(reading)
    made = merge(acting, pair)
    with reading("investigator.ia") as session:
        assert pair[0] in session.info["actor"].person_ids
        assert relative in session.info["actor"].kin_ids
    part(acting, made)
    assert state(reading) == before


def test_a_protected_identity_follows_and_no_page_tells(acting, reading, sign_in, pair):
    kept, other = pair
    with acting() as session:
        case = cases.case(session, title="Protected matter", status="OPEN")
        person = session.get(Person, other)
        case_service.add_party(
            case,
            actor=session.info["actor"],
            role=PartyRole.COMPLAINANT,
            person=person,
            identity_mode=IdentityMode.CONFIDENTIAL,
        )
        named(session, case, session.get(Person, kept), PartyRole.WITNESS)
        number = case.number
    page = sign_in(BY).get(f"/people/{kept}/merge/{other}").text
    assert number not in page
    assert "Complainant" not in page
    before = state(reading)
    made = merge(acting, pair)
    with reading() as session:
        assert session.scalars(select(VaultIdentity.person_id)).all() == [kept]
        told = session.scalars(select(AuditEvent.detail).where(AuditEvent.event == "PERSON_MERGED"))
        assert number not in str(told.all())
    assert "Complainant A" in sign_in(BY).get(f"/cases/{number}/people").text
    part(acting, made)
    assert state(reading) == before


def test_a_record_that_changed_since_is_not_merged(acting, pair):
    with acting() as session:
        versions = tuple(session.get(Person, number).version for number in pair)
        session.get(Person, pair[1]).gender = "X"
    with pytest.raises(Stale):
        merge(acting, pair, versions=versions)


def test_an_open_form_of_a_moved_party_is_stale(acting, reading, pair):
    with reading() as session:
        before = dict(session.execute(select(Party.id, Party.version)).all())
    merge(acting, pair)
    with reading() as session:
        after = dict(session.execute(select(Party.id, Party.version)).all())
    assert all(after[number] > version for number, version in before.items())


def test_the_journal_names_every_moved_row_once(acting, reading, pair):
    merge(acting, pair)
    with reading() as session:
        rows = session.execute(
            select(PersonMergeRow.entity, PersonMergeRow.column_name, PersonMergeRow.row_id)
        ).all()
    assert len(rows) == len(set(rows)) == 4
    assert {row.entity for row in rows} == {"party", "employment", "person_alias"}
