"""Folding of names, sounds, and what looks like a Social Security number."""

import pytest

from jicms.people.names import fold, looks_like_ssn
from jicms.people.queries import sound


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Éloïse O'Brien-Łuk", "eloise o brien luk"),
        ("  STRAẞE  Müller ", "strasse muller"),
        ("Søren Ægir", "soren aegir"),
        ("?!", ""),
        ("", ""),
        ("ﬁnn", "finn"),
    ],
)
def test_names_fold(written, folded):
    assert fold(written) == folded
    assert fold(fold(written)) == folded


@pytest.mark.parametrize(
    "text",
    [
        "123-45-6789",
        "123 45 6789",
        "a 123.45.6789 b",
        "078051120",
        "123\u201145\u20116789",
        "１２３-４５-６７８９",
    ],
)
def test_ssn_like(text):
    assert looks_like_ssn(text)


@pytest.mark.parametrize(
    "text", ["202601187", "202601187-E0001", "4410-2276", "555-0142", "", "1234567890", "12345678"]
)
def test_not_ssn_like(text):
    assert not looks_like_ssn(text)


def test_sounds():
    assert sound("phillip") == sound("filip")
    assert sound("wicky") == sound("viki")
    assert sound("") == ""
