"""The agencies and offices that every installation starts with. They are rows: add others by hand.

`LEGACY` holds what is imported from other systems.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from jicms.auth.models import Agency, Office, OfficeKind, Principal, PrincipalKind

AGENCIES = (
    ("CBP", "U.S. Customs and Border Protection", "CBP", False),
    ("ICE", "U.S. Immigration and Customs Enforcement", "ICE", False),
    ("LEGACY", "Imported records", "LEGACY", True),
)
#: The letterhead to begin with; an administrator adds the address.
DEPARTMENT = "U.S. Department of Homeland Security"
#: agency, code, name, kind, code of the office that takes its referrals
OFFICES = (
    ("CBP", "LER", "Labor and Employee Relations", OfficeKind.LABOR_RELATIONS, None),
    ("ICE", "ELR", "Employee and Labor Relations", OfficeKind.LABOR_RELATIONS, None),
    ("LEGACY", "LEGACY-LR", "Imported discipline", OfficeKind.LABOR_RELATIONS, None),
    ("CBP", "IA", "Internal Affairs", OfficeKind.INVESTIGATIONS, "LER"),
    ("ICE", "OPR", "Office of Professional Responsibility", OfficeKind.INVESTIGATIONS, "ELR"),
    ("LEGACY", "LEGACY-IA", "Imported cases", OfficeKind.INVESTIGATIONS, "LEGACY-LR"),
    ("CBP", "CBP-OCC", "Office of Chief Counsel", OfficeKind.COUNSEL, None),
    ("CBP", "CBP-FO", "Office of Field Operations", OfficeKind.PROGRAM, None),
    ("CBP", "CBP-BP", "Border Patrol", OfficeKind.PROGRAM, None),
    ("CBP", "CBP-HQ", "Headquarters", OfficeKind.HEADQUARTERS, None),
    ("ICE", "ICE-HQ", "Headquarters", OfficeKind.HEADQUARTERS, None),
    ("ICE", "ICE-ERO", "Enforcement and Removal Operations", OfficeKind.PROGRAM, None),
)
#: Offices that take each other's cases where everybody who could decide is in conflict.
COUNTERPARTS = {"IA": "OPR", "OPR": "IA"}


def ensure_offices(session: Session) -> int:
    """Add the agencies and offices that are missing; the number added. Never changes one."""
    added = 0
    agencies = {row.code: row for row in session.scalars(select(Agency))}
    for code, name, scheme, is_legacy in AGENCIES:
        if code not in agencies:
            agencies[code] = Agency(
                code=code,
                name=name,
                scheme=scheme,
                is_legacy=is_legacy,
                letterhead="" if is_legacy else DEPARTMENT,
            )
            session.add(agencies[code])
            added += 1
    session.flush()
    offices = {row.code: row for row in session.scalars(select(Office))}
    standing = set(offices)
    for agency, code, name, kind, refers_to in OFFICES:
        if code in offices:
            continue
        principal = Principal(kind=PrincipalKind.OFFICE)
        session.add(principal)
        session.flush()
        offices[code] = Office(
            agency_id=agencies[agency].id,
            code=code,
            name=name,
            kind=kind,
            principal_id=principal.id,
            refers_to_id=offices[refers_to].id if refers_to else None,
        )
        session.add(offices[code])
        session.flush()
        added += 1
    for code in COUNTERPARTS.keys() - standing:
        offices[code].counterpart_id = offices[COUNTERPARTS[code]].id
    session.flush()
    return added
