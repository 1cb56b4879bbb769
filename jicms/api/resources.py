"""Records as plain values for the schemas: everything is loaded here."""

from collections.abc import Sequence
from typing import Any

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from jicms.allegations.models import Allegation, AllegationSubject
from jicms.cases.directory import directory
from jicms.cases.models import Case, Party
from jicms.core import unit_of_work


def _office(office_id: int) -> str:
    found = directory().offices.get(office_id)
    return found.code if found else ""


def brief(row: Any) -> dict[str, Any]:
    """A row of the list of cases."""
    return {
        "number": row.number,
        "title": row.title,
        "status": row.status.value,
        "status_since": row.status_since,
        "case_type": row.case_type_code,
        "severity_class": row.class_code,
        "office": _office(row.lead_office_id),
        "lead": row.lead_name,
        "restricted": row.restricted,
        "received_at": row.received_at,
        "closed_on": row.closed_on,
        "url": url_for("api.case", number=row.number),
    }


def case(record: Case) -> dict[str, Any]:
    """A case with what its header shows."""
    merged = record.merged_into if record.merged_into_id else None
    return {
        "number": record.number,
        "title": record.title,
        "status": record.status.value,
        "status_since": record.status_since,
        "case_type": record.case_type_code,
        "severity_class": record.class_code,
        "office": record.lead_office.code,
        "lead": record.lead.name if record.lead else None,
        "restricted": record.restricted,
        "received_at": record.received_at,
        "closed_on": record.closed_on,
        "agency": record.agency.code,
        "origin_office": _office(record.origin_office_id),
        "origin": record.origin.value,
        "received_on": record.received_on,
        "opened_at": record.opened_at,
        "closure": record.closure_code,
        "refer_out": record.refer_out_code,
        "merged_into": merged.number if merged else None,
        "source_status": record.legacy_status,
        "url": url_for("api.case", number=record.number),
        "allegations_url": url_for("api.allegations", number=record.number),
        "parties_url": url_for("api.parties", number=record.number),
    }


def bare_allegations(record: Case, known: Sequence[int]) -> Sequence[Allegation]:
    """The allegations of a case that have no subject whom the viewer may see."""
    return (
        unit_of_work.session()
        .scalars(
            select(Allegation)
            .where(Allegation.case_id == record.id, Allegation.id.not_in(known))
            .options(joinedload(Allegation.detail))
        )
        .all()
    )


def allegation(record: Allegation, charges: Sequence[AllegationSubject]) -> dict[str, Any]:
    """An allegation with those of its subjects that the viewer may see."""
    return {
        "n": record.n,
        "category": record.category_code,
        "severity_class": record.class_code,
        "intake_method": record.intake_method_code,
        "received_at": record.received_at,
        "incident_from": record.incident_from,
        "incident_to": record.incident_to,
        "source_category": record.legacy_category,
        "narrative": record.detail.narrative if record.detail else None,
        "subjects": [
            {
                "label": charge.label,
                "party": charge.party.n if charge.party else None,
                "finding": charge.finding_code,
            }
            for charge in charges
        ],
    }


def party(record: Party) -> dict[str, Any]:
    """A party. An alias stands alone: no number, no employment beside it."""
    person = record.person if not record.alias else None
    job = record.at_incident if not record.alias else None
    return {
        "n": record.n,
        "role": record.role.value,
        "name": record.name,
        "employee_number": person.employee_number if person else None,
        "identity_mode": record.identity_mode.value if record.identity_mode else None,
        "subject_status": record.subject_status.value if record.subject_status else None,
        "outcome": record.outcome_code,
        "program_office": (job.program_office or None) if job else None,
    }
