"""The demonstration's accounts, each with the employee record behind it. Never in production."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from jicms.access.actor import Role
from jicms.auth import service
from jicms.auth.models import Office
from jicms.core import clock
from jicms.people.models import Employment, Person, UserPerson

#: The password of each, printed on the sign-in page of demo mode.
PASSWORD = "Demo-only-2026!"  # noqa: S105 - meant to be known

#: username, name, office, role, office head and custodian
ACCOUNTS = (
    ("intake.ia", "Simone Arkwell", "IA", Role.INTAKE_SPECIALIST, False),
    ("investigator.ia", "Tobias Renquist", "IA", Role.INVESTIGATOR, False),
    ("investigator2.ia", "Odile Tillerby", "IA", Role.INVESTIGATOR, False),
    ("supervisor.ia", "Ingrid Vasterling", "IA", Role.INVESTIGATIONS_SUPERVISOR, False),
    ("head.ia", "Roswitha Kallmeyer", "IA", Role.INVESTIGATIONS_SUPERVISOR, True),
    ("custodian.ia", "Emeric Zoller", "IA", Role.EVIDENCE_CUSTODIAN, False),
    ("specialist.ler", "Calla Whitmarsh", "LER", Role.LR_SPECIALIST, False),
    ("supervisor.ler", "Dorian Ashgrove", "LER", Role.LR_SUPERVISOR, False),
    ("intake.opr", "Petra Quillfeather", "OPR", Role.INTAKE_SPECIALIST, False),
    ("investigator.opr", "Nils Quayle-Ortiz", "OPR", Role.INVESTIGATOR, False),
    ("supervisor.opr", "Halvard Brisk", "OPR", Role.INVESTIGATIONS_SUPERVISOR, False),
    ("specialist.elr", "Katya Abernethy-Sol", "ELR", Role.LR_SPECIALIST, False),
    ("supervisor.elr", "Lucian Marrow", "ELR", Role.LR_SUPERVISOR, False),
    ("official.cbp", "Lorne Hespeler", "CBP-FO", Role.MANAGEMENT_OFFICIAL, False),
    ("official2.cbp", "Marguerite Ansbach", "CBP-FO", Role.MANAGEMENT_OFFICIAL, False),
    ("counsel.cbp", "Winifred Stroud", "CBP-OCC", Role.COUNSEL, False),
    ("records", "Orla Fenwick-Dray", "CBP-HQ", Role.RECORDS_OFFICER, False),
    ("auditor", "Yusuf Brandvold", "CBP-HQ", Role.AUDITOR, False),
    ("security", "Thaddeus Poole", "CBP-HQ", Role.SECURITY_ADMINISTRATOR, False),
    ("admin", "Mirela Costanza", "CBP-HQ", Role.ADMINISTRATOR, False),
    ("giglio.cbp", "Perpetua Lindley", "CBP-OCC", Role.GIGLIO_OFFICER, False),
    ("board.cbp", "Leontine Marsh", "CBP-HQ", Role.DRB_MEMBER, False),
)
#: In the demonstration only: without them nobody could propose or decide at ICE, and labor
#: relations would have one specialist.
MORE_ACCOUNTS = (
    ("official.ice", "Aurelia Strand", "ICE-ERO", Role.MANAGEMENT_OFFICIAL, False),
    ("official2.ice", "Benedikt Falconer", "ICE-ERO", Role.MANAGEMENT_OFFICIAL, False),
    ("specialist2.ler", "Ansel Corwith", "LER", Role.LR_SPECIALIST, False),
    ("board2.cbp", "Ambrose Tillich", "CBP-HQ", Role.DRB_MEMBER, False),
    ("board3.cbp", "Hester Vaughn-Oake", "CBP-HQ", Role.DRB_MEMBER, False),
    ("board4.cbp", "Osmund Prewitt", "CBP-HQ", Role.DRB_MEMBER, False),
)
EMPLOYED_SINCE = date(2019, 3, 4)
#: Offices whose staff is internal affairs: allegations against them go to the Inspector General.
_INTERNAL_AFFAIRS = ("IA", "OPR")


#: Of the offices whose letters say how to reach them.
TELEPHONES = {"LER": "202-555-0140", "ELR": "202-555-0162"}


def create_accounts(session: Session) -> None:
    """Create every account with a confirmed membership and a linked employee record."""
    _create(session, ACCOUNTS)
    for code, telephone in TELEPHONES.items():
        office = session.scalar(select(Office).where(Office.code == code))
        if office is not None:
            office.telephone = telephone
    session.flush()


def create_more(session: Session) -> None:
    """Create the accounts that only the demonstration has."""
    _create(session, MORE_ACCOUNTS, first=len(ACCOUNTS))


Account = tuple[str, str, str, Role, bool]


def _create(session: Session, wanted: tuple[Account, ...], *, first: int = 0) -> None:
    offices = {office.code: office for office in session.scalars(select(Office))}
    for place, (username, name, office, role, is_head) in enumerate(wanted, first):
        user = service.create_user(
            session,
            username=username,
            name=name,
            password=PASSWORD,
            must_change_password=False,
            is_demo=True,
        )
        service.add_membership(
            session,
            user=user,
            office=offices[office],
            role=role,
            valid_from=EMPLOYED_SINCE,
            is_office_head=is_head,
            is_case_custodian=is_head,
            is_confirmed=True,
        )
        given, _, family = name.partition(" ")
        person = Person(
            kind_code="EMPLOYEE",
            given_name=given,
            family_name=family,
            search_name=name.lower(),
            employee_number=f"9000-{place:04d}",
            agency_id=offices[office].agency_id,
        )
        session.add(person)
        session.flush()
        session.add(
            Employment(
                person_id=person.id,
                valid_from=EMPLOYED_SINCE,
                agency_code=offices[office].agency.code,
                program_office=offices[office].name,
                duty_location="Headquarters",
                title=role.label,
                is_internal_affairs=office in _INTERNAL_AFFAIRS,
            )
        )
        session.add(
            UserPerson(
                user_id=user.id,
                person_id=person.id,
                valid_from=clock.now(),
                confirmed_at=clock.now(),
            )
        )
    session.flush()
