"""Which procedure the facts of an appointment give, by the rules as shipped."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from jicms.discipline.coverage import Facts, determine, years_after
from jicms.refdata.models_discipline import CoverageRule, ServiceKind
from jicms.refdata.reader import read_lists

TODAY = date(2026, 11, 29)
C, E, S = ServiceKind.COMPETITIVE, ServiceKind.EXCEPTED, ServiceKind.SES
LESSER = {"COUNSELING_ORAL": "NON_DISCIPLINARY", "LETTER_OF_REPRIMAND": "REPRIMAND"}


@pytest.fixture(scope="module")
def rules():
    (rows,) = (each.rows for each in read_lists() if each.model is CoverageRule)
    return [SimpleNamespace(**row.values) for row in rows]


def given(rules, considered, service=C, **facts):
    found = Facts(considered, service, **facts)
    return determine(found, on=TODAY, rules=rules, lesser=LESSER)


YEAR, TWO = date(2025, 11, 29), date(2024, 11, 29)
SHORT = timedelta(days=1)


@pytest.mark.parametrize(
    ("considered", "service", "facts", "procedure"),
    [
        # Competitive: past probation, or a year of current continuous service.
        ("REMOVAL", C, {"probation_ends": TODAY - SHORT}, "SUBPART_D"),
        ("REMOVAL", C, {"serving_since": YEAR, "probation_ends": TODAY + SHORT}, "SUBPART_D"),
        ("REMOVAL", C, {"serving_since": YEAR + SHORT, "probation_ends": TODAY}, "PROBATION"),
        ("REMOVAL", C, {"serving_since": YEAR + SHORT}, "NOT_COVERED"),
        ("SUSPENSION_1_14", C, {"probation_ends": TODAY - SHORT}, "SUBPART_B"),
        ("SUSPENSION_1_14", C, {"serving_since": YEAR}, "SUBPART_B"),
        ("SUSPENSION_1_14", C, {"probation_ends": TODAY + SHORT}, "PROBATION"),
        ("DEMOTION_GRADE", C, {"serving_since": YEAR}, "SUBPART_D"),
        ("INDEFINITE_SUSPENSION", C, {"serving_since": YEAR}, "INDEFINITE_SUSPENSION"),
        ("INDEFINITE_SUSPENSION", C, {"serving_since": YEAR + SHORT}, "NOT_COVERED"),
        # Excepted: a year where preference eligible, two years otherwise; probation is no way in.
        ("REMOVAL", E, {"serving_since": YEAR, "preference_eligible": True}, "SUBPART_D"),
        ("REMOVAL", E, {"serving_since": YEAR}, "NOT_COVERED"),
        ("REMOVAL", E, {"serving_since": TWO}, "SUBPART_D"),
        ("REMOVAL", E, {"serving_since": TWO + SHORT}, "NOT_COVERED"),
        ("REMOVAL", E, {"serving_since": YEAR, "probation_ends": YEAR}, "NOT_COVERED"),
        # What chapter 75 does not reach, whoever it is.
        ("LETTER_OF_REPRIMAND", C, {}, "REPRIMAND"),
        ("COUNSELING_ORAL", S, {}, "NON_DISCIPLINARY"),
        # Probation, and the conditions before the appointment.
        ("PROBATIONARY_TERMINATION", C, {"probation_ends": TODAY + SHORT}, "PROBATION"),
        (
            *("PROBATIONARY_TERMINATION", C),
            {"probation_ends": TODAY + SHORT, "before_appointment": True},
            "PROBATION_PRE_APPOINTMENT",
        ),
        ("PROBATIONARY_TERMINATION", C, {"probation_ends": TODAY - SHORT}, "SUBPART_D"),
        # The Senior Executive Service has no suspension of 14 days or less.
        ("REMOVAL", S, {"serving_since": YEAR}, "SES_SUBPART_F"),
        ("SUSPENSION_1_14", S, {"serving_since": YEAR}, "SES_SUBPART_F"),
        # What law fixes comes before all.
        ("REMOVAL", C, {"is_retaliation": True}, "USC_7515"),
        ("LETTER_OF_REPRIMAND", C, {"is_retaliation": True}, "USC_7515"),
        ("REMOVAL", C, {"is_felony_conviction": True, "is_law_enforcement": True}, "USC_7371"),
        ("REMOVAL", C, {"is_felony_conviction": True, "serving_since": YEAR}, "SUBPART_D"),
    ],
)
def test_the_facts_give_the_procedure(rules, considered, service, facts, procedure):
    found = given(rules, considered, service, **facts)
    assert found.procedure_code == procedure
    assert found.rule
    assert found.citation


def test_the_rule_is_told_in_words_with_the_fact_that_met_it(rules):
    found = given(rules, "REMOVAL", serving_since=date(2024, 2, 29))
    assert found.rule.endswith("In service since Feb 29, 2024: the year full on Mar 1, 2025.")
    assert (found.citation, found.verified) == ("5 CFR 752.401(c)", True)
    doubtful = given(rules, "SUSPENSION_1_14", E, serving_since=TWO)
    assert not doubtful.verified


def test_a_year_after_a_leap_day_is_full_on_march_1():
    assert years_after(date(2024, 2, 29), 1) == date(2025, 3, 1)
    assert years_after(date(2024, 2, 29), 4) == date(2028, 2, 29)
