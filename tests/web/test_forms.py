"""A form's way through a view: errors, kept text, lists of fields, rules, two people at once."""

import io
from types import SimpleNamespace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from jicms.core.errors import Stale
from tests.web.site import ThingForm

GOOD = {
    "version": "1",
    "method": "HOTLINE",
    "received": "11/19/2026",
    "at": "10:22 a.m.",
    "identity": "OPEN",
    "place": "Port of Alder Bend",
    "story": "Caller says so.",
    "allegations-0-code": "IT-02",
    "allegations-0-subject": "Unknown",
}


def test_a_valid_form_redirects_and_the_next_page_says_so(visitor: FlaskClient) -> None:
    answer = visitor.post("/form", data=GOOD)
    assert answer.status_code == 302
    page = visitor.get("/components").text
    assert "Saved 10:42 a.m.: thing at Port of Alder Bend." in page
    assert "Saved 10:42" not in visitor.get("/components").text


def test_errors_stand_at_the_field_and_in_the_summary_and_text_stays(visitor: FlaskClient) -> None:
    sent = {**GOOD, "received": "02/30/2026", "place": "<b>here</b>", "story": "x" * 500}
    answer = visitor.post("/form", data=sent)
    assert answer.status_code == 422
    assert "Nothing was saved: correct 2 fields" in answer.text
    assert '<a href="#received">There is no 02/30/2026' in answer.text
    assert 'value="02/30/2026"' in answer.text
    assert 'aria-describedby="received-h received-e" aria-invalid="true"' in answer.text
    assert "&lt;b&gt;here&lt;/b&gt;" in answer.text
    assert "x" * 500 in answer.text
    assert "500 of 400 characters" in answer.text


def test_an_empty_request_is_an_error_at_each_required_field(visitor: FlaskClient) -> None:
    answer = visitor.post("/form")
    assert answer.status_code == 422
    for sentence in (
        "Choose a method",
        "Enter the date received",
        "Enter the place",
        "Choose a code",
    ):
        assert sentence in answer.text


def test_a_json_body_is_not_read_as_a_form(visitor: FlaskClient) -> None:
    answer = visitor.post("/form", json=[1, 2], headers={"Accept": "text/html"})
    assert answer.status_code == 422


def test_a_broken_rule_becomes_an_error_at_its_field(visitor: FlaskClient) -> None:
    answer = visitor.post("/form", data={**GOOD, "place": "Nowhere"})
    assert answer.status_code == 422
    assert '<a href="#place">Nowhere is no place.</a>' in answer.text


def test_entries_are_added_and_removed_without_script(visitor: FlaskClient) -> None:
    more = visitor.post("/form", data={**GOOD, "allegations-add": "1"})
    assert more.status_code == 200
    assert "Nothing was saved" not in more.text
    assert 'name="allegations-1-code"' in more.text
    two = {**GOOD, "allegations-1-code": "IT-02", "allegations-1-subject": "Second"}
    fewer = visitor.post("/form", data={**two, "allegations-drop": "0"})
    assert fewer.status_code == 200
    assert 'name="allegations-0-subject" type="text" value="Second"' in fewer.text
    assert 'name="allegations-1-code"' not in fewer.text


def test_a_list_keeps_within_its_bounds(visitor: FlaskClient) -> None:
    many = {**GOOD, **{f"allegations-{n}-code": "IT-02" for n in range(9)}}
    answer = visitor.post("/form", data={**many, "allegations-add": "1"})
    assert 'name="allegations-2-code"' in answer.text
    assert 'name="allegations-3-code"' not in answer.text
    last = visitor.post("/form", data={**GOOD, "allegations-drop": "0"})
    assert 'name="allegations-0-code"' in last.text


def test_labels_of_entries_are_told_apart(visitor: FlaskClient) -> None:
    page = visitor.post("/form", data={**GOOD, "allegations-add": "1"}).text
    assert '<span class="usa-sr-only">, allegation 1</span>' in page
    assert '<span class="usa-sr-only">, allegation 2</span>' in page


def test_a_file_makes_the_form_multipart_and_a_wrong_one_is_refused(visitor: FlaskClient) -> None:
    assert 'enctype="multipart/form-data"' in visitor.get("/form").text
    sent = {**GOOD, "upload": (io.BytesIO(b""), "empty.pdf")}
    answer = visitor.post("/form", data=sent)
    assert answer.status_code == 422
    assert "This file is empty." in answer.text


def test_optional_fields_say_so_and_are_none(site: Flask) -> None:
    with site.test_request_context(method="POST", data=GOOD):
        form = ThingForm().offer()
        assert form.ready()
        values = form.values()
    assert values["days"] is None
    assert values["mail"] is None
    assert values["allegations"] == [{"code": "IT-02", "subject": "Unknown"}]
    assert "version" not in values
    assert "csrf_token" not in values
    assert "Days (optional)" in site.test_client().get("/form").text


def stored(**changes: object) -> SimpleNamespace:
    record = {
        "version": 2,
        "method": "MAIL",
        "received": None,
        "at": None,
        "identity": "OPEN",
        "finding": None,
        "flags": [],
        "mail": None,
        "days": None,
        "place": "Port of Corvane",
        "story": "As stored.",
        "agreed": False,
        "upload": None,
        "allegations": [],
    }
    return SimpleNamespace(**{**record, **changes})


@pytest.mark.parametrize("version", ["1", "", "nonsense", "9" * 5000])
def test_a_stale_form_is_refused_with_both_texts(site: Flask, version: str) -> None:
    with site.test_request_context(method="POST", data={**GOOD, "version": version}):
        form = ThingForm().offer()
        with pytest.raises(Stale) as refused:
            form.refuse_if_stale(stored(), by="N. Korvath")
    assert refused.value.fields["Place"] == ("Port of Corvane", "Port of Alder Bend")
    assert refused.value.fields["Method"] == ("Postal mail", "Telephone hotline")
    assert "Identity" not in refused.value.fields
    assert "N. Korvath" in str(refused.value)


def test_a_form_of_the_present_version_passes(site: Flask) -> None:
    with site.test_request_context(method="POST", data={**GOOD, "version": "2"}):
        ThingForm().offer().refuse_if_stale(stored())


def test_a_record_fills_the_form(site: Flask) -> None:
    with site.test_request_context():
        form = ThingForm(obj=stored(days=5)).offer()
        assert form.place.shown() == "Port of Corvane"
        assert form.days.shown() == "5"
        assert form.version.shown() == "2"
        assert form.method.said() == "Postal mail"


def test_faults_reach_entries_and_the_whole_form(site: Flask) -> None:
    with site.test_request_context(method="POST", data=MultiDict(GOOD)):
        form = ThingForm().offer()
        assert form.ready()
        form.fault("allegations-0-code", "Not this code.")
        form.fault("allegations", "One for each subject.")
        form.fault(None, "Not today.")
        form.fault("no_such_field", "Somewhere else.")
        sentences = {fault.sentence: fault.target for fault in form.faults()}
    assert sentences == {
        "Allegation 1: Not this code.": "allegations-0-code",
        "One for each subject.": "allegations",
        "Not today.": "",
        "Somewhere else.": "",
    }
