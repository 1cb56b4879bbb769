"""Letters: nothing missing, nothing lost on the way to the signature, and none served without what
it must say."""

import io
from datetime import date

import docx
import pytest
from jinja2 import UndefinedError
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from jicms.access.actor import current_actor
from jicms.core import unit_of_work
from jicms.core.errors import RuleBroken
from jicms.demo import papers
from jicms.discipline import service
from jicms.discipline.letters import checking, composing, drawing
from jicms.discipline.letters.blocks import CITE_PRIOR, MANDATORY
from jicms.discipline.letters.data import DATA
from jicms.discipline.letters.kinds import LetterType, notice_type
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.models_letters import Found, Letter, LetterStatus
from jicms.discipline.service import letters
from jicms.documents import saying, settings
from tests.factories import discipline
from tests.factories import letters as sample
from tests.factories.discipline import refused
from tests.support import pdf

KINDS = list(LetterType)


@pytest.mark.parametrize("kind", KINDS)
def test_each_missing_datum_is_named_before_a_letter_is_made(kind):
    values = sample.values()
    assert composing.lacks(kind, values) == []
    needed = composing.asked_for(kind, values)
    assert {"reference", "letterhead", "signer_title", "employee_name"} <= set(needed)
    for name in needed:
        without = {key: value for key, value in values.items() if key != name}
        named = {lack.name: lack for lack in composing.lacks(kind, without)}
        assert name in named, name
        assert named[name].label
        assert named[name].datum is DATA.get(name), name
        if not name.startswith(("decided_", "to_", "cites_")):
            with pytest.raises(UndefinedError):
                composing.compose(kind, without)


@pytest.mark.parametrize("kind", KINDS)
def test_each_letter_says_what_it_must_as_docx_and_as_pdf(kind):
    content = composing.compose(kind, sample.values())
    cited = ("PRIOR",) if kind in CITE_PRIOR else ()
    assert tuple(content["must"]) == (*MANDATORY[kind], *cited)
    assert all(content["must"].values())
    word = saying.docx_text(drawing.docx(content))
    made = drawing.pdf(content)
    for pages in ([word], saying.pdf_pages(made)):
        lost = checking.lost_words(content["must"], pages)
        assert not any(lost.values()), lost
    read = pdf.check(made)
    assert read.title == content["subject"]
    assert all(settings.current().marking in margin for margin in read.margins)
    assert f"Page{read.pages}of{read.pages}" in "".join(read.margins[-1].split())
    assert read.tags.count("H1") >= 2
    assert drawing.pdf(content) == made


def test_what_is_typed_is_never_run():
    content = composing.compose(LetterType.NOTICE_D, sample.values())
    word = docx.Document(io.BytesIO(drawing.docx(content)))
    said = "\n".join(paragraph.text for paragraph in word.paragraphs)
    for words in ("On <b>Dec 1</b>, …", "{{ 7 * 7 }}", "Misuse & haste"):
        assert words in said
        assert words in composing.text_of(content)
    assert "49" not in said


def test_words_that_go_over_a_page_are_found_and_others_are_not():
    must = {"ANSWER": ["fourteen calendar days from receipt"]}
    pages = ["head fourteen calendar foot", "head days from receipt foot"]
    split = ["You have fourteen calendar", "days from receipt to answer"]
    assert checking.lost_words(must, split) == {"ANSWER": []}
    assert (
        checking.lost_words(must, ["Fourteen “calendar” days\nfrom\u00a0receipt."])["ANSWER"] == []
    )
    assert checking.lost_words(must, ["four calendar days from receipt"])["ANSWER"]
    assert checking.lost_words(must, [pages[0]])["ANSWER"]


@pytest.mark.parametrize(
    ("subpart", "penalty", "crime", "kind"),
    [
        ("B", "SUSPENSION_1_14", False, LetterType.NOTICE_B),
        ("D", "REMOVAL", False, LetterType.NOTICE_D),
        ("D", "REMOVAL", True, LetterType.NOTICE_CRIME),
        ("D", "INDEFINITE_SUSPENSION", True, LetterType.NOTICE_INDEFINITE),
        ("none", "LETTER_OF_REPRIMAND", False, None),
        ("SES_SUBPART_F", "REMOVAL", False, LetterType.NOTICE_F),
        ("USC_7515", "SUSPENSION_1_14", False, LetterType.NOTICE_7515),
        ("PROBATION_PRE_APPOINTMENT", "REMOVAL", False, LetterType.NOTICE_PROBATION),
    ],
)
def test_the_procedure_chooses_the_notice(subpart, penalty, crime, kind):
    # "_" is in no name of a subpart.
    told = {"procedure": subpart, "subpart": "none"} if "_" in subpart else {"subpart": subpart}
    assert notice_type(penalty=penalty, crime=crime, **told) is kind


# The road of a notice


def notice_of(session, **facts):
    """A made notice of the one action."""
    action = session.scalars(select(DisciplinaryAction)).one()
    told = {"answer_days": 7, **sample.FACTS, **facts}
    actor = current_actor()
    letter = letters.draft_letter(action, actor=actor, kind=LetterType.NOTICE_D, facts=told)
    action.office.telephone = "555-0140"
    letters.generate(letter, actor=actor)
    return letter


def edited(content, *lost):
    """The DOCX as somebody edited it: paragraphs that hold these words are gone."""
    word = docx.Document(io.BytesIO(drawing.docx(content)))
    for paragraph in list(word.paragraphs):
        if any(words in paragraph.text for words in lost):
            paragraph._p.getparent().remove(paragraph._p)
    word.add_paragraph("With thanks for your service.")
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def serve(action):
    """The notice, with whatever letter there is."""
    return service.serve_notice(
        action,
        actor=current_actor(),
        received_at=discipline.NOTICE,
        method_code="HAND_DELIVERY",
        proof="Signed for.",
        material_with_notice=True,
    )


def sign(session, letter, said, **more):
    return letters.bind_signed(
        letter,
        actor=current_actor(),
        file=discipline.stored_file(session),
        made_from=more.pop("made_from", letter.versions[-1].n),
        pages=said if isinstance(said, list) else [said],
        **more,
    )


def test_a_notice_that_lost_a_block_is_not_served(at, acting):
    at("PROPOSED")
    with acting() as session:
        letter = notice_of(session)
        action, content = letter.action, letter.versions[0].content
        refused(lambda: serve(action), "upload the signed letter first")
        word = edited(content, "represented by an attorney", "Representation")
        version = letters.take_edited(
            letter,
            actor=current_actor(),
            file=discipline.stored_file(session, "edited.docx"),
            text=saying.docx_text(word),
        )
        assert [row.block for row in version.lacking] == ["REPRESENTATION"]
        assert "represented by an attorney" in version.lacking[0].lost
        bound = sign(session, letter, saying.docx_text(word))
        assert (bound.made_from, bound.made_from_digest) == (2, version.digest)
        refused(lambda: serve(action), "Representation")
        whole = edited(content)
        letters.take_edited(
            letter,
            actor=current_actor(),
            file=discipline.stored_file(session, "edited.docx"),
            text=saying.docx_text(whole),
        )
        refused(lambda: sign(session, letter, "x", made_from=2), "later version")
        sign(session, letter, saying.docx_text(whole), made_from=4)
        serve(action)
        assert letter.status is LetterStatus.SERVED
        assert letter.served_at == discipline.NOTICE
        assert action.letters[-1].file is letter.bound.file


def test_a_scan_is_confirmed_block_by_block_by_name(at, acting):
    at("PROPOSED")
    with acting("specialist.ler") as session:
        letter = notice_of(session)
        blocks = list(letter.versions[0].content["must"])
        half = sign(session, letter, ["", " "], confirmed=blocks[:3])
        assert [row.block for row in half.lacking] == blocks[3:]
        refused(lambda: serve(letter.action), "lacks", "Official time")
        whole = sign(session, letter, [""], made_from=1, confirmed=blocks)
        assert {row.found for row in whole.checks} == {Found.PERSON}
        assert {row.by.username for row in whole.checks} == {"specialist.ler"}
        refused(lambda: sign(session, letter, ["Text " * 40], made_from=2), "Choose the version")
        serve(letter.action)


def test_text_that_is_there_is_read_and_nobody_s_word_replaces_it(at, acting):
    at("PROPOSED")
    with acting("specialist.ler") as session:
        letter = notice_of(session)
        blocks = list(letter.versions[0].content["must"])
        other = sign(session, letter, "Another letter altogether. " * 9, confirmed=blocks)
        assert [row.block for row in other.lacking] == blocks


def test_a_letter_that_the_case_has_left_behind_is_not_served(at, acting):
    at("DECIDED")
    with acting() as session:
        action = session.scalars(select(DisciplinaryAction)).one()
        letter = discipline.bound(session, action, decision=True)
        service.change_effective(action, actor=current_actor(), effective_on=date(2024, 4, 5))
        refused(lambda: letters.require_whole(letter), "make it anew")
        letters.generate(letter, actor=current_actor())
        sign(session, letter, composing.text_of(letter.versions[-1].content))
        letters.require_whole(letter)


def test_the_days_that_the_notice_gives_move_the_answer(at, acting):
    at("PROPOSED")
    with acting() as session:
        action = session.scalars(select(DisciplinaryAction)).one()
        refused(
            lambda: letters.draft_letter(
                action,
                actor=current_actor(),
                kind=LetterType.NOTICE_D,
                facts={"answer_days": 6},
            ),
            "at least 7",
        )
        discipline.bound(session, action, answer_days=14)
        discipline.served(session, action)
        assert action.answer_due_on.isoformat() == "2024-03-15"


def test_the_database_refuses_what_is_incomplete_and_what_stands(at, app):
    at("ANSWER")
    at("PROPOSED")
    refusals = (
        "UPDATE lr_letter SET facts = '{}' WHERE status = 'SERVED'",
        "DELETE FROM lr_letter WHERE status = 'SERVED'",
        "UPDATE letter_version SET digest = 'x'",
        "DELETE FROM letter_version",
        "UPDATE letter_check SET found = 'TEXT'",
        "DELETE FROM letter_check",
        "UPDATE disciplinary_action SET status = 'ANSWER' WHERE status = 'PROPOSED'",
    )
    for statement in refusals:
        with app.app_context(), pytest.raises(DatabaseError), unit_of_work.write() as session:
            session.connection().execute(text(statement))


def test_the_database_serves_no_letter_without_its_blocks(at, acting, app):
    at("PROPOSED")
    served = (
        "UPDATE lr_letter SET status = 'SERVED', served_at = '2024-03-01 15:30:00',"
        " service_code = 'HAND_DELIVERY'"
    )

    def refuses():
        with app.app_context(), pytest.raises(DatabaseError), unit_of_work.write() as session:
            session.connection().execute(text(served))

    with acting() as session:
        notice_of(session)
    refuses()
    with acting() as session:
        letter = session.scalars(select(Letter)).one()
        sign(session, letter, "Nothing of what it must say stands in this letter. " * 4)
    refuses()
    with acting() as session:
        letter = session.scalars(select(Letter)).one()
        sign(session, letter, composing.text_of(letter.versions[0].content), made_from=1)
    with app.app_context(), unit_of_work.write() as session:
        session.connection().execute(text(served))


# Files of others


def test_a_signed_pdf_is_read_whatever_made_it():
    content = composing.compose(LetterType.NOTICE_D, sample.values())
    drawn = papers.pages("Notice", *composing.text_of(content).splitlines())
    pages = saying.pdf_pages(drawn)
    assert len(pages) > 1
    assert not any(checking.lost_words(content["must"], pages).values())


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"GIF89a", "no PDF"),
        (b"%PDF-1.7 and then nothing of the kind", "damaged"),
    ],
)
def test_a_file_that_is_no_pdf_is_refused_in_words(content, words):
    with pytest.raises(RuleBroken, match=words):
        saying.pdf_pages(content)
