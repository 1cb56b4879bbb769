"""Rules and holidays are seeded once, refreshed carefully, never overwritten."""

import csv
from datetime import date

import pytest
from sqlalchemy import func, select

from jicms.core import clock
from jicms.core.errors import RuleBroken
from jicms.deadlines import loader, queries, rulebook
from jicms.deadlines.models import DeadlineRule, Holiday, HolidayKind
from jicms.deadlines.rulebook import Grounds
from jicms.deadlines.terms import Rule, Term, Unit

#: `model.md` §6, the stage defaults, and what discipline counts besides.
CODES = [
    "TRIAGE",
    "OIG_REFERRAL",
    "OIG_ANSWER",
    "CONFLICT_DECISION",
    "OIG_NOTICE",
    "REFERRAL_REPLY",
    "REFERRAL_OUTCOME",
    "TRANSFER_ANSWER",
    "ASSIGNMENT",
    "CRIMINAL_INVESTIGATION",
    "ADMIN_INVESTIGATION",
    "MANAGEMENT_INQUIRY",
    "ROI_REVIEW",
    "REFERRAL_TO_LR",
    "LR_CASE_ANALYSIS",
    "PROPOSAL",
    "DECISION",
    "CLOSURE_CODING",
    "ANSWER_SUBPART_B",
    "ANSWER_SUBPART_D",
    "NOTICE_SUBPART_D",
    "EFFECTIVE_SUBPART_D",
    "MSPB_APPEAL",
    "MSPB_APPEAL_ADR",
    "MSPB_AFTER_OSC",
    "MSPB_PETITION_FOR_REVIEW",
    "MSPB_PFR_RESPONSE",
    "MSPB_AGENCY_RESPONSE",
    "MSPB_DISCOVERY_INITIAL",
    "MSPB_DISCOVERY_RESPONSE",
    "MSPB_DISCOVERY_FOLLOWUP",
    "MSPB_MOTION_TO_COMPEL",
    "MAIL_RESPONSE",
    "FEDERAL_CIRCUIT",
    "ARBITRATION_FEDERAL_CIRCUIT",
    "MIXED_DISTRICT_COURT",
    "FLRA_EXCEPTIONS",
    "EEO_COUNSELOR",
    "EEO_FORMAL_COMPLAINT",
    "USC3322_NOTIFY",
    "USC3322_RESPONSE",
    "USC3322_NOTATION",
    "USC3322_APPEAL_NOTATION",
    "USC3322_REMOVE_NOTATION",
    "FOIA_INITIAL",
    "FOIA_EXTENDED",
    "PREA_REVIEW_DETENTION",
    "PREA_REVIEW_HOLDING",
    "PROBATION_CERTIFICATION",
    "MAILBOX_KEPT",
    "LEAVE_ADMIN_YEAR",
    "LEAVE_DAY_30",
    "LEAVE_DAY_60",
    "LEAVE_DAY_70",
    "LEAVE_DAY_90",
    "LEAVE_DAY_120",
    "LEAVE_EXTENSION",
    "LEAVE_AUTHORITY",
    "PRIOR_DISCIPLINE_PERIOD",
    "PROBATION_END",
    "ANSWER_SUBPART_F",
    "NOTICE_SUBPART_F",
    "EFFECTIVE_SUBPART_F",
    "ANSWER_USC_7515",
    "PRESUMED_RECEIPT",
    "GRIEVANCE_FILING",
    "GRIEVANCE_STEP_2",
    "GRIEVANCE_STEP_3",
    "ARBITRATION_INVOKED",
    "JUDGE_ORDER",
    "REPRIMAND_EXPIRY",
    "RECORD_EXPIRY_SET",
]
IN_DOUBT = {
    *("LEAVE_ADMIN_YEAR", "LEAVE_DAY_30", "LEAVE_DAY_60", "LEAVE_DAY_70", "LEAVE_DAY_90"),
    *("LEAVE_DAY_120", "LEAVE_EXTENSION", "LEAVE_AUTHORITY"),
    "FEDERAL_CIRCUIT",
    "ARBITRATION_FEDERAL_CIRCUIT",
    "MIXED_DISTRICT_COURT",
    "FLRA_EXCEPTIONS",
    "MSPB_PFR_RESPONSE",
    "USC3322_APPEAL_NOTATION",
    "USC3322_REMOVE_NOTATION",
    "PROBATION_CERTIFICATION",
    "PROBATION_END",
    "ANSWER_SUBPART_F",
    "NOTICE_SUBPART_F",
    "EFFECTIVE_SUBPART_F",
    "ANSWER_USC_7515",
    "PRESUMED_RECEIPT",
    "GRIEVANCE_FILING",
    "GRIEVANCE_STEP_2",
    "GRIEVANCE_STEP_3",
    "ARBITRATION_INVOKED",
}


def the_rule(session, code, version=1):
    return session.scalars(select(DeadlineRule).filter_by(code=code, version=version)).one()


def rewritten(path, **cells):
    """A copy of the list in which TRIAGE has other cells."""
    with loader.RULES.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    rows[0].update(cells)
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_the_list_has_every_rule_with_its_law(reading):
    with reading():
        rows = queries.rules()
        assert {row.code for row in rows} == set(CODES)
        law = [row for row in rows if row.citation[0].isdigit()]
        assert {row.code for row in law if not row.verified} == IN_DOUBT
        assert not [row.code for row in rows if row.verified and row not in law], "no law"
        assert all(row.citation and row.source for row in rows)


def test_only_offices_own_periods_and_foia_may_be_paused(reading):
    with reading():
        pausable = {row.code for row in queries.rules() if row.pausable}
    offices_own = {*CODES[:18], "FOIA_INITIAL", "FOIA_EXTENDED"}
    others_turn = {"REFERRAL_REPLY", "REFERRAL_OUTCOME", "TRANSFER_ANSWER"}
    assert pausable == offices_own - others_turn - {"CONFLICT_DECISION"}, "these do not wait"


def test_loading_again_changes_nothing(acting):
    with acting() as session:
        before = session.scalar(select(func.count(Holiday.id)))
        count = loader.load(session)
        assert (count.added, count.changed, count.kept) == (0, 0, 0)
        assert session.scalar(select(func.count(Holiday.id))) == before
        assert loader.load_holidays(session, range(2000, 2041)) == 0


def test_holidays_are_the_statutory_ones_with_observed_days(reading):
    with reading():
        table = queries.holidays_in(2020, 2028)
    assert table.years == frozenset(range(2020, 2029))
    for day in (
        date(2020, 7, 3),
        date(2021, 12, 31),
        date(2022, 6, 20),
        date(2027, 12, 31),
        date(2024, 10, 14),
    ):
        assert day in table.statutory
    closings = (date(2024, 12, 24), date(2025, 1, 9), date(2021, 1, 20))
    assert not [day for day in closings if day in table.statutory], "closings are no holidays"


def test_other_years_can_be_added(acting):
    with acting() as session:
        assert loader.load_holidays(session, range(2061, 2063)) > 20
        assert 2062 in queries.holidays_in(2062, 2062).years


def test_a_new_label_or_citation_reaches_rows_that_nobody_edited(acting, tmp_path):
    path = rewritten(tmp_path / "rules.csv", label="Triage", citation="Directive 7")
    with acting() as session:
        assert loader.load_rules(session, path=path).changed == 1
        assert the_rule(session, "TRIAGE").label == "Triage"


def test_an_edited_row_is_left_alone(acting, tmp_path):
    path = rewritten(tmp_path / "rules.csv", label="Triage")
    with acting() as session:
        row = the_rule(session, "TRIAGE")
        row.label, row.edited_at = "Our triage", clock.now()
        session.flush()
        count = loader.load_rules(session, path=path)
        assert (count.changed, count.kept) == (0, 1)
        assert row.label == "Our triage"


def test_a_list_cannot_change_what_a_stored_version_computes(acting, tmp_path):
    path = rewritten(tmp_path / "rules.csv", terms="receipt + 3 workdays")
    with (
        pytest.raises(RuleBroken, match="give the change a version of its own"),
        acting() as session,
    ):
        loader.load_rules(session, path=path)


@pytest.mark.parametrize(
    "cells",
    [
        {"terms": "receipt plus 2"},
        {"verified": "perhaps"},
        {"valid_from": "soon"},
        {"combine": "latest"},
        {"roll": "backward"},
    ],
)
def test_a_list_that_cannot_be_read_is_refused(tmp_path, cells):
    with pytest.raises(RuleBroken):
        list(loader.read_rules(rewritten(tmp_path / "rules.csv", **cells)))


def test_nor_can_anybody_else(acting):
    with acting() as session:
        row = the_rule(session, "TRIAGE")
        row.terms = [{"start": "receipt", "number": 3, "unit": "workdays"}]
        with pytest.raises(RuleBroken, match="Record the change as a new version"):
            session.flush()
        session.rollback()


LONGER = Rule("TRIAGE", (Term("receipt", 4, Unit.WORKDAYS),))
OURS = Grounds(citation="Office order 12", source="IA", verified=False)


def test_a_revision_applies_to_later_events_only(acting):
    with acting() as session:
        revised = rulebook.revise_rule(LONGER, valid_from=date(2027, 1, 1), grounds=OURS)
        rows = queries.versions(["TRIAGE"])["TRIAGE"]
        assert queries.pick(rows, date(2026, 12, 31)).version == 1
        assert queries.pick(rows, date(2027, 1, 1)).version == revised.version == 2
        assert revised.label == "Triage decision"
        assert the_rule(session, "TRIAGE").valid_to == date(2026, 12, 31)
        assert loader.load(session).kept == 1, "the seed leaves the closed version closed"
        with pytest.raises(RuleBroken, match="must start later"):
            rulebook.revise_rule(LONGER, valid_from=date(2027, 1, 1), grounds=OURS)


def test_probation_keeps_its_old_rule_for_earlier_events(reading):
    with reading():
        rows = queries.versions(["PROBATION_CERTIFICATION"])["PROBATION_CERTIFICATION"]
        assert queries.pick(rows, date(2025, 7, 22)).citation == "5 CFR 315.804"
        assert queries.pick(rows, date(2025, 7, 23)).version == 2


def test_a_closing_is_recorded_once(acting):
    with acting() as session:
        rulebook.add_closing(date(2024, 12, 24), name="Closing", source="E.O. of Dec 18, 2024")
        assert queries.holidays_in(2024, 2024).closings == {date(2024, 12, 24): "Closing"}
        with pytest.raises(RuleBroken, match="recorded already"):
            rulebook.add_closing(date(2024, 12, 24), name="Closing", source="E.O.")
        kinds = session.scalars(select(Holiday.kind).where(Holiday.day == date(2024, 12, 24)))
        assert list(kinds) == [HolidayKind.EXECUTIVE_CLOSING]


def test_rules_are_kept_until_a_change_is_committed(acting):
    with acting():
        before = queries.versions(["TRIAGE"])["TRIAGE"]
        assert queries.versions(["TRIAGE"])["TRIAGE"] is before
    with acting():
        rulebook.revise_rule(LONGER, valid_from=date(2027, 1, 1), grounds=OURS)
        assert len(queries.versions(["TRIAGE"])["TRIAGE"]) == 2
    with acting():
        assert len(queries.versions(["TRIAGE"])["TRIAGE"]) == 2


def test_a_change_that_is_undone_is_not_kept(acting):
    with acting() as session:
        rulebook.revise_rule(LONGER, valid_from=date(2027, 1, 1), grounds=OURS)
        assert len(queries.versions(["TRIAGE"])["TRIAGE"]) == 2
        session.rollback()
    with acting():
        assert len(queries.versions(["TRIAGE"])["TRIAGE"]) == 1
