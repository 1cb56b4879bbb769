"""A report in sections: two authors, drafts, comments, the PDF that is approved, and its walls."""

import hashlib
import json
import re
import threading
from html import unescape

import pytest
from sqlalchemy import select

from jicms.audit.models import AuditEvent
from jicms.cases.handling import Handling
from jicms.core.errors import RuleBroken, TransitionRefused
from jicms.files.models import StoredFile
from jicms.investigations import bodies
from jicms.investigations.models import Investigation, InvestigationType, Report
from jicms.investigations.models_sections import ReportBody, ReportSection, SectionDraft
from jicms.investigations.sections import SectionKind, Spot, spot_of, spots
from tests.factories import accounts
from tests.support import pdf

ONE, TWO = "investigator.ia", "investigator2.ia"
PREDICATION = Spot(SectionKind.PREDICATION)


def who(name):
    return accounts.actor_of(name)


def version_on(page: str) -> str:
    return re.search(r'name="version" value="(\d+)"', page).group(1)


def test_sections_and_their_addresses():
    found = spots([1, 3])
    assert len(found) == 4 + 2 * 4 + 4
    assert [spot_of(spot.key) for spot in found] == found
    assert sorted(found, key=lambda spot: spot.place) == found
    for wrong in ("narrative", "predication-1", "narrative-0", "x", "NARRATIVE-1", "narrative-1e9"):
        assert spot_of(wrong) is None, wrong


def test_authors_of_different_sections_never_collide(sign_in, reading, at):
    one, two = sign_in(ONE), sign_in(TWO)
    pages = [(one, f"{at}/sections/predication"), (two, f"{at}/sections/narrative-1")]
    versions = [version_on(client.get(page).text) for client, page in pages]
    for (client, page), version in zip(pages, versions, strict=True):
        data = {"text": f"By {page.rpartition('/')[2]}", "version": version}
        assert client.post(page, data=data).status_code == 302
    page = one.get(at).text
    assert "By predication" in page
    assert "By narrative-1" in page
    with reading() as session:
        assert len(session.scalars(select(ReportSection)).all()) == 2


def test_the_second_of_two_authors_sees_both_texts_and_loses_none(sign_in, reading, at):
    one, two, page = sign_in(ONE), sign_in(TWO), f"{at}/sections/predication"
    opened = version_on(two.get(page).text)
    assert one.post(page, data={"text": "First words", "version": "0"}).status_code == 302
    answer = two.post(page, data={"text": "Second words", "version": opened})
    assert answer.status_code == 409
    assert "Somebody saved this section while you were writing" in answer.text
    assert re.search(r"<textarea[^>]*>\s*Second words", answer.text)
    assert '<pre class="asis">First words</pre>' in answer.text
    assert "Tobias Renquist" in answer.text
    data = {"text": "First words. Second words", "version": version_on(answer.text)}
    assert two.post(page, data=data).status_code == 302
    with reading() as session:
        assert session.scalar(select(ReportSection.text)) == "First words. Second words"


def test_two_who_save_at_the_same_moment_do_not_overwrite_each_other(app, reading, sign_in, at):
    page, answers = f"{at}/sections/predication", []
    clients = [sign_in(name) for name in (ONE, TWO)]
    threads = [
        threading.Thread(
            target=lambda c=c, n=n: answers.append(
                c.post(page, data={"text": f"Text {n}", "version": "0"}).status_code
            )
        )
        for n, c in enumerate(clients)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [302, 409]
    with reading() as session:
        assert len(session.scalars(select(ReportSection)).all()) == 1


def test_what_is_typed_is_kept_as_a_draft_of_its_writer_alone(sign_in, reading, acting, at):
    one, two, page = sign_in(ONE), sign_in(TWO), f"{at}/sections/predication"
    answer = one.post(f"{page}/draft", data={"text": "Half a sent", "version": "0"})
    assert answer.json["saved"]
    assert "Half a sent" in one.get(page).text
    assert "Discard my draft" in one.get(page).text
    assert "Half a sent" not in two.get(page).text
    assert "Half a sent" not in one.get(at).text
    assert two.post(page, data={"text": "Meanwhile", "version": "0"}).status_code == 302
    both = one.get(page).text
    assert "Half a sent" in both
    assert "Meanwhile" in both
    with acting() as session:
        assert "Half" not in session.scalar(select(SectionDraft)).sealed
    assert one.post(f"{page}/discard").status_code == 302
    assert "Half a sent" not in one.get(page).text
    with reading() as session:
        assert session.scalar(select(SectionDraft)) is None


def test_a_preview_shows_what_was_typed_keeps_it_and_saves_nothing(sign_in, reading, acting, at):
    one, two, page = sign_in(ONE), sign_in(TWO), f"{at}/sections/predication"
    assert "Preview this section" in one.get(page).text
    typed = "# Told\n\n- by **one**\n\n<script>alert(1)</script> [x](javascript:y) ![z](//h/z)"
    answer = one.post(page, data={"text": typed, "version": "0", "preview": "1"})
    assert answer.status_code == 200
    area = re.search(r"<textarea[^>]*>\s*(.*?)</textarea>", answer.text, re.DOTALL).group(1)
    assert unescape(area).replace("\r\n", "\n") == typed
    shown = answer.text[answer.text.index('id="preview"') :].partition("<form")[0]
    for words in ("<h3>Told</h3>", "<strong>one</strong>", "&lt;script&gt;"):
        assert words in shown, words
    for gone in ("<script", "<a ", "<img", "href="):
        assert gone not in shown, gone
    empty = one.post(page, data={"text": " ", "version": "0", "preview": "1"}).text
    assert "Nothing is written yet." in empty
    with reading() as session:
        assert session.scalar(select(ReportSection)) is None
        assert session.scalar(select(SectionDraft)) is None
    # The same text is saved from the page that showed it, and read as it was shown.
    key = re.search(r'name="page_key" value="([^"]+)"', answer.text).group(1)
    data = {"text": typed, "version": version_on(answer.text), "page_key": key}
    assert one.post(page, data=data).status_code == 302
    assert "<strong>one</strong>" in one.get(at).text
    # Whoever looks at an older text is told what was saved meanwhile; what can't be saved is said.
    later = two.post(page, data={"text": "Mine", "version": "0", "preview": "1"})
    assert "Somebody saved this section while you were writing" in later.text
    assert 'id="preview"' in later.text
    long = one.post(page, data={"text": "x" * 100_001, "version": "1", "preview": "1"})
    assert long.status_code == 422
    assert 'id="preview"' not in long.text
    with acting() as session:
        session.scalar(select(Report)).status = "SUBMITTED"
    assert one.post(page, data={"text": "a", "preview": "1"}).status_code == 302


def test_bad_input_is_refused_in_words(sign_in, reading, at):
    one, page = sign_in(ONE), f"{at}/sections/predication"
    assert one.post(page, data={"text": "x" * 100_001, "version": "0"}).status_code == 422
    assert one.post(page, data={"text": "a\x00b", "version": "0"}).status_code == 422
    assert one.post(f"{page}/draft", data={"text": "x" * 100_001}).status_code == 422
    for version in ("", "-1", "99999999999999999999", "x"):
        answer = one.post(page, data={"text": "Text", "version": version})
        assert answer.status_code in {302, 409, 422}, version
    assert one.post(f"{page}/draft", data={"text": "a", "version": "9" * 40}).status_code == 200
    for section in ("narrative-2", "narrative-99", "nonsense", "predication-1"):
        assert one.get(f"{at}/sections/{section}").status_code == 404, section


@pytest.mark.parametrize(
    ("name", "status"),
    [("supervisor.ia", 403), ("head.ia", 403), ("supervisor.opr", 404), ("specialist.ler", 404)],
)
def test_only_the_team_writes(sign_in, write, at, name, status):
    write(predication="The words")
    client, page = sign_in(name), f"{at}/sections/predication"
    assert client.get(page).status_code == status
    posts = ((page, {"text": "x"}), (page, {"text": "x", "preview": "1"}))
    for path, data in (*posts, (f"{page}/draft", {}), (f"{page}/discard", {})):
        assert client.post(path, data=data).status_code == status, path
    answer = client.get(f"{at}/pdf")
    assert answer.status_code == (200 if status == 403 else 404)
    if status == 403:
        assert "The words" in client.get(at).text
        assert "/sections/predication" not in client.get(at).text


def test_a_report_is_handed_in_when_its_sections_are_written(sign_in, write, at):
    lead = sign_in(ONE)
    assert "Write the report, or upload it." in lead.get(at).text
    write(disposition="All kept.")
    page = lead.get(at).text
    assert "Not written yet: Predication; Details, allegation 1." in page
    assert "Submit for review" not in page
    write(predication="P", narrative_1="N")
    left = "Supporting evidence, allegation 1; Contrary evidence, allegation 1; Credibility"
    assert f"<b>Left empty:</b> {left}" in lead.get(at).text
    assert lead.post(f"{at}/submit").status_code == 302
    assert f"<b>Left empty:</b> {left}" in sign_in("supervisor.ia").get(at).text
    answer = lead.post(f"{at}/sections/predication", data={"text": "Other", "version": "1"})
    assert answer.status_code == 302
    assert "can’t change now" in lead.get(at).text
    assert lead.post(f"{at}/sections/predication/draft", data={"text": "x"}).status_code == 409


def test_a_comment_stands_beside_its_section_and_is_kept(sign_in, write, at):
    lead, boss = sign_in(ONE), sign_in("supervisor.ia")
    write(predication="P", narrative_1="N")
    for said in ("Say who told it.", "And when."):
        lead.post(f"{at}/submit")
        form = boss.get(f"{at}/return").text
        assert "About: Predication" in form
        data = {"comment": "See below.", "on_predication": said}
        assert boss.post(f"{at}/return", data={**data, "comment": ""}).status_code == 422
        assert boss.post(f"{at}/return", data=data).status_code == 302
    for page in (lead.get(f"{at}/sections/predication").text, lead.get(at).text):
        assert page.index("And when.") < page.index("Earlier comments") < page.index("Say who told")
    assert "Say who told it." not in lead.get(f"{at}/sections/narrative-1").text


def test_the_approved_pdf_is_stored_sound_and_renders_again_to_the_same_bytes(
    sign_in, reading, approved
):
    client = sign_in("supervisor.ia")
    answer = client.get(f"/cases/{approved}/reports/1/pdf")
    assert f"{approved}-R001.pdf" in answer.headers["Content-Disposition"]
    read = pdf.check(answer.data)
    assert [tag for tag in read.tags if tag == "H1"] == ["H1"] * 9
    for n, word in ((1, "Case number"), (12, "Approved by Ingrid Vasterling"), (15, "Telephone")):
        assert read.says(f"{n}. {word}"), word
    for words in ('Told by #read("/etc/passwd").', "1.1 unfounded; 1.2 unfounded", "Steps"):
        assert read.says(words), words
    assert "root:" not in read.drawn
    assert all(margin.count("CUI//PRVCY") == 2 for margin in read.margins)
    with reading() as session:
        made, body = session.scalar(select(Report)), session.scalar(select(ReportBody))
        file = session.scalar(select(StoredFile).where(StoredFile.id == body.file_id))
        assert made.body_sha256 == file.sha256
        assert bodies.again(body) == answer.data
        assert bodies.is_reproduced(body)
        assert json.loads(json.dumps(body.data)) == body.data


def test_what_is_kept_apart_is_named_by_number_alone(sign_in, approved):
    read = pdf.check(sign_in("supervisor.ia").get(f"/cases/{approved}/reports/1/pdf").data)
    assert read.says("Ledger 0")
    assert not read.says("Ledger 1")
    assert read.says("2 Kept apart from this report")


def test_nothing_of_an_approved_report_changes(acting, approved, write):
    with pytest.raises(TransitionRefused, match="can’t change"):
        write(predication="Other")
    for model, column in ((ReportSection, "text"), (ReportBody, "made_with")):
        with pytest.raises(RuleBroken, match="stays as it is"), acting() as session:
            setattr(session.scalar(select(model)), column, "Other")


def test_a_compelled_report_is_shut_to_the_criminal_side_in_every_channel(acting, sign_in, at):
    with acting() as session:
        made = session.scalar(select(Report))
        made.handling = int(Handling.GARRITY_COMPELLED)
        session.add(
            Investigation(
                case_id=made.case_id,
                n=2,
                type=InvestigationType.CRIMINAL,
                reviewer_id=who("head.ia").user_id,
            )
        )
    other = sign_in("head.ia")
    for path in ("", "/pdf", "/print", "/sections/predication"):
        assert other.get(f"{at}{path}").status_code == 404, path
    team = sign_in(TWO)
    assert team.get(at).status_code == 200
    assert "compelled statement" in pdf.check(team.get(f"{at}/pdf").data).drawn


def test_the_trail_tells_who_took_the_pdf_and_its_hash(sign_in, acting, at, write):
    write(predication="P")
    answer = sign_in(ONE).get(f"{at}/pdf")
    assert "not approved" in pdf.check(answer.data).margins[0]
    with acting() as session:
        row = session.scalar(select(AuditEvent).where(AuditEvent.event == "FILE_DOWNLOADED"))
        assert json.loads(row.detail)["sha256"] == hashlib.sha256(answer.data).hexdigest()
        assert (row.entity, row.user_id) == ("report", who(ONE).user_id)


def test_older_reports_with_one_text_stay_as_they_are(acting, sign_in, number):
    with acting() as session:
        made = session.scalar(select(Report))
        made.body = "One text."
        session.flush()
    lead, at = sign_in(ONE), f"/cases/{number}/reports/1"
    assert "One text." in lead.get(at).text
    assert "One text." in lead.get(f"{at}/edit").text
    assert lead.get(f"{at}/sections/predication").status_code == 404
    assert pdf.check(lead.get(f"{at}/pdf").data).says("One text.")
