"""A fault in a list is named with file and line, and nothing is loaded."""

import pytest

from jicms.refdata.models import IntakeMethod
from jicms.refdata.reader import DataFault, read_lists
from jicms.refdata.stamp import stamp

HEADER = "code,label,description,sort_order,valid_from,valid_to,verified,source\n"
GOOD = "PHONE,Telephone,,10,2000-01-01,,yes,L5\n"


def faults_of(folder, file, text):
    (folder / file).write_text(text, encoding="utf-8")
    stamp(folder)
    with pytest.raises(DataFault) as caught:
        read_lists(folder)
    return caught.value.faults


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (GOOD, "code PHONE stands on line 2 already"),
        ("FAX,Fax,,20,2000-02-30,,yes,L5\n", "valid_from '2000-02-30' is not a date as YYYY-MM-DD"),
        ("FAX,Fax,,20,2000-01-01,1999-01-01,yes,L5\n", "valid_to is before valid_from"),
        ("FAX,Fax,,20,2000-01-01,,true,L5\n", "verified 'true' is not yes or no"),
        ("FAX,Fax,,x,2000-01-01,,yes,L5\n", "sort_order 'x' is not a whole number"),
        ("FAX,,,20,2000-01-01,,yes,L5\n", "label is empty"),
        ("A/B,Fax,,20,2000-01-01,,yes,L5\n", "code 'A/B' is not 1 to 40 of A-Z, 0-9, _ and -"),
        ("fax,Fax,,20,2000-01-01,,yes,L5\n", "code 'fax' is not 1 to 40 of A-Z, 0-9, _ and -"),
        (f"FAX,{'x' * 201},,20,2000-01-01,,yes,L5\n", "label has 201 characters, 200 are allowed"),
        ("FAX,Fax,,20,2000-01-01,,yes\n", "7 cells, 8 expected"),
    ],
)
def test_a_bad_row_is_named_with_its_line(folder, row, fault):
    assert faults_of(folder, "intake_method.csv", HEADER + GOOD + row) == [
        f"intake_method.csv:3: {fault}"
    ]


def test_all_faults_are_named_together(folder):
    bad = "FAX,,,x,2000-01-01,,yes,L5\n"
    assert len(faults_of(folder, "intake_method.csv", HEADER + bad + bad.replace("FAX", "E"))) == 4


def test_a_quoted_line_break_does_not_shift_later_line_numbers(folder):
    row = 'FAX,"Fa\nx",,20,2000-01-01,,yes,L5\nMAIL,,,30,2000-01-01,,yes,L5\n'
    assert faults_of(folder, "intake_method.csv", HEADER + row) == [
        "intake_method.csv:4: label is empty"
    ]


def test_a_reference_to_a_code_that_is_missing_is_named(folder):
    path = folder / "allegation_category.csv"
    text = path.read_text(encoding="utf-8").replace(",COR,CBP-1,", ",CORR,CBP-1,", 1)
    assert faults_of(folder, path.name, text) == [
        "allegation_category.csv:2: group_code CORR is not in allegation_group.csv"
    ]


def test_a_value_outside_the_enum_is_named(folder):
    path = folder / "finding_code.csv"
    text = path.read_text(encoding="utf-8").replace(",yes,yes,no,yes\n", ",yes,yes,no,maybe\n", 1)
    assert faults_of(folder, path.name, text) == [
        "finding_code.csv:2: mark 'maybe' is not one of yes, part, open, not, admin"
    ]


def test_a_wrong_header_is_named(folder):
    (fault,) = faults_of(folder, "intake_method.csv", "code,label,colour\n")
    assert fault == (
        "intake_method.csv:1: wrong columns (missing: description, sort_order, source, valid_from,"
        " valid_to, verified; unknown or twice: colour)"
    )


def test_a_file_that_is_not_utf8_is_named(folder):
    (folder / "intake_method.csv").write_bytes((HEADER + GOOD).encode() + b"\xff\n")
    stamp(folder)
    with pytest.raises(DataFault, match=r"intake_method\.csv: the file is not UTF-8"):
        read_lists(folder)


def test_an_unclosed_quote_is_named(folder):
    (fault,) = faults_of(folder, "intake_method.csv", HEADER + '"FAX,Fax,,20,2000-01-01,,yes,L5\n')
    assert fault.startswith("intake_method.csv:")


def test_missing_and_unknown_files_are_named(folder):
    (folder / "intake_method.csv").rename(folder / "intake_methods.csv")
    with pytest.raises(DataFault) as caught:
        read_lists(folder)
    assert "intake_methods.csv: no code table has this name" in caught.value.faults
    assert "intake_method.csv: the file is missing" in caught.value.faults


def test_a_list_that_changed_without_a_new_version_is_refused(folder):
    (folder / "intake_method.csv").write_text(HEADER + GOOD, encoding="utf-8")
    with pytest.raises(DataFault, match="changed without a new version"):
        read_lists(folder)


def test_stamping_raises_the_version_of_changed_lists_only(folder):
    before = {each.model: each.version for each in read_lists(folder)}
    (folder / "intake_method.csv").write_text(HEADER + GOOD, encoding="utf-8")
    assert stamp(folder) == ["intake_method.csv"]
    assert stamp(folder) == []
    after = {each.model: each.version for each in read_lists(folder)}
    assert after == before | {IntakeMethod: before[IntakeMethod] + 1}


def test_line_ends_of_a_checkout_do_not_count_as_a_change(folder):
    path = folder / "intake_method.csv"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert stamp(folder) == []
    assert read_lists(folder)
