"""What each account sees of cases: by office, by grant, behind the walls."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import aliased, joinedload

from jicms.access.actor import NoActor
from jicms.cases.models import Case, GrantKind, GrantLevel, LogEntry, Party, PartyRole
from jicms.core import clock, unit_of_work
from tests.factories import cases


def numbers(session):
    return set(session.scalars(select(Case.number)))


def test_nobody_reads_a_scoped_table_before_signing_in(app):
    with app.app_context(), pytest.raises(NoActor):
        unit_of_work.session().scalars(select(Case)).all()


def test_a_supervisor_sees_the_office_and_an_investigator_the_assigned(acting, reading):
    with acting() as session:
        mine = cases.case(session, office="IA")
        cases.case(session, office="OPR")
        cases.grant(session, mine, user="investigator.ia", kind=GrantKind.ASSIGNMENT)
        number = mine.number
    for name, expected in (
        ("supervisor.ia", {number}),
        ("investigator.ia", {number}),
        ("investigator2.ia", set()),
        ("supervisor.ler", set()),
        ("auditor", set()),
        ("admin", set()),
        ("records", set()),
    ):
        with reading(name) as session:
            assert numbers(session) == expected, name


def test_a_count_never_includes_a_hidden_case(acting, reading):
    with acting() as session:
        cases.case(session, office="IA")
        cases.case(session, office="OPR")
    with reading("supervisor.ia") as session:
        assert session.scalar(select(func.count()).select_from(Case)) == 1
        assert session.scalar(select(func.count(Case.id))) == 1


@pytest.mark.parametrize("role", [PartyRole.SUBJECT, PartyRole.WITNESS, PartyRole.VICTIM])
def test_a_person_named_in_a_case_never_sees_it(acting, reading, role):
    with acting() as session:
        case = cases.case(session, office="IA")
        cases.party(session, case, role=role, account="supervisor.ia")
    with reading("supervisor.ia") as session:
        assert numbers(session) == set()
    with reading("head.ia") as session:
        assert len(numbers(session)) == 1


def test_official_duty_on_a_case_does_not_wall(acting, reading):
    with acting() as session:
        case = cases.case(session, office="IA")
        cases.party(session, case, role=PartyRole.OFFICIAL_WITNESS, account="supervisor.ia")
    with reading("supervisor.ia") as session:
        assert len(numbers(session)) == 1


def test_a_restricted_case_exists_for_its_named_list_only(acting, reading):
    with acting() as session:
        case = cases.case(session, office="IA", restricted=True)
        cases.grant(session, case, user="investigator.ia", kind=GrantKind.ASSIGNMENT)
        cases.grant(session, case, user="head.ia", kind=GrantKind.NAMED)
        cases.log(session, case)
    for name, seen in (("supervisor.ia", 0), ("investigator.ia", 0), ("head.ia", 1)):
        with reading(name) as session:
            assert len(numbers(session)) == seen, name
            assert len(session.scalars(select(LogEntry)).all()) == seen, name


def test_a_grant_ends_with_its_date_and_with_its_revocation(acting, reading):
    now = clock.now()
    with acting() as session:
        case = cases.case(session, office="OPR")
        ended = cases.grant(session, case, user="investigator.ia", until=now - timedelta(1))
        revoked = cases.grant(session, case, user="investigator.ia")
        revoked.revoked_at = now
        assert ended.id != revoked.id
    with reading("investigator.ia") as session:
        assert numbers(session) == set()
    with acting() as session:
        found = session.scalar(select(Case))
        cases.grant(session, found, user="investigator.ia", until=now + timedelta(1))
    with reading("investigator.ia") as session:
        assert len(numbers(session)) == 1
    with clock.at(now + timedelta(2)), reading("investigator.ia") as session:
        assert numbers(session) == set()


def test_a_summary_share_shows_no_party_and_no_log(acting, reading):
    with acting() as session:
        case = cases.case(session, office="OPR")
        cases.party(session, case, role=PartyRole.SUBJECT)
        cases.log(session, case)
        cases.grant(session, case, office="IA", kind=GrantKind.SHARE, level=GrantLevel.SUMMARY)
    with reading("supervisor.ia") as session:
        assert len(numbers(session)) == 1
        assert session.scalars(select(Party)).all() == []
        assert session.scalars(select(LogEntry)).all() == []
    with reading("investigator.ia") as session:
        assert numbers(session) == set(), "a share to an office reaches its whole-office roles"


def test_an_items_grant_shows_what_it_names_and_nothing_else(acting, reading):
    with acting() as session:
        case = cases.case(session, office="IA")
        named = cases.party(session, case, role=PartyRole.SUBJECT)
        cases.party(session, case, role=PartyRole.SUBJECT)
        grant = cases.grant(
            session, case, office="LER", kind=GrantKind.REFERRAL, level=GrantLevel.ITEMS
        )
        cases.name_item(session, grant, named)
        named_id = named.id
    with reading("supervisor.ler") as session:
        assert [party.id for party in session.scalars(select(Party))] == [named_id]
    with reading("specialist.ler") as session:
        assert len(numbers(session)) == 1
        assert session.scalars(select(Party)).all() == []


def test_a_lazy_load_from_a_new_row_stays_inside_the_scope(acting):
    with acting() as session:
        hidden = cases.case(session, office="OPR")
        hidden_id = hidden.id
    with acting("supervisor.ia") as session:
        stray = LogEntry(
            case_id=hidden_id, kind="NOTE", occurred_at=datetime(2026, 1, 1, tzinfo=UTC), text="x"
        )
        session.add(stray)
        session.flush()
        assert stray.case is None
        session.delete(stray)


def test_intake_has_full_sight_until_triage_ends(acting, reading):
    with acting() as session:
        early = cases.case(session, office="IA")
        later = cases.case(session, office="IA", status="OPEN")
        for case in (early, later):
            cases.log(session, case)
        early_id = early.id
    with reading("intake.ia") as session:
        assert len(numbers(session)) == 2
        assert [entry.case_id for entry in session.scalars(select(LogEntry))] == [early_id]


def test_aliases_and_eager_joins_are_scoped_too(acting, reading):
    with acting() as session:
        seen = cases.case(session, office="IA")
        hidden = cases.case(session, office="OPR")
        for case in (seen, hidden):
            cases.party(session, case, role=PartyRole.SUBJECT)
        walled = cases.case(session, office="IA")
        cases.party(session, walled, role=PartyRole.SUBJECT, account="supervisor.ia")
        seen_id = seen.id
    with reading("supervisor.ia") as session:
        other = aliased(Party)
        assert [party.case_id for party in session.scalars(select(other))] == [seen_id]
        loaded = session.scalars(select(Case).options(joinedload(Case.parties))).unique().all()
        assert [(case.id, len(case.parties)) for case in loaded] == [(seen_id, 1)]
        loaded = session.scalars(select(Party).options(joinedload(Party.case))).all()
        assert [party.case.id for party in loaded] == [seen_id]
        inner = select(Party.case_id).where(Party.role == PartyRole.SUBJECT)
        assert session.scalars(select(Case.id).where(Case.id.in_(inner))).all() == [seen_id]
        table = select(Party.case_id).cte()
        assert session.execute(select(table.c.case_id)).scalars().all() == [seen_id]


def test_an_eager_join_never_shows_what_its_parent_may(acting, reading):
    with acting() as session:
        case = cases.case(session, office="OPR")
        cases.party(session, case, role=PartyRole.SUBJECT)
        cases.grant(session, case, office="IA", kind=GrantKind.SHARE, level=GrantLevel.SUMMARY)
    with reading("supervisor.ia") as session:
        (found,) = session.scalars(select(Case).options(joinedload(Case.parties))).unique().all()
        assert found.parties == []


@pytest.mark.parametrize("joined", ["on", "outer", "where", "relationship"])
def test_an_alias_joined_to_its_own_table_stays_inside_the_scope(acting, reading, joined):
    with acting() as session:
        hidden = cases.case(session, office="OPR")
        mine = cases.case(session, office="IA", status="MERGED_DUPLICATE", merged_into_id=hidden.id)
        cases.log(session, hidden)
        mine_id = mine.id
    target = aliased(Case)
    pair = select(Case.id, target.id)
    statement = {
        "on": pair.join(target, target.id == Case.merged_into_id),
        "outer": pair.outerjoin(target, target.id == Case.merged_into_id),
        "where": pair.where(target.id == Case.merged_into_id),
        "relationship": pair.join(Case.merged_into.of_type(target)),
    }[joined]
    with reading("supervisor.ia") as session:
        found = [tuple(row) for row in session.execute(statement)]
    assert found == ([(mine_id, None)] if joined == "outer" else [])


def test_an_alias_of_a_child_joined_by_hand_stays_inside_the_scope(acting, reading):
    with acting() as session:
        case = cases.case(session, office="OPR")
        cases.log(session, case)
        cases.grant(session, case, office="IA", level=GrantLevel.SUMMARY)
    entry = aliased(LogEntry)
    with reading("supervisor.ia") as session:
        statement = select(Case.id, entry.id).outerjoin(entry, entry.case_id == Case.id)
        assert [row[1] for row in session.execute(statement)] == [None]
    with reading("supervisor.opr") as session:
        assert [row[1] for row in session.execute(statement)] != [None]
