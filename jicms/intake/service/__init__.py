"""Writes of the intake desk. Every function takes `actor`, checks the policy, flushes at most."""

from jicms.intake.complaint import Alleged, Complaint, Other, Reporter, Somebody
from jicms.intake.service.candidates import search_new, settle, suspected
from jicms.intake.service.drafts import (
    discard_draft,
    drop_expired,
    save_draft,
    typed_in,
)
from jicms.intake.service.duplicates import decide_duplicate
from jicms.intake.service.oig import (
    record_oig_answer,
    record_oig_notice,
    refer_to_oig,
    start_exigently,
)
from jicms.intake.service.receipts import case_of_receipt, give_receipt
from jicms.intake.service.received import (
    ask,
    dismiss,
    open_as_draft,
    reveal_file,
    reveal_words,
    take_in,
    tie,
)
from jicms.intake.service.recording import record_complaint
from jicms.intake.service.returning import complete, return_to_desk
from jicms.intake.service.taking import take_file
from jicms.intake.service.triage import (
    CLOSED_AT_TRIAGE,
    accept,
    begin_triage,
    held_up,
    information_only,
    open_charges,
    overruled,
    refer_out,
    route_to_management,
    take_back_acceptance,
)

__all__ = [
    "CLOSED_AT_TRIAGE",
    "Alleged",
    "Complaint",
    "Other",
    "Reporter",
    "Somebody",
    "accept",
    "ask",
    "begin_triage",
    "case_of_receipt",
    "complete",
    "decide_duplicate",
    "discard_draft",
    "dismiss",
    "drop_expired",
    "give_receipt",
    "held_up",
    "information_only",
    "open_as_draft",
    "open_charges",
    "overruled",
    "record_complaint",
    "record_oig_answer",
    "record_oig_notice",
    "refer_out",
    "refer_to_oig",
    "return_to_desk",
    "reveal_file",
    "reveal_words",
    "route_to_management",
    "save_draft",
    "search_new",
    "settle",
    "start_exigently",
    "suspected",
    "take_back_acceptance",
    "take_file",
    "take_in",
    "tie",
    "typed_in",
]
