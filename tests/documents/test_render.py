"""The document maker: same bytes, accessible, texts never run, failures in plain words."""

import io
import threading
from datetime import UTC, date, datetime

import pytest
from PIL import Image

from jicms.documents import engine, errors, render, settings
from jicms.documents.settings import Settings
from tests.support import pdf

HOSTILE = (
    '#read("/etc/passwd") *bold* $x^2$ @x \\ `raw` <label> [x] #import "/x" // note\n\n= no heading'
)
FRAME = """#import "/documents/typst/frame.typ": data, facts, frame, paragraphs
#show: frame.with(title: data.title, reference: "202700123-R001", note: "Draft")
"""
BODY = """#facts(((data.label, data.text), ("Number", "17")))
= First
#paragraphs(data.text)
== Second
Last words.
"""


@pytest.fixture
def template(tmp_path, monkeypatch):
    """`template(source)`: the only template of a package of its own, which holds the real frame."""
    real = engine.PACKAGE / "documents" / "typst"
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "typst").symlink_to(real)
    (tmp_path / "feature" / "typst").mkdir(parents=True)
    (tmp_path / "feature" / "secret.py").write_text("SECRET = 1")
    monkeypatch.setattr(engine, "PACKAGE", tmp_path)

    def write(source: str) -> None:
        (tmp_path / "feature" / "typst" / "paper.typ").write_text(FRAME + source)

    write(BODY)
    return write


@pytest.fixture
def setting():
    """`setting(**kw)`: other settings until the test ends."""
    before = settings.current()
    yield lambda **kw: settings.configure(Settings(**kw))
    settings.configure(before)


def paper(**extra):
    given = {"title": "Report", "label": "Name", "text": "Plain text.\nSecond line.", **extra}
    return render("feature/paper", given)


def test_same_input_gives_the_same_accessible_bytes_and_a_date_shows_in_them(template):
    first = paper()
    assert first == paper()
    read = pdf.check(first)
    assert (read.title, read.pages) == ("Report", 1)
    assert [tag for tag in read.tags if tag in {"Title", "H1", "H2"}] == ["Title", "H1", "H2"]
    assert read.drawn.split()[-2:] == ["Last", "words."]
    told = datetime(2026, 11, 28, tzinfo=UTC)
    dated = render("feature/paper", {"title": "Report", "label": "a", "text": "b"}, at=told)
    assert b"20261128" in dated
    assert b"/CreationDate" not in first


def test_every_page_is_marked_and_numbered(template, setting):
    setting(marking="CUI//LEI")
    template("Page one. #pagebreak() Page two.")
    read = pdf.check(paper())
    assert [margin.count("CUI//LEI") for margin in read.margins] == [2, 2]
    assert ["Page 1 of 2" in m or "Page 2 of 2" in m for m in read.margins] == [True, True]
    assert "202700123-R001" in read.margins[0]


def test_words_of_users_are_shown_and_never_run(template):
    read = pdf.check(paper(text=HOSTILE, title=HOSTILE, label=HOSTILE))
    assert "root:" not in read.drawn
    assert read.says(HOSTILE)
    assert read.drawn.count('#read("/etc/passwd") *bold* $x^2$ @x \\ `raw` <label> [x]') == 3
    assert read.tags.count("H1") == 1


def test_what_hides_or_reorders_goes_and_what_no_font_holds_is_named(template):
    read = pdf.check(paper(text="a\u202eb\x00c\ud800d 中文 Привет 😀", title="中"))
    assert read.says("abcd [U+4E2D][U+6587] Привет [U+1F600]")
    assert read.title == "[U+4E2D]"


def test_pictures_need_alternative_text(template):
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, "PNG")
    given = {"title": "R", "label": "a", "text": "b"}
    template('#image("/given/a.png", alt: data.text)')
    made = render("feature/paper", given, files={"a.png": out.getvalue()})
    assert "Figure" in pdf.check(made).tags
    template('#image("/given/a.png")')
    with pytest.raises(errors.NotRendered):
        render("feature/paper", given, files={"a.png": out.getvalue()})
    with pytest.raises(ValueError, match="no name of a picture"):
        render("feature/paper", given, files={"../a.png": b""})


@pytest.mark.parametrize(
    "source",
    [
        '#read("/feature/secret.py")',
        '#read("/etc/passwd")',
        '#read("../secret.py")',
        '#import "@preview/cetz:0.3.0"',
        "#unknown",
        "#str(data.text.len() / 0)",
    ],
)
def test_a_template_reaches_templates_only_and_its_failure_quotes_nothing(
    template, source, caplog, recwarn
):
    template(source)
    with pytest.raises(errors.NotRendered, match="could not be made") as raised:
        paper(text="Jane Roe")
    assert raised.value.status == 503
    assert "feature/paper" in caplog.text
    assert "Jane Roe" not in caplog.text
    assert not recwarn.list


def test_a_document_that_hangs_or_swells_is_given_up(template, setting):
    setting(seconds=0.6)
    template("#let n = 0\n#while true { n += 1; if n > 9000000000 { break } }")
    with pytest.raises(errors.NotRendered):
        paper()
    setting(memory=400 * 1024**2, seconds=20)
    template('#let a = "xxxxxxxx" * 1000\n#for n in range(40) { a = a + a }\n#a')
    with pytest.raises(errors.NotRendered):
        paper()


def test_many_wait_for_their_turn_and_say_so_when_it_takes_too_long(template, setting):
    setting(at_once=1, patience=20)
    made: list[bytes] = []
    threads = [threading.Thread(target=lambda: made.append(paper())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 4
    assert len(set(made)) == 1
    setting(at_once=0, patience=0.05)
    with pytest.raises(errors.Busy, match="Try again in a minute"):
        paper()


def test_the_process_of_a_document_learns_no_key(template, monkeypatch):
    monkeypatch.setenv("JICMS_MASTER_KEY", "k:secret")
    seen = {}
    run = engine.subprocess.run
    monkeypatch.setattr(
        engine.subprocess, "run", lambda *a, **kw: seen.update(kw["env"]) or run(*a, **kw)
    )
    paper()
    assert not [name for name in seen if name.startswith("JICMS")]


def test_callers_mistakes_are_told_to_programmers(template):
    for name in ("feature", "../feature/paper", "feature/other", "/etc/passwd"):
        with pytest.raises(ValueError, match=r"template|FEATURE"):
            render(name, {})
    with pytest.raises(TypeError, match="dates"):
        paper(text=date(2026, 1, 1))
