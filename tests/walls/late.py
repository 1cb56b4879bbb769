"""What is learnt late about somebody with an account, each by the service that learns it."""

from sqlalchemy import select

from jicms.auth.models import User
from jicms.cases import service
from jicms.cases.models import Case, GrantKind, Party, PartyRole
from jicms.people import links, merging, relations
from jicms.people import service as people
from jicms.people.models import DeclaredRelation, Person, RelationKind, UserPerson
from tests.factories import accounts, cases

TITLE = "Cash count at dock 2"
DESCRIBED = "A colleague called Falk Ostrander, of the day shift"
OTHER_NAME = "Falk Ostrander"


def whole(session, statement):
    return session.scalar(statement.execution_options(unscoped="test"))


def case_of(session, number):
    return whole(session, select(Case).where(Case.number == number))


def first_party(session, number):
    case = case_of(session, number)
    return whole(session, select(Party).where(Party.case_id == case.id, Party.n == 1))


def user_id(session, username):
    return session.scalar(select(User.id).where(User.username == username))


def link_of(session, username):
    return session.scalar(
        select(UserPerson).where(UserPerson.user_id == user_id(session, username))
    )


def prepared(acting, who, change, *, office="IA", leads=True):
    """The number of a case that `who` sees, in which a witness is only described."""
    with acting() as session:
        case = cases.case(session, office=office, status="OPEN", title=TITLE)
        if leads:
            cases.grant(session, case, user=who, kind=GrantKind.ASSIGNMENT)
            case.lead_user_id = user_id(session, who)
        linked = accounts.person_of(session, who)
        number = case.number
        if change == "user linked":
            link_of(session, who).confirmed_at = None
            session.flush()
            service.add_party(
                case, actor=session.info["actor"], role=PartyRole.WITNESS, person=linked
            )
        elif change in WITNESSES:
            service.add_party(
                case,
                actor=session.info["actor"],
                role=PartyRole.WITNESS,
                person=recorded(session, linked.agency_id, WITNESSES[change]),
            )
        elif change != "party added":
            service.add_party(
                case,
                actor=session.info["actor"],
                role=PartyRole.WITNESS,
                description=DESCRIBED,
            )
    return number


def party_added(acting, who, number, by):
    with acting(by) as session:
        person = accounts.person_of(session, who)
        actor = session.info["actor"]
        case = case_of(session, number)
        service.add_party(case, actor=actor, role=PartyRole.WITNESS, person=person)


def alias_added(acting, who, number, by):
    with acting(by) as session:
        person = accounts.person_of(session, who)
        people.add_alias(person, actor=session.info["actor"], name=OTHER_NAME)


def renamed(acting, who, number, by):
    with acting(by) as session:
        person = accounts.person_of(session, who)
        people.edit_person(
            person,
            actor=session.info["actor"],
            kind_code=person.kind_code,
            given_name="Fálk",
            family_name="Ostrander",
            employee_number=person.employee_number,
        )


def party_identified(acting, who, number, by):
    with acting(by) as session:
        person, party = accounts.person_of(session, who), first_party(session, number)
        service.identify_party(party, actor=session.info["actor"], person=person)


def user_linked(acting, who, number, by):
    with acting("security") as session:
        links.confirm_link(link_of(session, who), actor=session.info["actor"])


def recorded(session, agency_id, number):
    """A record of the directory without an account: somebody else's, or so it seems."""
    made = Person(
        kind_code="EMPLOYEE",
        given_name="Ortwin",
        family_name="Sandvoss",
        search_name="ortwin sandvoss",
        employee_number=number,
        agency_id=agency_id,
    )
    session.add(made)
    session.flush()
    return made


def numbered(session, number):
    return whole(session, select(Person).where(Person.employee_number == number))


def person_merged(acting, who, number, by):
    with acting(by) as session:
        kept, twin = (
            accounts.person_of(session, who),
            numbered(session, WITNESSES["person merged"]),
        )
        merging.merge_persons(
            kept,
            actor=session.info["actor"],
            merged=twin,
            versions=(kept.version, twin.version),
            reason="One man",
        )


def relation_confirmed(acting, who, number, by):
    with acting(who) as session:
        declared = relations.declare(
            actor=session.info["actor"],
            kind=RelationKind.SIBLING,
            name="Ortwin Sandvoss",
            number=WITNESSES["relation confirmed"],
        ).id
    with acting("security") as session:
        relation = session.get(DeclaredRelation, declared)
        relations.confirm(relation, actor=session.info["actor"], number="")


#: What the named person is known by in whom the change finds an account, or a relative.
WITNESSES = {"person merged": "4417-1", "relation confirmed": "4417-2"}
#: Changes after which a supervisor decides.
CHANGES = {
    "party added": party_added,
    "alias added": alias_added,
    "renamed": renamed,
    "party identified": party_identified,
    "user linked": user_linked,
    "person merged": person_merged,
}
#: And those that are certain already.
ALL_CHANGES = CHANGES | {"relation confirmed": relation_confirmed}
