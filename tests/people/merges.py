"""Two records of one person: recorded, made one, parted, and all that names them."""

from sqlalchemy import select

from jicms.cases.models import Party, PartyRole, Wall
from jicms.people import births, comparing, merging, ssns
from jicms.people.models import Person
from jicms.people.models_merge import PersonMerge
from tests.factories import accounts, cases

BY = "supervisor.ia"


def record(session, given="Wendel", family="Aschauer", *, number="4410-9001", **values):
    """A record of the agency's directory."""
    agency = accounts.person_of(session, BY).agency_id
    made = Person(
        **{
            "kind_code": "EMPLOYEE",
            "given_name": given,
            "family_name": family,
            "search_name": f"{given} {family}".lower(),
            "employee_number": number,
            "agency_id": agency,
            **values,
        }
    )
    session.add(made)
    session.flush()
    return made


def named(session, case, person, role=PartyRole.SUBJECT):
    made = cases.party(session, case, role=role)
    made.person_id, made.description, made.wall = person.id, "", Wall.CONFIRMED
    session.flush()
    return made


def whole(session, number):
    return session.get(Person, number, execution_options={"unscoped": "test"})


def merge(acting, pair, *, by=BY, versions=None, reason="The same man", take=()):
    with acting(by) as session:
        kept, other = (whole(session, number) for number in pair)
        made = merging.merge_persons(
            kept,
            actor=session.info["actor"],
            merged=other,
            versions=versions or (kept.version, other.version),
            reason=reason,
            take=take,
        )
        return made.id


def part(acting, merge_id, *, by=None, reason="Two men after all"):
    with acting(by) as session:
        found = session.get(PersonMerge, merge_id)
        (found,) = [m for m in comparing.merges_of(found.kept) if m.id == merge_id] or [found]
        merging.undo_merge(found, actor=session.info["actor"], reason=reason)


def state(reading):
    """Every row that names a person, and the persons themselves, without what counts changes."""
    found = {}
    with reading() as session:
        for table, column in merging.references():
            key = merging.key_of(table)
            rows = session.execute(select(key, table.c[column]).order_by(key))
            found[table.name, column] = [tuple(row) for row in rows]
        unlike = {"version", "born_sealed", "ssn_sealed"}
        keep = [c for c in Person.__table__.c if c.name not in unlike]
        found["person"] = [tuple(row) for row in session.execute(select(*keep).order_by("id"))]
        people = session.scalars(select(Person).order_by(Person.id))
        found["covered"] = [(births.opened(each), ssns.opened(each)) for each in people]
        found["walls"] = [
            tuple(row)
            for row in session.execute(
                select(Party.id, Party.wall, Party.displaced_lead_id, Party.alias)
                .order_by(Party.id)
                .execution_options(unscoped="test")
            )
        ]
    return found
