"""How codes look: the tone of a status tag, the mark of a finding. Their words: `core.words`.

A tone says who has to move, not which stage it is (`design/README.md`). Features add codes with
`TONES.update(...)`; the same word has the same tone everywhere.
"""

#: Status code -> new | work | hold | review | done | stop.
TONES: dict[str, str] = {
    # Nobody works on it yet
    "RECEIVED": "new",
    "TRIAGE": "new",
    "DRAFT": "new",
    "PLANNED": "new",
    "NOT_REFERRED": "new",
    # Ours to move
    "ASSIGNED": "work",
    "OPEN": "work",
    "REPORT_DRAFT": "work",
    "PROPOSED": "work",
    "SERVED": "work",
    "EFFECTIVE": "work",
    # Waits for somebody outside
    "OIG_PENDING": "hold",
    "SUSPENDED_FOR_PROSECUTION": "hold",
    "SUSPENDED": "hold",
    "PAUSED": "hold",
    "RETURNED": "hold",
    "ANSWER": "hold",
    "REFERRED": "hold",
    # Waits for a judgment of ours
    "ROI_REVIEW": "review",
    "REPORT_REVIEW": "review",
    "SUBMITTED": "review",
    "IN_ADJUDICATION": "review",
    "DECISION": "review",
    # Finished
    "CLOSED": "done",
    "MET": "done",
    "FINAL": "done",
    "CODED": "done",
    "DONE": "done",
    "APPROVED": "done",
    # Left the road
    "REFERRED_OUT": "stop",
    "MERGED_DUPLICATE": "stop",
    "ENTERED_IN_ERROR": "stop",
    "WITHDRAWN": "stop",
}

#: Finding code -> yes | part | open | not | admin. Shape, never colour: a finding is no news.
FINDING_SHAPES: dict[str, str] = {
    "SUBSTANTIATED": "yes",
    "PARTIALLY_SUBSTANTIATED": "part",
    "UNSUBSTANTIATED": "open",
    "UNFOUNDED": "not",
    "EXONERATED": "not",
    "REFERRED_TO_MANAGEMENT": "admin",
    "ADMIN_CLOSED": "admin",
    "ADMINISTRATIVELY_CLOSED": "admin",
}
