"""Fields: what they accept, what they say, and that no input whatever makes them fail."""

import io
from datetime import UTC, date, datetime, time

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import FileStorage, MultiDict

from jicms.web.forms import (
    Choice,
    Code,
    Codes,
    Email,
    File,
    Flag,
    Hidden,
    LocalTime,
    LongText,
    Number,
    Password,
    Phone,
    Plain,
    Repeat,
    SubForm,
    Text,
    UsDate,
    Version,
    moment,
    parse_date,
    parse_time,
)
from jicms.web.forms.text import is_readable, showable


class Every(SubForm):
    text = Text("Text", limit=10)
    long = LongText("Long", limit=20)
    mail = Email("Mail")
    phone = Phone("Phone")
    secret = Password("Secret")
    number = Number("Number", low=1, high=500)
    hidden = Hidden("Hidden")
    version = Version()
    flag = Flag("Flag", needed="Tick it.")
    day = UsDate("Day", earliest=date(2026, 1, 1), latest=date(2026, 12, 31))
    at = LocalTime("At")
    code = Code("Code")
    codes = Codes("Codes")
    upload = File("Upload", limit_mb=1)


class Entry(SubForm):
    code = Text("Code")


class Listed(SubForm):
    rows = Repeat(Entry, "Rows", title="Row", low=1, high=3)


OFFERED = [Choice(7, "Seven"), ("B", "Bee")]


def every(**typed: object) -> Every:
    """The form as sent with these values; lists send a name several times."""
    sent: MultiDict[str, object] = MultiDict()
    for name, value in typed.items():
        for item in value if isinstance(value, list) else [value]:
            sent.add(name, item)
    form = Every(sent)
    form.code.offer(OFFERED)
    form.codes.offer(OFFERED)
    form.validate()
    return form


def said(form: SubForm, name: str) -> str:
    return " ".join(form[name].errors)


#: Anything a client can put into a request, the worst included.
anything = st.one_of(
    st.text(),
    st.text(alphabet=st.characters(categories=["Cc", "Cs", "Nd", "No", "Zs"])),
    st.from_regex(r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{1,6}", fullmatch=True),
    st.from_regex(r"[0-9]{1,2}:?[0-9]{0,3} ?[apAP]?\.?[mM]?\.?", fullmatch=True),
    st.integers().map(str),
    st.sampled_from(["9" * 5000, "²", "٣", "\x00", "\ud800", "0/0/0000", "24:00", "1e9", "-0"]),
)


@given(name=st.sampled_from(sorted(Every()._fields)), typed=anything)
def test_no_field_fails_whatever_is_typed(name: str, typed: str) -> None:
    field = every(**{name: typed})[name]
    assert isinstance(field, Plain)
    assert isinstance(field.shown(), str)
    assert isinstance(field.said(), str)
    assert is_readable(field.shown())


@given(keys=st.lists(anything, max_size=5))
def test_no_list_fails_whatever_positions_are_named(keys: list[str]) -> None:
    form = Listed(MultiDict([(f"rows-{key}-code", "x") for key in keys] + [("rows-", "y")]))
    assert 1 <= len(form.rows.entries) <= 3


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 31)))
def test_a_date_reads_back_as_it_was_written(day: date) -> None:
    field = UsDate("Day").bind(Listed(), "day")
    assert parse_date(field.write(day)) == day
    assert parse_date(day.isoformat()) == day


@given(st.times().map(lambda at: at.replace(second=0, microsecond=0)))
def test_a_time_reads_back_as_it_was_written(at: time) -> None:
    field = LocalTime("At").bind(Listed(), "at")
    assert parse_time(field.write(at)) == at
    assert parse_time(at.strftime("%H:%M")) == at


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("02/30/2026", "There is no 02/30/2026: check the month and the day."),
        ("13/01/2026", "There is no 13/01/2026: check the month and the day."),
        ("01/01/0000", "Write a year from 1900 to 2199."),
        ("1/2/26", "Write the year with four digits: MM/DD/YYYY."),
        ("tomorrow", "Write the date as MM/DD/YYYY, for example 11/19/2026."),
        ("12/31/2025", "Must be Jan 1, 2026 or later."),
        ("01/01/2027", "Must be Dec 31, 2026 or earlier."),
    ],
)
def test_a_wrong_date_says_what_is_wrong_and_stays_typed(typed: str, sentence: str) -> None:
    form = every(day=typed)
    assert said(form, "day") == sentence
    assert form.day.shown() == typed


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("10:22 a.m.", time(10, 22)),
        ("10:22am", time(10, 22)),
        ("2 pm", time(14, 0)),
        ("14:05", time(14, 5)),
        ("1405", time(14, 5)),
        ("12:00 a.m.", time(0, 0)),
        ("12:30 P.M.", time(12, 30)),
    ],
)
def test_times_are_read_as_people_write_them(typed: str, at: time) -> None:
    assert parse_time(typed) == at


@pytest.mark.parametrize("typed", ["25:00", "13 pm", "0 am", "9", "10:60", "noon", "10:22 xm"])
def test_times_that_make_no_sense_are_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="Write the time"):
        parse_time(typed)


def test_a_local_moment_is_stored_in_utc_and_a_skipped_time_is_none() -> None:
    zone = "America/New_York"
    assert moment(date(2026, 11, 19), time(10, 22), zone) == datetime(
        2026, 11, 19, 15, 22, tzinfo=UTC
    )
    assert moment(date(2026, 3, 8), time(2, 30), zone) is None
    assert moment(date(2026, 11, 1), time(1, 30), zone) == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    assert moment(None, time(1, 30), zone) is None


def test_text_is_stripped_composed_and_bounded() -> None:
    form = every(text="  Jose\u0301\t B ", long=" one\r\ntwo ")
    assert form.text.data == "José B"
    assert form.long.data == "one\ntwo"
    long = every(text="x" * 13)
    assert said(long, "text") == "Shorten this to 10 characters: it is 3 too long."
    assert every(text="   ").text.data is None


@pytest.mark.parametrize("typed", ["a\x00b", "a\x1bb", "a\ud800b", "\x7f"])
def test_characters_that_cannot_be_shown_are_refused(typed: str) -> None:
    form = every(text=typed)
    assert said(form, "text") == "Remove the characters that cannot be shown."
    assert form.text.shown() == showable(typed)


def test_a_missing_value_is_named_by_its_label() -> None:
    form = every()
    assert said(form, "text") == "Enter the text"
    assert said(form, "code") == "Choose the code"
    assert said(form, "flag") == "Tick it."
    assert said(form, "upload") == "Choose the upload"
    assert not said(form, "version")
    assert not said(form, "hidden")


def test_the_sentence_for_a_missing_value_reads_as_one() -> None:
    class Asking(SubForm):
        told = Text("What happened")
        place = Text("Place")
        number = Text("OIG number")
        on = UsDate("On")
        taken = UsDate("Taken on")
        received = UsDate("Date received")
        got = LocalTime("Received at")
        how = Code("How it was delivered")

    form = Asking(MultiDict())
    form.how.offer(OFFERED)
    form.validate()
    assert [said(form, field.short_name) for field in form] == [
        "Say what happened",
        "Enter the place",
        "Enter the OIG number",
        "Enter the date",
        "Enter the date it was taken",
        "Enter the date received",
        "Enter the time it was received",
        "Choose how it was delivered",
    ]


def test_only_an_offered_entry_is_taken_and_comes_back_as_offered() -> None:
    assert every(code="7").code.data == 7
    assert every(code="B").code.data == "B"
    assert said(every(code="8"), "code") == "Choose one of the entries offered."
    assert every(codes=["7", "B"]).codes.data == [7, "B"]
    assert said(every(codes=["7", "C"]), "codes") == "Choose one of the entries offered."


def test_a_retired_entry_is_kept_for_its_own_record() -> None:
    form = Every(data={"code": "OLD"})
    form.code.offer(OFFERED, keep=("OLD", "Old method"))
    assert [choice.key for choice in form.code.choices] == ["7", "B", "OLD"]
    assert form.code.said() == "Old method"


def test_numbers_outside_the_bounds_are_refused() -> None:
    assert every(number="1,0").number.data == 10
    assert said(every(number="501"), "number") == "Write a number from 1 to 500."
    assert said(every(number="9" * 5000), "number") == "Write a whole number."
    assert every(version="3").version.data == 3
    assert every(version="3 or 1=1").version.data is None


def test_addresses_and_numbers_are_checked_for_their_shape() -> None:
    assert every(mail="A.Person@Example.GOV").mail.data == "A.Person@example.gov"
    assert "name@example.gov" in said(every(mail="nobody"), "mail")
    assert every(phone="+1 (555) 010-0142 x3").phone.data == "+1 (555) 010-0142 x3"
    assert "with digits" in said(every(phone="<script>"), "phone")


def test_files_are_measured_and_a_text_is_no_file() -> None:
    def sent(name: str, size: int) -> FileStorage:
        return FileStorage(io.BytesIO(b"x" * size), filename=name)

    assert every(upload=sent("a.pdf", 10)).upload.data.filename == "a.pdf"
    assert said(every(upload=sent("a.pdf", 0)), "upload") == "This file is empty."
    assert "at most 1 MB" in said(every(upload=sent("a.pdf", 1_000_001)), "upload")
    assert "cannot be shown" in said(every(upload=sent("a\x00.pdf", 1)), "upload")
    assert said(every(upload="a.pdf"), "upload") == "Choose the upload"
    assert said(every(text=sent("a.pdf", 10)), "text") == "Enter the text"


def test_a_secret_is_never_written_back(site: Flask) -> None:
    assert every(secret="open sesame").secret.shown() == ""
