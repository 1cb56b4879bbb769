"""The built-in lists hold what the domain reference names."""

from collections import Counter

import pytest

from jicms.refdata.models import (
    ActionType,
    AllegationCategory,
    AppealOutcome,
    DouglasFactor,
    FindingCode,
    HandlingFlag,
    IntakeMethod,
    RoutineUse,
)
from jicms.refdata.reader import file_of, read_lists

LISTS = {each.model: {row.code: row.values for row in each.rows} for each in read_lists()}
CATEGORIES = {
    code: row for code, row in LISTS[AllegationCategory].items() if row["source"] != "legacy"
}


def native(model):
    return {code for code, row in LISTS[model].items() if row["source"] != "legacy"}


def test_the_taxonomy_has_119_codes_in_15_groups():
    assert len(CATEGORIES) == 119
    assert Counter(row["group_code"] for row in CATEGORIES.values()) == {
        "COR": 10, "IT": 12, "UOF": 7, "DET": 11, "SEX": 10, "DVF": 5, "ALC": 5, "DRG": 4,
        "CRM": 10, "INT": 7, "FIN": 5, "TNA": 6, "PRP": 6, "ETH": 8, "WRK": 13,
    }  # fmt: skip


def test_a_category_stands_in_the_group_of_its_code():
    for code, row in CATEGORIES.items():
        assert code.split("-")[0] == row["group_code"]


def test_system_accessed_is_asked_for_exactly_the_it_categories():
    assert {c for c, row in CATEGORIES.items() if row["needs_system"]} == {
        code for code in CATEGORIES if code.startswith("IT-")
    }


def test_force_and_sexual_abuse_categories_are_flagged():
    assert {c for c, row in CATEGORIES.items() if row["use_of_force"]} == {
        f"UOF-{n:02d}" for n in range(1, 8)
    }
    assert {c for c, row in CATEGORIES.items() if row["prea"]} == {
        "SEX-01", "SEX-02", "SEX-03", "SEX-04",
    }  # fmt: skip


def test_the_gravest_categories_are_criminal_capable_and_go_to_oig_first():
    gravest = [row for row in CATEGORIES.values() if row["default_class_cbp"] == "CBP-1"]
    assert gravest
    assert all(row["criminal_capable"] and row["oig_mandatory"] for row in gravest)


def test_every_category_has_a_default_class_of_either_agency():
    for row in CATEGORIES.values():
        assert row["default_class_cbp"].startswith("CBP-")
        assert row["default_class_ice"].startswith("ICE-CAT_")


def test_intake_methods_are_the_thirty_of_the_reference_and_one_for_legacy():
    assert len(native(IntakeMethod)) == 30
    assert set(LISTS[IntakeMethod]) - native(IntakeMethod) == {"NOT_RECORDED"}


def test_seventeen_routine_uses_with_no_letter_confirmed():
    uses = LISTS[RoutineUse]
    assert len(uses) == 17
    assert not any(row["letter_verified"] for row in uses.values())
    assert "".join(row["letter"] or "" for row in uses.values()) == "ABCDEFG"


@pytest.mark.parametrize(
    ("model", "codes"),
    [
        (DouglasFactor, {f"DOUGLAS-{n:02d}" for n in range(1, 13)}),
        (
            AppealOutcome,
            {
                "AFFIRMED", "MITIGATED", "REVERSED", "REMANDED", "SETTLED", "WITHDRAWN",
                "DISMISSED_JURISDICTION", "DISMISSED_UNTIMELY",
            },
        ),
        (
            FindingCode,
            {
                "SUBSTANTIATED", "PARTIALLY_SUBSTANTIATED", "UNSUBSTANTIATED", "UNFOUNDED",
                "EXONERATED", "REFERRED_TO_MANAGEMENT", "ADMIN_CLOSED",
            },
        ),
    ],
)  # fmt: skip
def test_the_list_is_complete(model, codes):
    assert native(model) == codes


def test_handling_flags_are_those_of_the_reference():
    assert set(LISTS[HandlingFlag]) == {
        "GARRITY_COMPELLED", "GRAND_JURY", "PROSECUTOR_ONLY", "IDENTITY_PROTECTED", "BRADY",
        "GIGLIO", "HENTHORN", "TAX_6103", "MEDICAL", "PRIVILEGED", "CLASSIFIED", "INFORMANT",
        "JUVENILE", "SAR", "SEC_1367", "ASYLUM_208_6", "PREA_SENSITIVE", "EEO",
        "COMPELLED_TAINT",
    }  # fmt: skip


def test_suspensions_are_told_apart_by_days_and_subpart():
    short, long = (LISTS[ActionType][c] for c in ("SUSPENSION_1_14", "SUSPENSION_15_PLUS"))
    assert (short["subpart"], short["min_days"], short["max_days"]) == ("B", 1, 14)
    assert (long["subpart"], long["min_days"], long["max_days"]) == ("D", 15, None)
    assert LISTS[ActionType]["INDEFINITE_SUSPENSION"]["subpart"] == "D"


def test_a_furlough_is_no_outcome_of_misconduct():
    assert [c for c, row in LISTS[ActionType].items() if not row["is_outcome"]] == [
        "FURLOUGH_30_OR_LESS"
    ]


def test_formal_actions_are_disciplinary():
    for row in LISTS[ActionType].values():
        assert row["is_disciplinary"] or not row["counts_as_formal"]


def test_each_source_finding_has_a_code_of_its_own():
    mapped = [
        "SUBSTANTIATED", "NOT_SUSTAINED_LEGACY", "UNFOUNDED", "EXONERATED",
        "NO_AFFIDAVIT_LEGACY", "NC_LEGACY", "DIS_LEGACY",
    ]  # fmt: skip
    assert len(set(mapped)) == 7
    assert set(mapped) <= set(LISTS[FindingCode])


def test_doubt_in_the_reference_is_never_shown_as_verified():
    for model, rows in LISTS.items():
        for code, row in rows.items():
            if row["source"] == "D" or "?" in row["source"] or row["source"] == "S":
                assert not row["verified"], f"{file_of(model)} {code}"


def test_labels_are_unique_in_a_list_and_short_enough_for_a_form():
    for model, rows in LISTS.items():
        if model.__name__ == "SeverityClass":
            continue
        # Each agency has a table of offenses of its own.
        own = "agency_code" if model.__name__ == "OffensePenalty" else "label"
        labels = [(row[own], row["label"]) for row in rows.values()]
        assert len(labels) == len(set(labels)), file_of(model)
        assert max(len(label) for _own, label in labels) <= 100
