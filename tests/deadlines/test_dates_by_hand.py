"""More dates by hand, each with its arithmetic: month ends, leap days, holidays, both changes of
the clocks, mail, presumed receipt, agreements, extensions. Every rule of the list occurs."""

from datetime import date, datetime, timedelta

import pytest

from jicms.deadlines.engine import Bound, compute, later_of
from jicms.deadlines.terms import Rule, Term, Unit
from tests.deadlines.conftest import ZONE

DATES = [
    # The time to answer, and the effective date.
    ("ANSWER_SUBPART_D", "2026-02-21", "2026-03-02", "21 + 7 = Sat Feb 28; Mon Mar 2"),
    ("ANSWER_SUBPART_D", "2028-02-22", "2028-02-29", "22 + 7 = 29, a leap day, Tue"),
    ("ANSWER_SUBPART_D", "2021-01-13", "2021-01-20", "Wed Jan 20: Inauguration Day is no holiday"),
    ("NOTICE_SUBPART_D", "2028-01-30", "2028-02-29", "1 of Jan, 29 of Feb = 30"),
    ("NOTICE_SUBPART_D", "2026-11-25", "2026-12-25", "5 of Nov, 25 of Dec; Christmas stays"),
    ("EFFECTIVE_SUBPART_D", "2027-01-29", "2027-03-01", "2 of Jan, 28 of Feb, 1 of Mar = 31"),
    ("EFFECTIVE_SUBPART_D", "2028-01-29", "2028-02-29", "2 of Jan, 29 of Feb = 31"),
    ("ANSWER_SUBPART_F", "2026-12-18", "2026-12-28", "18 + 7 = Fri Dec 25; weekend; Mon 28"),
    ("NOTICE_SUBPART_F", "2026-11-30", "2026-12-30", "30 of Dec"),
    ("EFFECTIVE_SUBPART_F", "2026-11-30", "2026-12-31", "31 of Dec"),
    ("ANSWER_USC_7515", "2026-12-18", "2027-01-04", "13 of Dec, Fri Jan 1 = 14; Mon Jan 4"),
    # Service by mail, agreements, the ends of a reprimand and of probation.
    ("PRESUMED_RECEIPT", "2026-12-24", "2026-12-29", "25 26 27 28 29: holidays count"),
    ("PRESUMED_RECEIPT", "2028-02-25", "2028-03-01", "26 27 28 29 of Feb, Mar 1"),
    ("PRESUMED_RECEIPT", "2027-02-25", "2027-03-02", "26 27 28 of Feb, Mar 1 and 2"),
    ("MAIL_RESPONSE", "2026-12-28", "2027-01-04", "3 of Dec, Jan 2 = 5, a Sat; Mon Jan 4"),
    ("GRIEVANCE_FILING", "2026-07-04", "2026-07-04", "its own days are the agreement's"),
    ("GRIEVANCE_STEP_2", "2026-07-04", "2026-07-04", "likewise"),
    ("GRIEVANCE_STEP_3", "2026-07-04", "2026-07-04", "likewise"),
    ("ARBITRATION_INVOKED", "2026-07-04", "2026-07-04", "likewise"),
    ("JUDGE_ORDER", "2026-07-04", "2026-07-04", "the order gives the date, a holiday or not"),
    ("REPRIMAND_EXPIRY", "2026-03-01", "2028-02-29", "365 = Mar 1, 2027; 365 = Feb 29, 2028"),
    ("REPRIMAND_EXPIRY", "2024-12-31", "2026-12-31", "365 + 365, no leap day between"),
    (
        *("PRIOR_DISCIPLINE_PERIOD", "2027-03-01", "2030-02-28"),
        "365 = Feb 29, 2028; 365 = Feb 28, 2029; 365 = Feb 28, 2030",
    ),
    ("PROBATION_END", "2026-12-25", "2026-12-25", "the day itself"),
    ("PROBATION_CERTIFICATION", "2028-03-30", "2028-02-29", "30 back: 30 of Mar leave Feb 29"),
    ("PROBATION_CERTIFICATION", "2027-01-15", "2026-12-16", "15 of Jan, 15 of Dec: Dec 31 - 15"),
    # The Board and the courts.
    (
        *("MSPB_APPEAL", "effective=2026-11-25,receipt=2026-11-18", "2026-12-28"),
        "5 of Nov, 25 of Dec = Christmas, Fri; Mon Dec 28",
    ),
    (
        *("MSPB_APPEAL", "effective=2027-01-30,receipt=2027-01-29", "2027-03-01"),
        "1 of Jan, 28 of Feb, Mar 1, a Mon",
    ),
    (
        *("MSPB_APPEAL", "effective=2028-01-30,receipt=2028-01-30", "2028-02-29"),
        "1 of Jan, 29 of Feb",
    ),
    (
        *("MSPB_APPEAL_ADR", "effective=2026-11-04,receipt=2026-11-02", "2027-01-04"),
        "26 of Nov, 31 of Dec, Jan 3 = 60, a Sun; Mon Jan 4",
    ),
    (
        *("MSPB_AFTER_OSC", "issued=2026-12-01,received=2026-12-08", "2027-02-08"),
        "65 = Thu Feb 4; 60 = 23 of Dec, 31 of Jan, Feb 6, a Sat; Mon Feb 8",
    ),
    (
        *("MSPB_PETITION_FOR_REVIEW", "issued=2026-12-28,received=2027-01-04", "2027-02-03"),
        "35 = 3 of Dec, 31 of Jan, Feb 1; 30 = 27 of Jan, Feb 3",
    ),
    ("MSPB_PFR_RESPONSE", "2027-02-03", "2027-03-01", "25 of Feb = Sun Feb 28; Mon Mar 1"),
    ("MSPB_AGENCY_RESPONSE", "2026-06-29", "2026-07-20", "1 of Jun, Jul 19, a Sun; Mon 20"),
    ("MSPB_DISCOVERY_INITIAL", "2026-08-08", "2026-09-08", "23 of Aug, Sep 7 = Labor Day; Tue"),
    ("MSPB_DISCOVERY_RESPONSE", "2026-12-05", "2026-12-28", "5 + 20 = Fri Dec 25; Mon 28"),
    ("MSPB_DISCOVERY_FOLLOWUP", "2026-06-25", "2026-07-06", "5 of Jun, Jul 5, a Sun; Mon 6"),
    ("MSPB_MOTION_TO_COMPEL", "2027-05-21", "2027-06-01", "21 + 10 = 31, Memorial Day; Tue"),
    ("FEDERAL_CIRCUIT", "2027-01-02", "2027-03-03", "29 of Jan, 28 of Feb, 3 of Mar = 60"),
    ("FEDERAL_CIRCUIT", "2028-01-01", "2028-03-01", "30 of Jan, 29 of Feb, 1 of Mar = 60"),
    (
        *("ARBITRATION_FEDERAL_CIRCUIT", "2026-11-02", "2027-01-04"),
        "28 of Nov, 31 of Dec, Fri Jan 1 = 60; Mon Jan 4",
    ),
    ("MIXED_DISTRICT_COURT", "2026-12-19", "2027-01-19", "12 of Dec, Jan 18 = King; Tue 19"),
    ("FLRA_EXCEPTIONS", "2027-01-16", "2027-02-16", "15 of Jan, Feb 15 = Washington; Tue 16"),
    ("EEO_COUNSELOR", "2026-08-28", "2026-10-13", "3 + 30 + 12 = Oct 12, Columbus; Tue 13"),
    ("EEO_COUNSELOR", "2028-01-15", "2028-02-29", "16 of Jan, 29 of Feb = 45"),
    ("EEO_FORMAL_COMPLAINT", "2026-10-27", "2026-11-12", "4 + 11 = Wed Nov 11, Veterans; Thu"),
    ("EEO_FORMAL_COMPLAINT", "2033-01-05", "2033-01-20", "5 + 15, Thu: Inauguration Day counts"),
    # 5 USC 3322, FOIA, PREA.
    ("USC3322_NOTIFY", "2026-12-28", "2027-01-02", "3 of Dec, Jan 2, a Sat, and stays"),
    ("USC3322_RESPONSE", "2027-01-31", "2027-03-02", "28 of Feb, 2 of Mar = 30"),
    ("USC3322_NOTATION", "2028-01-21", "2028-03-01", "10 of Jan, 29 of Feb, 1 of Mar = 40"),
    ("USC3322_APPEAL_NOTATION", "2026-12-18", "2027-01-01", "13 + 1: New Year, and stays"),
    ("USC3322_REMOVE_NOTATION", "2028-02-15", "2028-02-29", "15 + 14"),
    (
        *("FOIA_INITIAL", "2026-11-25", "2026-12-24"),
        "Nov 27, 30 = 2; Dec 1-4 = 6, 7-11 = 11, 14-18 = 16, 21-24 = 20",
    ),
    (
        *("FOIA_EXTENDED", "2026-12-18", "2027-02-03"),
        "Dec 21-24 = 4, 28-31 = 8; Jan 4-8 = 13, 11-15 = 18, 19-22 = 22, 25-29 = 27; Feb 1-3 = 30",
    ),
    ("PREA_REVIEW_DETENTION", "2028-01-31", "2028-03-01", "29 of Feb, 1 of Mar"),
    ("PREA_REVIEW_HOLDING", "2026-11-25", "2026-12-25", "5 + 25: Christmas, and stays"),
    # The agency's own targets.
    ("TRIAGE", "2026-07-01", "2026-07-06", "Thu 2 = 1; Fri 3 observes the 4th; Mon 6 = 2"),
    ("OIG_REFERRAL", "2026-10-09", "2026-10-13", "Fri; Mon 12 is Columbus Day; Tue = 1"),
    ("OIG_ANSWER", "2028-12-29", "2029-01-02", "Fri; Mon Jan 1; Tue = 1"),
    ("OIG_NOTICE", "2027-06-17", "2027-06-25", "Fri 18 observes Sat 19; 21-25 = 5"),
    ("REFERRAL_REPLY", "2026-12-05", "2027-01-04", "26 of Dec, 4 of Jan = 30, Mon"),
    ("REFERRAL_OUTCOME", "2027-01-01", "2027-06-30", "30 + 28 + 31 + 30 + 31 + 30 = 180, Wed"),
    ("TRANSFER_ANSWER", "2026-12-31", "2027-01-05", "Fri Jan 1; Mon 4 = 1, Tue 5 = 2"),
    ("ASSIGNMENT", "2027-09-01", "2027-09-09", "2, 3 = 2; Mon 6 Labor Day; 7, 8, 9 = 5"),
    ("CRIMINAL_INVESTIGATION", "2027-03-01", "2028-02-29", "366 days to Mar 1, so Feb 29"),
    ("ADMIN_INVESTIGATION", "2027-12-31", "2028-06-28", "31 + 29 + 31 + 30 + 31 + 28 = 180"),
    ("MANAGEMENT_INQUIRY", "2026-11-01", "2027-02-01", "29 + 31 + 30 = Sat Jan 30; Mon"),
    ("ROI_REVIEW", "2026-12-17", "2027-01-04", "14 of Dec, Fri Jan 1 = 15; Mon Jan 4"),
    ("REFERRAL_TO_LR", "2026-12-22", "2026-12-30", "23, 24 = 2; 28, 29, 30 = 5"),
    ("LR_CASE_ANALYSIS", "2027-01-16", "2027-02-16", "15 of Jan, Feb 15 = Washington; Tue"),
    ("PROPOSAL", "2026-10-05", "2027-01-04", "26 + 30 + 31 + 3 = Sun Jan 3; Mon"),
    ("DECISION", "2026-11-27", "2027-01-11", "3 + 31 + 11 = 45, Mon"),
    ("CLOSURE_CODING", "2026-11-23", "2026-12-08", "24, 25, 27, 30 = 4; Dec 1-4 = 8, 7, 8 = 10"),
    ("CONFLICT_DECISION", "2026-11-10", "2026-11-12", "Wed 11 is Veterans Day; Thu = 1"),
    ("MAILBOX_KEPT", "2027-09-03", "2028-03-01", "27 + 31 + 30 + 31 + 31 + 29 + 1 = 180"),
    ("RECORD_EXPIRY_SET", "2028-02-29", "2028-02-29", "the day that was set"),
    # Leave: its first day counts, Monday to Friday unless the tour is another (test_tours).
    ("LEAVE_ADMIN_YEAR", "2027-01-04", "2027-01-15", "4-8 and 11-15 of Jan = 10"),
    ("LEAVE_DAY_30", "2027-01-04", "2027-02-16", "10, 4 (King) = 14, 19, 24, 29; Feb 15 off; 16"),
    ("LEAVE_DAY_60", "2027-03-01", "2027-05-21", "12 weeks of 5, the twelfth Fri"),
    ("LEAVE_DAY_70", "2027-03-01", "2027-06-07", "65 on May 28, 31 off, 69 on Jun 4, Mon 7"),
    ("LEAVE_DAY_90", "2027-03-01", "2027-07-07", "74, 78 (Jun 18 off), 83, 88; Jul 5 off; 6, 7"),
    ("LEAVE_DAY_120", "2027-03-01", "2027-08-18", "92 on Jul 9, 97, 102, 107, 112, 117; Wed 18"),
    ("LEAVE_EXTENSION", "2028-02-14", "2028-03-27", "5, 9 (Feb 21 off), 14, 19, 24, 29; Mon 27"),
    ("LEAVE_AUTHORITY", "2026-07-04", "2026-07-04", "the last day itself, a Sat; no roll"),
]

#: 24 elapsed hours; the offset says which clock it is.
HOURS = [
    ("2026-03-07T15:00-05:00", "2026-03-08T16:00-04:00", "clocks forward at 2: an hour later"),
    ("2026-03-08T01:30-05:00", "2026-03-09T02:30-04:00", "half an hour before the change"),
    ("2026-03-08T03:00-04:00", "2026-03-09T03:00-04:00", "the first minute of summer time"),
    ("2026-10-31T15:00-04:00", "2026-11-01T14:00-05:00", "clocks back at 2: an hour earlier"),
    ("2026-11-01T01:30-04:00", "2026-11-02T00:30-05:00", "1:30 for the first time"),
    ("2026-11-01T01:30-05:00", "2026-11-02T01:30-05:00", "1:30 for the second time"),
    ("2028-02-28T09:15-05:00", "2028-02-29T09:15-05:00", "into a leap day"),
    ("2026-12-31T23:59-05:00", "2027-01-01T23:59-05:00", "a holiday stays"),
    ("2026-11-25T10:00-05:00", "2026-11-26T10:00-05:00", "so does Thanksgiving"),
]

#: (start, what bounds the answer, expected, arithmetic). Receipt + 7 is the floor.
ANSWERS = [
    (
        *("sent 2026-11-20", (), "2026-12-02"),
        "mail: 20 + 5 = Wed Nov 25; + 7: 5 of Nov, 2 of Dec, Wed",
    ),
    (
        *("sent 2028-02-24", (), "2028-03-07"),
        "mail: 24 + 5 = Tue Feb 29; + 7 = Tue Mar 7",
    ),
    (
        *("sent 2026-12-20", (), "2027-01-04"),
        "mail: 20 + 5 = Fri Dec 25, receipt may be a holiday; + 7 = Fri Jan 1; Mon Jan 4",
    ),
    (
        *("2026-11-25", ("10 workdays",), "2026-12-10"),
        "agreement: Nov 27, 30 = 2; Dec 1-4 = 6, 7-10 = 10; later than Dec 2",
    ),
    (
        *("2026-11-25", ("5 calendar_days",), "2026-12-02"),
        "agreement: Nov 30, earlier than the 7 days of Dec 2, which stand",
    ),
    (
        *("2026-11-25", ("14 calendar_days", "2026-12-04"), "2026-12-09"),
        "agreement: 5 + 9 = Dec 9; the notice gives Dec 4; the later counts",
    ),
    (
        *("2026-11-25", ("14 calendar_days", "2026-12-11"), "2026-12-11"),
        "the notice gives more than the agreement's Dec 9",
    ),
    (
        *("2026-11-25", ("2026-12-09", "2026-12-16", "2026-12-23"), "2026-12-23"),
        "the notice, and an extension of 7 days, and another",
    ),
    (
        *("sent 2026-12-16", ("10 workdays", "2027-01-08"), "2027-01-08"),
        "mail: Mon 21; 22-24 = 3, 28-31 = 7, Jan 4-6 = 10; extended to Jan 8",
    ),
    (
        *("2026-12-26", ("2027-01-03",), "2027-01-04"),
        "26 + 7 = Sat Jan 2; Mon Jan 4; the notice's Sun Jan 3 is earlier",
    ),
]


def _starts(text, rule):
    if "=" not in text:
        return dict.fromkeys(rule.start_names, date.fromisoformat(text))
    pairs = (part.split("=") for part in text.split(","))
    return {name: date.fromisoformat(day) for name, day in pairs}


@pytest.mark.parametrize("case", DATES, ids=lambda case: f"{case[0]}-{case[1]}")
def test_date_is_exact(shipped, table, case):
    code, start, expected, arithmetic = case
    rule = shipped[code]
    found = compute(rule, _starts(start, rule), table, ZONE).due
    assert found == date.fromisoformat(expected), arithmetic


@pytest.mark.parametrize(("start", "expected", "arithmetic"), HOURS)
def test_24_hours_are_exact(shipped, table, start, expected, arithmetic):
    at = datetime.fromisoformat(start)
    found = compute(shipped["ANSWER_SUBPART_B"], {"receipt": at}, table, ZONE).due
    assert found.isoformat(timespec="minutes") == expected, arithmetic


@pytest.mark.parametrize("case", ANSWERS, ids=lambda case: case[0])
def test_the_answer_is_due_on_the_latest(shipped, table, case):
    start, bounds, expected, arithmetic = case
    day = date.fromisoformat(start.removeprefix("sent "))
    if start.startswith("sent"):
        day = compute(shipped["PRESUMED_RECEIPT"], {"sent": day}, table, ZONE).due
    floor = compute(shipped["ANSWER_SUBPART_D"], {"receipt": day}, table, ZONE)
    found = later_of(floor, [_bound(each, day, table) for each in bounds], ZONE)
    assert found.due == date.fromisoformat(expected), arithmetic
    assert found.steps[-1].date == found.due


def _bound(text, receipt, table):
    number, _, unit = text.partition(" ")
    if not unit:
        return Bound("Date given", date.fromisoformat(text))
    rule = Rule("AGREEMENT", (Term("receipt", int(number), Unit(unit)),))
    return Bound("Agreement", compute(rule, {"receipt": receipt}, table, ZONE).due)


def test_every_rule_has_one_of_these_dates_too(shipped):
    assert {code for code, *_ in DATES} | {"ANSWER_SUBPART_B"} == set(shipped)
    assert len(DATES) + len(HOURS) + len(ANSWERS) > 80


def test_presumed_receipt_moves_with_its_rule(shipped, table):
    """An office that sets another number of days gets another day."""
    rule = shipped["PRESUMED_RECEIPT"]
    sent = date(2026, 12, 24)
    for number in (1, 3, 10):
        changed = Rule(rule.code, (Term("sent", number, Unit.CALENDAR_DAYS),))
        found = compute(changed, {"sent": sent}, table, ZONE).due
        assert found == sent + timedelta(days=number)
