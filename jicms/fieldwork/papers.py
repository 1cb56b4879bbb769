"""The letter of a request for records: a letter, or a subpoena to be signed and served."""

from jicms.core.errors import RuleBroken
from jicms.documents import render
from jicms.fieldwork.kinds import Authority
from jicms.fieldwork.models_requests import RecordsRequest
from jicms.web.dates import day

_TITLES = {
    Authority.VOLUNTARY: "Request for records",
    Authority.CONSENT: "Request for records, with consent",
    Authority.ADMINISTRATIVE_SUBPOENA: "Administrative subpoena for records",
    Authority.COURT_ORDER: "Records under a court order",
    Authority.GRAND_JURY: "Records under a grand jury subpoena",
}
#: How each begins. `{rests}` is the statute, order or docket.
_OPENINGS = {
    Authority.VOLUNTARY: (
        "This office is conducting an official inquiry and asks you for the records described"
        " below. You may decline."
    ),
    Authority.CONSENT: (
        "The person to whom the records below relate has agreed in writing that you give them to"
        " this office. A copy of that consent is enclosed."
    ),
    Authority.ADMINISTRATIVE_SUBPOENA: (
        "Under {rests}, you are required to produce the records described below to this office."
        " If you do not, the United States may ask a court to enforce this subpoena."
    ),
    Authority.COURT_ORDER: (
        "The order {rests}, a copy of which is enclosed, requires you to produce the records"
        " described below."
    ),
    Authority.GRAND_JURY: (
        "The grand jury subpoena {rests}, a copy of which is enclosed, requires you to produce the"
        " records described below."
    ),
}
#: What a court or an office with that power commands: whoever hands it over certifies so.
_SERVED = frozenset({Authority.ADMINISTRATIVE_SUBPOENA, Authority.GRAND_JURY})


def reference(request: RecordsRequest) -> str:
    """`202600044-I1-Q3`: what an answer quotes."""
    return f"{request.case.number}-I{request.investigation.n}-Q{request.n}"


def missing(request: RecordsRequest) -> list[str]:
    """What the letter needs and the request does not hold yet, in words."""
    needed = (
        ("the address", request.address),
        ("where the records are to be sent", request.return_to),
        ("the day they are due", request.due_on),
        ("who sees to it", request.owner_id),
    )
    return [name for name, value in needed if not value]


def letter_pdf(request: RecordsRequest) -> bytes:
    """The letter as a PDF, the same bytes for the same request. Raises `RuleBroken` while something
    that it needs is missing."""
    lacks = missing(request)
    if lacks:
        raise RuleBroken(f"The letter needs first: {', '.join(lacks)}.")
    case, kind = request.case, request.authority
    return render(
        "fieldwork/letter",
        {
            "title": _TITLES[kind],
            "reference": reference(request),
            "agency": case.agency.name,
            "office": case.lead_office.name,
            "telephone": case.lead_office.telephone,
            "issued": day(request.issued_on),
            "due": day(request.due_on) if request.due_on else "",
            "addressee": request.addressee,
            "address": request.address,
            "opening": _OPENINGS[kind].format(rests=request.citation),
            "what": request.what,
            "return_to": request.return_to,
            "voluntary": kind in {Authority.VOLUNTARY, Authority.CONSENT},
            "served": kind in _SERVED,
            "commanded": kind is Authority.ADMINISTRATIVE_SUBPOENA,
            "contact": request.owner.name if request.owner else "",
        },
        at=request.created_at,
    )
