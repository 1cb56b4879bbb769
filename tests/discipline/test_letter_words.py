"""What letters say in words that depend on the case: no answer, a milder measure, the law."""

import io
from types import SimpleNamespace

import docx
import pytest

from jicms.discipline.forms.letter_begins import beginning
from jicms.discipline.letters import composing, data, drawing
from jicms.discipline.letters.kinds import LetterType
from jicms.refdata.models import ActionType
from jicms.refdata.queries import facts
from tests.factories import discipline
from tests.factories import letters as sample


def said_of(kind, **more):
    return composing.text_of(composing.compose(kind, {**sample.values(), **more}))


@pytest.mark.parametrize(
    "row",
    [
        (
            "NONE",
            "You made no answer in the time that you were given.",
            "I decided on the notice and the material that it relies on.",
        ),
        (
            "WRITTEN",
            "You answered in writing on March 6, 2024.",
            "I considered it fully before I decided.",
        ),
    ],
)
def test_a_decision_considers_the_answer_if_one_came(at, acting, action_of, row):
    kind, told, weighed = row
    at("ANSWER")
    with acting() as session:
        action = action_of(session)
        discipline.answered(session, action, kind=kind)
        session.refresh(action)
        found = data.letter_data(action)
    assert (found["answer_told"], found["answer_weighed"]) == (told, weighed)
    content = composing.compose(LetterType.DECISION_D, {**sample.values(), **found})
    assert f"{told} {weighed}" in composing.text_of(content)
    assert content["must"]["ANSWER_CONSIDERED"] == ["Your answer", weighed]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("LETTER_OF_REPRIMAND", "issue you a letter of reprimand"),
        ("PROBATIONARY_TERMINATION", "terminate your employment during your probationary period"),
        ("REMOVAL", "remove you from your position and from the Federal service"),
    ],
)
def test_a_penalty_is_a_deed_in_a_sentence(app, reading, code, words):
    with reading():
        penalty = SimpleNamespace(
            action_type_code=code, days=None, action_type=facts(ActionType)[code]
        )
        assert data._deed(penalty) == words


def test_every_penalty_that_a_letter_may_say_is_a_deed(reading):
    with reading():
        kinds = [
            row
            for row in facts(ActionType).values()
            if not row.code.endswith("_LEGACY")
            and not row.code.startswith(("RESIGNED", "RETIRED", "SUSPENSION", "MANDATORY_30"))
            and row.code
            not in {
                *("SETTLED", "LAST_CHANCE", "ABEYANCE", "ALTERNATIVE_DISCIPLINE"),
                *("NO_ACTION", "CLOSED_UNSUBSTANTIATED", "CLEARANCE_LETTER"),
            }
        ]
        assert len(kinds) > 10
        for row in kinds:
            penalty = SimpleNamespace(action_type_code=row.code, days=None, action_type=row)
            assert "this action" not in data._deed(penalty), row.code


@pytest.mark.parametrize(
    ("citation", "written"),
    [
        ("5 USC 7515(b)", "5 U.S.C. 7515(b)"),
        ("5 CFR 752 subpart F", "5 CFR part 752, subpart F"),
        ("5 CFR 315.805; 5 CFR 11.5", "5 CFR 315.805 and 5 CFR 11.5"),
    ],
)
def test_a_citation_is_written_as_in_a_letter(citation, written):
    assert data._written(citation) == written


def test_letters_of_fixed_penalties_begin_with_what_the_law_fixes(at, acting, action_of):
    at("DRAFT")
    with acting() as session:
        action = action_of(session)
        fixed = beginning(action, LetterType.NOTICE_7515)["law_fixes"]
        undone = beginning(action, LetterType.REMOVAL_7371)["overturned"]
    assert "at least 3 days" in fixed
    assert "set aside retroactively" in undone
    assert fixed in said_of(LetterType.NOTICE_7515, law_fixes=fixed)
    said = said_of(LetterType.REMOVAL_7371, overturned=undone)
    assert undone in said
    assert "law enforcement officer" in said


def test_no_page_parts_an_address_or_a_signature_from_its_paragraph():
    content = composing.compose(LetterType.NOTICE_D, sample.values())
    made = docx.Document(_stream(drawing.docx(content)))
    kept = [
        row.text.partition("\t")[2] for row in made.paragraphs if row.style.name == "Letter Kept"
    ]
    assert any(text.endswith("bring your answer to:") for text in kept)
    assert kept[-1].startswith("For questions about this notice")
    old = {**content, "parts": [_unmarked(part) for part in content["parts"]]}
    again = docx.Document(_stream(drawing.docx(old)))
    assert [row.text for row in again.paragraphs] == [row.text for row in made.paragraphs]
    assert drawing.pdf(old).startswith(b"%PDF"), "a version of before is drawn as well"


def _unmarked(part):
    nodes = [{k: v for k, v in node.items() if k != "keep"} for node in part["nodes"]]
    return {**part, "nodes": nodes}


def _stream(made):
    return io.BytesIO(made)
