"""Every worked date of the domain reference (§§4.5, 7), and a table computed by hand.

The comments are the arithmetic; the weekday stands where it decides.
"""

from datetime import date

import pytest

WORKED = [
    # §4.5: receipt Fri 2024-03-01.
    ("ANSWER_SUBPART_D", "2024-03-01", "2024-03-08"),
    ("NOTICE_SUBPART_D", "2024-03-01", "2024-03-31"),  # a Sunday, which shortens nothing
    ("EFFECTIVE_SUBPART_D", "2024-03-01", "2024-04-01"),
    ("MSPB_APPEAL", "effective=2024-05-31,receipt=2024-05-28", "2024-07-01"),  # Sun Jun 30
    ("USC3322_NOTIFY", "2024-06-03", "2024-06-08"),  # a Saturday, and stays
    ("USC3322_NOTATION", "2024-06-03", "2024-07-13"),  # a Saturday, and stays
    # §7: Columbus Day is Mon 2022-10-10.
    ("FOIA_INITIAL", "2022-09-06", "2022-10-04"),
    ("FOIA_EXTENDED", "2022-09-06", "2022-10-19"),
    # The design's action 202600871-D01.
    ("EFFECTIVE_SUBPART_D", "2026-10-20", "2026-11-20"),
    ("ANSWER_SUBPART_D", "2026-10-20", "2026-10-27"),
    ("DECISION", "2026-11-05", "2026-12-21"),  # Nov 5 + 45 = Sun Dec 20
    ("MSPB_APPEAL", "2026-12-04", "2027-01-04"),  # Dec 4 + 30 = Sun Jan 3
    # 5 CFR 1201.23, examples 1 and 2.
    ("MSPB_APPEAL", "2027-07-01", "2027-08-02"),  # Jul 1 + 30 = Sat Jul 31
    ("MAIL_RESPONSE", "2012-10-25", "2012-10-30"),
    # 5 CFR 2425.2(b): served May 1, day 30 is May 31.
    ("FLRA_EXCEPTIONS", "2024-05-01", "2024-05-31"),
]

BY_HAND = [
    ("MAILBOX_KEPT", "2026-11-20", "2027-05-19"),  # 180 days, holidays and Sundays too
    ("CONFLICT_DECISION", "2026-11-20", "2026-11-23"),  # Fri to Mon
    ("CONFLICT_DECISION", "2026-11-25", "2026-11-27"),  # Thu Nov 26 is Thanksgiving Day
    # Leap days. 2024: Feb 29 is a day like others; 2023 has none.
    ("ANSWER_SUBPART_D", "2024-02-22", "2024-02-29"),  # Thu
    ("ANSWER_SUBPART_D", "2023-02-22", "2023-03-01"),  # 6 days of Feb left, then Mar 1
    ("NOTICE_SUBPART_D", "2024-01-30", "2024-02-29"),
    ("NOTICE_SUBPART_D", "2023-01-30", "2023-03-01"),
    ("EFFECTIVE_SUBPART_D", "2024-01-31", "2024-03-02"),  # Sat, no roll
    ("EFFECTIVE_SUBPART_D", "2100-01-31", "2100-03-03"),  # 2100 is no leap year
    ("CRIMINAL_INVESTIGATION", "2024-02-29", "2025-02-28"),  # Fri
    ("CRIMINAL_INVESTIGATION", "2023-03-01", "2024-02-29"),  # 365 days, a leap day among them
    # Month ends and years' ends.
    ("EEO_FORMAL_COMPLAINT", "2024-01-31", "2024-02-15"),
    ("EEO_COUNSELOR", "2024-11-15", "2024-12-30"),  # 15 of Nov, 30 of Dec
    ("EEO_COUNSELOR", "2023-11-17", "2024-01-02"),  # Mon Jan 1 is New Year's Day
    ("USC3322_RESPONSE", "2024-12-15", "2025-01-14"),
    # Rolling over holidays.
    ("ANSWER_SUBPART_D", "2024-12-18", "2024-12-26"),  # Wed Dec 25
    ("ANSWER_SUBPART_D", "2021-07-25", "2021-08-02"),  # Sun Aug 1
    ("ANSWER_SUBPART_D", "2021-06-27", "2021-07-06"),  # Sun Jul 4, observed Mon Jul 5
    ("ANSWER_SUBPART_D", "2020-06-26", "2020-07-06"),  # Fri Jul 3 observes Sat Jul 4; weekend
    ("ANSWER_SUBPART_D", "2021-12-24", "2022-01-03"),  # Fri Dec 31 observes Sat Jan 1, 2022
    ("ANSWER_SUBPART_D", "2027-12-24", "2028-01-03"),  # the same, six years on
    ("ANSWER_SUBPART_D", "2022-06-13", "2022-06-21"),  # Mon Jun 20 observes Sun Jun 19
    ("ANSWER_SUBPART_D", "2021-06-11", "2021-06-21"),  # Fri Jun 18 observes Sat Jun 19; new law
    ("ANSWER_SUBPART_D", "2020-06-12", "2020-06-19"),  # before Juneteenth was a holiday
    ("ANSWER_SUBPART_D", "2024-11-21", "2024-11-29"),  # Thanksgiving; the Friday is a workday
    ("ANSWER_SUBPART_D", "2023-11-03", "2023-11-13"),  # Fri Nov 10 observes Sat Nov 11; weekend
    ("EEO_FORMAL_COMPLAINT", "2025-01-05", "2025-01-21"),  # Mon Jan 20: King; not inauguration
    # Workdays.
    ("TRIAGE", "2024-03-01", "2024-03-05"),  # Fri; Mon 1, Tue 2
    ("TRIAGE", "2024-03-02", "2024-03-05"),  # Sat, the same
    ("TRIAGE", "2024-05-24", "2024-05-29"),  # Fri; Mon is Memorial Day
    ("OIG_REFERRAL", "2020-07-02", "2020-07-06"),  # Thu; Fri observes Jul 4
    ("OIG_ANSWER", "2021-12-30", "2022-01-03"),  # Thu; Fri observes New Year
    ("OIG_NOTICE", "2024-12-20", "2024-12-30"),  # Fri; 23 24 26 27 30
    ("TRANSFER_ANSWER", "2024-05-24", "2024-05-29"),  # Fri; Mon is Memorial Day
    ("ASSIGNMENT", "2026-11-12", "2026-11-19"),  # Thu; 13 16 17 18 19
    ("REFERRAL_TO_LR", "2026-11-23", "2026-12-01"),  # Mon; 24 25 27 30 1
    ("CLOSURE_CODING", "2024-12-31", "2025-01-15"),  # 2 3 6 7 8 9 10 13 14 15
    ("FOIA_INITIAL", "2024-10-01", "2024-10-30"),  # 13 in Oct 2-18 less Columbus = 12; 8 more
    ("FOIA_INITIAL", "2024-12-02", "2024-12-31"),  # Dec 3-31 has 21 weekdays less Christmas
    # Stage targets in calendar days.
    ("ADMIN_INVESTIGATION", "2024-01-02", "2024-07-01"),  # Jun 30 is day 180, a Sunday
    ("REFERRAL_REPLY", "2024-03-01", "2024-04-01"),  # Sun Mar 31
    ("REFERRAL_OUTCOME", "2024-01-02", "2024-07-01"),  # Sun Jun 30
    ("MANAGEMENT_INQUIRY", "2024-01-02", "2024-04-01"),  # 29 + 29 + 31 = 89, so Apr 1
    ("ROI_REVIEW", "2024-02-16", "2024-03-04"),  # Sat Mar 2
    ("LR_CASE_ANALYSIS", "2024-03-15", "2024-04-15"),  # Sun Apr 14
    ("PROPOSAL", "2024-03-04", "2024-06-03"),  # Jun 2 is day 90, a Sunday
    # Later of two.
    ("MSPB_APPEAL", "effective=2024-05-01,receipt=2024-05-10", "2024-06-10"),  # Jun 9 is a Sunday
    ("MSPB_APPEAL_ADR", "effective=2024-05-31,receipt=2024-05-28", "2024-07-30"),
    ("MSPB_AFTER_OSC", "issued=2024-01-02,received=2024-01-04", "2024-03-07"),  # 65 wins
    ("MSPB_AFTER_OSC", "issued=2024-01-02,received=2024-01-12", "2024-03-12"),  # 60 wins
    ("MSPB_AFTER_OSC", "issued=2024-01-02,received=2024-01-07", "2024-03-07"),  # both the same
    ("MSPB_PETITION_FOR_REVIEW", "issued=2024-01-02,received=2024-01-03", "2024-02-06"),
    ("MSPB_PETITION_FOR_REVIEW", "issued=2024-01-02,received=2024-01-19", "2024-02-20"),  # holiday
    # Courts, discovery and the rest.
    ("FEDERAL_CIRCUIT", "2024-07-03", "2024-09-03"),  # Sun Sep 1, then Labor Day
    ("ARBITRATION_FEDERAL_CIRCUIT", "2024-01-01", "2024-03-01"),
    ("MIXED_DISTRICT_COURT", "2024-01-26", "2024-02-26"),  # Sun Feb 25
    ("MSPB_AGENCY_RESPONSE", "2024-06-14", "2024-07-05"),  # Thu Jul 4
    ("MSPB_DISCOVERY_INITIAL", "2024-01-31", "2024-03-01"),
    ("MSPB_DISCOVERY_RESPONSE", "2024-02-09", "2024-02-29"),
    ("MSPB_DISCOVERY_FOLLOWUP", "2024-05-17", "2024-05-28"),  # Mon May 27 is Memorial Day
    ("MSPB_MOTION_TO_COMPEL", "2024-08-23", "2024-09-03"),  # Mon Sep 2 is Labor Day
    ("MSPB_PFR_RESPONSE", "2024-10-17", "2024-11-12"),  # Mon Nov 11 is Veterans Day
    ("USC3322_APPEAL_NOTATION", "2024-11-14", "2024-11-28"),  # Thanksgiving, and stays
    ("USC3322_REMOVE_NOTATION", "2024-12-11", "2024-12-25"),  # Christmas, and stays
    ("PREA_REVIEW_DETENTION", "2024-06-01", "2024-07-01"),
    ("PREA_REVIEW_HOLDING", "2024-06-07", "2024-07-07"),  # Sun, and stays
    ("PROBATION_CERTIFICATION", "2026-03-30", "2026-02-28"),  # 30 days before
    ("PROBATION_END", "2026-03-29", "2026-03-29"),  # a Sunday, and stays
    # What discipline counts besides.
    ("ANSWER_SUBPART_F", "2024-03-01", "2024-03-08"),
    ("NOTICE_SUBPART_F", "2024-03-01", "2024-03-31"),  # a Sunday, and stays
    ("EFFECTIVE_SUBPART_F", "2024-03-01", "2024-04-01"),
    ("ANSWER_USC_7515", "2024-03-01", "2024-03-15"),
    ("PRESUMED_RECEIPT", "2024-02-26", "2024-03-02"),  # 27 28 29, Mar 1, Sat Mar 2
    ("GRIEVANCE_FILING", "2024-03-01", "2024-03-01"),  # the agreement gives the days
    ("GRIEVANCE_STEP_2", "2024-03-01", "2024-03-01"),
    ("GRIEVANCE_STEP_3", "2024-03-01", "2024-03-01"),
    ("ARBITRATION_INVOKED", "2024-03-01", "2024-03-01"),
    ("JUDGE_ORDER", "2024-03-01", "2024-03-01"),
    ("PRIOR_DISCIPLINE_PERIOD", "2024-03-01", "2027-03-01"),  # 3 x 365, no leap day between
    ("REPRIMAND_EXPIRY", "2024-03-01", "2026-03-01"),  # 365 + 365
    ("RECORD_EXPIRY_SET", "2027-12-25", "2027-12-25"),  # the day that was set, a holiday or not
    # Leave, from Mon Mar 2, 2026; the first day counts.
    ("LEAVE_ADMIN_YEAR", "2026-03-02", "2026-03-13"),  # two weeks of 5
    ("LEAVE_DAY_30", "2026-03-02", "2026-04-10"),  # six weeks
    ("LEAVE_DAY_60", "2026-03-02", "2026-05-22"),  # twelve weeks
    ("LEAVE_DAY_70", "2026-03-02", "2026-06-08"),  # May 25 off: 64 on May 29, 69 on Jun 5
    ("LEAVE_DAY_90", "2026-03-02", "2026-07-08"),  # Jun 19 and Jul 3 off: 78, 83, 87 on Jul 2
    ("LEAVE_DAY_120", "2026-03-02", "2026-08-19"),  # 92 on Jul 10, then 97 to 117 on Aug 14
    ("LEAVE_EXTENSION", "2026-04-13", "2026-05-22"),  # six weeks
    ("LEAVE_AUTHORITY", "2026-04-10", "2026-04-10"),
]


def _starts(text: str) -> dict[str, date]:
    return {
        name: date.fromisoformat(day)
        for name, _, day in (part.partition("=") for part in text.split(","))
    }


@pytest.mark.parametrize(("code", "start", "expected"), WORKED + BY_HAND)
def test_date_is_exact(due, code, start, expected):
    found = due(code, **_starts(start)) if "=" in start else due(code, date.fromisoformat(start))
    assert found == date.fromisoformat(expected)


def test_every_rule_has_a_date_worked_by_hand(shipped):
    in_hours = {code for code, rule in shipped.items() if rule.terms[0].unit == "hours"}
    assert {code for code, *_ in WORKED + BY_HAND} == set(shipped) - in_hours
    assert in_hours == {"ANSWER_SUBPART_B"}, "worked in test_engine.py, with times"
