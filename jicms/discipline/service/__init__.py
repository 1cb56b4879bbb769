"""Writes of discipline. Every function takes `actor`, checks the policy, and flushes at most."""

from jicms.discipline.service.actions import (
    assign_specialist,
    deciding_package,
    is_barred,
    is_in_office,
    is_official,
    name_officials,
    proposing_package,
    released,
    today_of,
    zone_of,
)
from jicms.discipline.service.decision import (
    approve_early_effective,
    change_effective,
    missing_factors,
    record_decision,
    save_worksheet,
)
from jicms.discipline.service.ending import (
    conclude,
    make_effective,
    make_final,
    serve_decision,
    withdraw,
)
from jicms.discipline.service.notice import (
    answer_clock,
    answer_time_is_over,
    extend_answer,
    record_answer,
    serve_notice,
)
from jicms.discipline.service.penalties import (
    earliest_effective,
    floor_of,
    is_graver,
    penalty_type,
)
from jicms.discipline.service.proposal import (
    ChargeText,
    record_legal_review,
    record_proposal,
    referred_material,
)
from jicms.discipline.service.referrals import (
    accept_referral,
    code_subject,
    refer_to_lr,
    return_referral,
    start_action,
    uncode_subject,
)

__all__ = [
    "ChargeText",
    "accept_referral",
    "answer_clock",
    "answer_time_is_over",
    "approve_early_effective",
    "assign_specialist",
    "change_effective",
    "code_subject",
    "conclude",
    "deciding_package",
    "earliest_effective",
    "extend_answer",
    "floor_of",
    "is_barred",
    "is_graver",
    "is_in_office",
    "is_official",
    "make_effective",
    "make_final",
    "missing_factors",
    "name_officials",
    "penalty_type",
    "proposing_package",
    "record_answer",
    "record_decision",
    "record_legal_review",
    "record_proposal",
    "refer_to_lr",
    "referred_material",
    "released",
    "return_referral",
    "save_worksheet",
    "serve_decision",
    "serve_notice",
    "start_action",
    "today_of",
    "uncode_subject",
    "withdraw",
    "zone_of",
]
