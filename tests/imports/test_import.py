"""What each delivered row becomes."""

import csv
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from jicms.allegations.models import Allegation, AllegationSubject, Finding
from jicms.cases.models import Case, Party, Wall
from jicms.discipline.models import DisciplinaryAction, Penalty
from jicms.imports.models import ImportFile, ImportIssue, IssueKind, SourceCase
from jicms.investigations.models import Assignment, Investigation
from jicms.people.models import Employment, Person

READ_AS_DAYS = "in no list of the source: read as days of suspension"


def counts(result):
    """Outcomes that are not zero, by file."""
    return {
        account.name.removesuffix(".csv"): {k: n for k, n in account.outcomes.items() if n}
        for account in result.accounts
    }


@pytest.fixture
def lines(stored):
    """The report: (row, kind, column, delivered, reason)."""
    entity = ImportIssue
    return lambda: [
        tuple(row)
        for row in stored(
            select(
                entity.row, entity.kind, entity.column, entity.delivered, entity.reason
            ).order_by(entity.id)
        )
    ]


def test_a_case_keeps_the_dates_and_words_of_its_source(delivery, bring_in, stored):
    assert counts(bring_in(delivery.write()))["cases"] == {"imported": 1}
    ((case, source),) = stored(
        select(Case, SourceCase).join(SourceCase, SourceCase.case_id == Case.id)
    )
    assert (case.number, case.fiscal_year, case.sequence) == ("200800001", 2008, 1)
    assert (case.origin, case.legacy_key, case.legacy_status) == (
        "LEGACY",
        "7000001",
        "CLOSED/FINAL",
    )
    assert (case.status, case.closure_code) == ("CLOSED", "SOURCE_CLOSED_FINAL")
    assert (case.received_on, case.closed_on) == (date(2008, 4, 21), date(2008, 10, 14))
    # Midnight in Chicago, in summer.
    assert case.received_at == datetime(2008, 4, 21, 5, tzinfo=UTC)
    assert (case.case_type_code, case.class_code) == ("NOT_RECORDED", "LEGACY-NONE")
    assert source.incident_on == date(2008, 4, 20)
    assert source.incident_at == datetime(2008, 4, 20, 18, 5, tzinfo=UTC)
    assert (source.area, source.place_code, source.locality) == ("0531", "17", "SOMEWHERE ZZ")
    assert source.values["received"] == "2008-04-21 00:00:00"


@pytest.mark.parametrize(
    ("delivered", "expected"),
    [
        (("CLOSED/NO CONVERSION", "2009-01-01"), ("CLOSED", "SOURCE_NO_CONVERSION")),
        (("CLOSED/FINAL", ""), ("CLOSED", "SOURCE_CLOSED_FINAL")),
        (("PENDING INVESTIGATION", ""), ("OPEN", None)),
        (("PENDING POLICE BOARD HEARING", "2009-01-01"), ("IN_ADJUDICATION", None)),
        (("", "2009-01-01"), ("CLOSED", "NOT_RECORDED")),
        (("", ""), ("RECEIVED", None)),
        (("SOMETHING NEW", ""), ("OPEN", None)),
    ],
)
def test_statuses_are_translated_and_kept(delivery, bring_in, stored, delivered, expected):
    status, closed = delivered
    delivery.case("7000002", status=status, closed=closed)
    bring_in(delivery.write())
    found = select(Case.status, Case.closure_code, Case.legacy_status)
    assert stored(found.where(Case.legacy_key == "7000002")) == [(*expected, status)]


def test_numbers_follow_the_fiscal_year_received(delivery, bring_in, stored):
    delivery.case("7000002", received="2008-09-30").case("7000003", received="2008-10-01")
    bring_in(delivery.write())
    found = stored(select(Case.legacy_key, Case.number).order_by(Case.legacy_key))
    assert [number for _key, number in found] == ["200800001", "200800002", "200900001"]


def test_an_accused_becomes_subject_allegation_finding_and_action(delivery, bring_in, stored):
    delivery.allegation("7000001", "P1", final="SU", final_penalty="5.0", unit="18.0")
    delivery.allegation("7000001", "P2", final="", final_penalty="", recommended_penalty="")
    bring_in(delivery.write())
    one = select(Allegation.n, Allegation.category_code, Allegation.legacy_category)
    assert stored(one) == [(1, "LEG-18", "01A-INVENTED RUDENESS")], "one for the case and category"
    subject = AllegationSubject
    found = stored(
        select(subject.m, subject.finding_code, subject.legacy_key, subject.source_values).order_by(
            subject.m
        )
    )
    assert [tuple(row)[:3] for row in found] == [
        (1, "SUBSTANTIATED", "7000001:P1"),
        (2, None, "7000001:P2"),
    ]
    assert found[0].source_values["unit"] == "18.0"
    assert found[0].source_values["final_penalty"] == "5.0"
    assert stored(select(Finding.code)) == [("SUBSTANTIATED",)]
    party = stored(
        select(Party.n, Party.subject_status, Party.wall, Employment.program_office)
        .outerjoin(Employment, Employment.id == Party.at_incident_id)
        .order_by(Party.n)
    )
    assert [tuple(row) for row in party] == [
        (1, "FINAL", Wall.CONFIRMED, "018"),
        (2, "NOT_REFERRED", Wall.CONFIRMED, "018"),
    ]
    assert stored(select(DisciplinaryAction.n, DisciplinaryAction.status)) == [(1, "FINAL")]
    penalties = select(Penalty.stage, Penalty.action_type_code, Penalty.days, Penalty.source_code)
    assert sorted(map(tuple, stored(penalties))) == [
        ("FINAL", "SUSPENSION_1_14", 5, "5.0"),
        ("PROPOSED", "NO_ACTION", None, "600.0"),
    ]


@pytest.mark.parametrize(
    "expected",
    [
        ("0.0", "VIOLATION_NOTED_LEGACY", None, None),
        ("600.0", "NO_ACTION", None, None),
        ("600", "NO_ACTION", None, None),
        ("14.0", "SUSPENSION_1_14", 14, None),
        ("30.0", "SUSPENSION_15_PLUS", 30, None),
        (
            "365.0",
            "SUSPENSION_15_PLUS",
            365,
            READ_AS_DAYS,
        ),
        ("999.0", "DECEASED_LEGACY", None, None),
        ("731.0", "PENALTY_UNREAD_LEGACY", None, "in no list of the source"),
        ("1.5", "PENALTY_UNREAD_LEGACY", None, "in no list of the source"),
    ],
)
def test_penalties_are_read_as_outcomes_then_as_days(
    delivery, bring_in, stored, lines, expected
):  # fmt: skip
    penalty, code, days, said = expected
    delivery.allegation("7000001", "P1", final_penalty=penalty, recommended_penalty="")
    bring_in(delivery.write())
    assert stored(select(Penalty.action_type_code, Penalty.days, Penalty.source_code)) == [
        (code, days, penalty)
    ]
    reported = [reason for _row, kind, *_, reason in lines() if kind is IssueKind.ALTERED]
    assert reported == ([said] if said else [])


def test_categories_go_by_the_group_that_was_delivered_along(delivery, bring_in, stored, lines):
    delivery.allegation("7000001", "P1", category="77Z-UNHEARD OF")
    delivery.allegation("7000001", "P2", category="")
    bring_in(delivery.write())
    found = stored(select(Allegation.category_code, Allegation.legacy_category))
    assert sorted(map(tuple, found)) == [("LEG-98", "77Z-UNHEARD OF"), ("LEG-99", "")]
    assert (1, "ALTERED", "complaint_category", "77Z-UNHEARD OF", "in no list of the source") in (
        lines()
    )


def test_exact_copies_are_left_out_and_said(delivery, bring_in, lines):
    delivery.case("7000002").case("7000001")
    delivery.investigator("7000001", "P1").investigator("7000001", "P1")
    found = counts(bring_in(delivery.write()))
    assert found["cases"] == {"imported": 2, "duplicate": 1}
    assert found["investigators"] == {"imported": 1, "duplicate": 1}
    assert (3, "DUPLICATE", "", "", "an exact copy of row 1") in lines()


def test_equal_people_without_a_name_are_different_people(delivery, bring_in, stored):
    delivery.complainant("7000001").complainant("7000001").complainant("7000001", age="")
    delivery.victim("7000001", age="-7175.0")
    found = counts(bring_in(delivery.write()))
    assert (found["complainants"], found["victims"]) == ({"imported": 3}, {"imported": 1})
    parties = stored(
        select(
            Party.role, Party.age, Party.is_identified, Party.complainant_kind_code, Party.wall
        ).order_by(Party.n)
    )
    assert [tuple(row) for row in parties] == [
        ("COMPLAINANT", "48.767", False, "TRAVELER_PUBLIC", "NONE"),
        ("COMPLAINANT", "48.767", False, "TRAVELER_PUBLIC", "NONE"),
        ("COMPLAINANT", "", False, "TRAVELER_PUBLIC", "NONE"),
        ("VICTIM", "-7175.0", False, None, "NONE"),
    ]


def test_doubtful_values_are_kept_and_said(delivery, bring_in, lines):
    delivery.case("7000002", received="2008-04-21", closed="2008-04-19", incident="2008-04-22")
    delivery.complainant("7000001", age="1821.2")
    delivery.allegation("7000001", "P1", final="DIS")
    bring_in(delivery.write())
    noted = {(column, reason) for _row, kind, column, _raw, reason in lines() if kind == "NOTED"}
    assert noted == {
        ("closed_date", "closed before it was received"),
        ("incident_datetime", "received before the incident"),
        ("age", "an age that nobody has"),
        ("final_finding", "the source publishes no meaning"),
    }


def test_rows_that_cannot_be_imported_are_rejected_with_a_reason(delivery, bring_in, lines):
    delivery.case("7000002", received="yesterday").case("", received="2008-04-21")
    delivery.case("7000003", received="2999-01-01").case("7" * 25)
    delivery.allegation("7009999", "P1").allegation("7000001", "P9").witness("7000001", "")
    folder = delivery.write()
    with (folder / "victims.csv").open("ab") as stream:
        stream.write(b"7000001,F\n7000001,F,30,\xff\n")
    found = counts(bring_in(folder))
    assert found["cases"] == {"imported": 1, "rejected": 4}
    assert found["allegations"] == {"rejected": 2}
    assert found["victims"] == {"rejected": 2}
    assert found["witnesses"] == {"rejected": 1}
    reasons = [reason for _row, kind, *_, reason in lines() if kind == "REJECTED"]
    assert reasons == [
        "complaint_date: 'yesterday' is not a date as YYYY-MM-DD",
        "cr_id is blank",
        "received in the future",
        f"cr_id: '{'7' * 25}' is longer than 24 characters",
        "case 7009999 was not delivered",
        "person P9 was not delivered",
        "witness_uid is blank",
        "2 cells, 4 expected",
        "not UTF-8",
    ]


def test_unreadable_extras_are_left_blank_and_kept_as_delivered(delivery, bring_in, stored, lines):
    delivery.case("7000002", closed="soon", city="X" * 150)
    bring_in(delivery.write())
    ((closed, values, locality),) = stored(
        select(Case.closed_on, SourceCase.values, SourceCase.locality)
        .join(SourceCase, SourceCase.case_id == Case.id)
        .where(Case.legacy_key == "7000002")
    )
    assert (closed, values["closed"], len(values["locality"])) == (None, "soon", 150)
    assert locality == "X" * 120
    altered = [(column, reason) for _n, kind, column, _raw, reason in lines() if kind == "ALTERED"]
    assert altered == [
        ("closed_date", "left blank: 'soon' is not a date as YYYY-MM-DD"),
        ("city_state", "cut to 120 characters"),
    ]


def test_investigators_share_the_one_investigation_of_a_case(delivery, bring_in, stored):
    delivery.investigator("7000001", "P1").investigator("7000001", "P2", rank="LT", unit="5.0")
    bring_in(delivery.write())
    assert stored(select(Investigation.n, Investigation.type, Investigation.status)) == [
        (1, "ADMINISTRATIVE", "DONE")
    ]
    found = stored(
        select(Person.legacy_key, Assignment.user_id, Assignment.source_values)
        .join(Person, Person.id == Assignment.person_id)
        .order_by(Person.legacy_key)
    )
    assert [(key, user, raw["unit"]) for key, user, raw in found] == [
        ("P1", None, "121"),
        ("P2", None, "5.0"),
    ]


def test_a_second_row_of_the_same_key_is_compared_with_the_first(delivery, bring_in, stored, lines):
    delivery.case("7000002", closed="").case("7000002").case("7000002", beat="1134")
    found = counts(bring_in(delivery.write()))
    assert found["cases"] == {"imported": 2, "updated": 1, "conflicting": 1}
    kinds = [(kind, column) for _row, kind, column, *_ in lines()]
    assert kinds == [("FILLED", "closed_date"), ("CONFLICT", "beat")]


def test_every_row_is_accounted_for_and_the_report_is_on_disk(delivery, bring_in, stored):
    delivery.case("7000001").case("7000002", received="never").allegation("7000001", "P1")
    result = bring_in(delivery.write(), batch_size=1)
    assert all(account.adds_up for account in result.accounts)
    for file, delivered in (("cases.csv", 3), ("allegations.csv", 1), ("victims.csv", 0)):
        (row,) = stored(select(ImportFile).where(ImportFile.name == file))
        assert row[0].accounted == row[0].position == delivered, file
    with result.report.open(newline="") as stream:
        report = list(csv.reader(stream))
    assert report[0][:4] == ["file", "row", "key", "what"]
    assert [line[0] for line in report[1:]] == ["cases.csv", "cases.csv"]


def test_the_report_holds_no_formula(delivery, bring_in):
    delivery.case("7000002", received="=1+1")
    text = bring_in(delivery.write()).report.read_text()
    assert ",=1+1" not in text


def test_files_and_columns_that_nobody_mapped_are_not_passed_over(app, delivery, tmp_path):
    folder = delivery.write()
    (folder / "extra.csv").write_text("a\n")
    arguments = ["import", "--mapping", "public-complaints", "--dry-run", str(folder)]
    answer = app.test_cli_runner().invoke(args=arguments)
    assert answer.exit_code == 0, answer.output
    assert "not read: extra.csv: not in the mapping" in answer.output
    (folder / "victims.csv").write_text("cr_id,gender,age,race,height\n")
    answer = app.test_cli_runner().invoke(args=arguments)
    assert answer.exit_code == 1
    assert "column height is neither mapped nor left out" in answer.output
    assert "copy the mapping" in answer.output, "what to do about it"


def test_a_file_that_was_cut_off_stops_the_command_with_a_sentence(app, delivery, stored):
    for n in range(3_000):
        delivery.case(f"{7_100_000 + n}", beat=str(n))
    folder = delivery.write()
    path = folder / "cases.csv.gz"
    path.write_bytes(path.read_bytes()[:-2_000])
    arguments = ["import", "--mapping", "public-complaints", "--batch-size", "100", str(folder)]
    answer = app.test_cli_runner().invoke(args=arguments)
    assert answer.exit_code == 1
    assert "Stopped: EOFError" in answer.output
    assert "Run the same command again" in answer.output
    assert 0 < len(stored(select(Case.id))) < 3_000
