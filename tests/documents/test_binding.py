"""A copy that is handed out: numbered, locked, and holding only what is drawn."""

import io
import resource
import time
import zlib

import pikepdf
import pytest
from PIL import Image

from jicms.core.errors import RuleBroken
from jicms.documents import binding, render
from jicms.documents.binding import Insert, bind
from jicms.documents.engine import Refused

PASSWORD = "correct horse battery"


def paper(title="Report", text="Words of the body."):
    return render("documents/text", {"title": title, "reference": "R", "text": text})


def picture(kind="JPEG", size=(300, 200), frames=1):
    out = io.BytesIO()
    made = [Image.new("RGB", size, (n * 40, 90, 90)) for n in range(frames)]
    made[0].save(out, kind, **({"save_all": True, "append_images": made[1:]} if frames > 1 else {}))
    return out.getvalue()


def with_script():
    """A PDF that runs a script when it is opened, with a note and an attachment."""
    pdf = pikepdf.open(io.BytesIO(paper("Exhibit", "Seen by nobody else.")))
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    pdf.Root.OpenAction = pdf.make_indirect(script)
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Text,
        Rect=[0, 0, 9, 9],
        Contents="secret note",
    )
    pdf.pages[0].Annots = pdf.make_indirect([pdf.make_indirect(note)])
    pdf.attachments["x.exe"] = b"MZ"
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def heavy(megabytes):
    """A small file whose one page is written in so many megabytes."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(612, 792)).obj
    # Bit by bit: this process must not have held it, or its peak would prove nothing.
    made, bit = zlib.compressobj(), b"0 0 m 9 9 l S \n".ljust(1024) * 1024
    content = b"".join([*(made.compress(bit) for _ in range(megabytes)), made.flush()])
    page.Contents = pdf.make_stream(content, Filter=pikepdf.Name.FlateDecode)
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def armed():
    """A PDF with all that can act, also where a page's drawing holds it."""
    pdf = pikepdf.open(io.BytesIO(with_script()))
    page, name = pdf.pages[0].obj, pikepdf.Name
    act = pdf.make_indirect(pikepdf.Dictionary(S=name.JavaScript, JS="app.alert(2)"))
    embedded = pdf.make_stream(b"MZ-embedded", Type=name.EmbeddedFile)
    spec = pdf.make_indirect(
        pikepdf.Dictionary(Type=name.Filespec, F="evil.exe", EF=pikepdf.Dictionary(F=embedded))
    )
    widget = pikepdf.Dictionary(
        Type=name.Annot, Subtype=name.Widget, FT=name.Tx, T="field-name", Rect=[0, 0, 9, 9], A=act
    )
    page.Annots = pdf.make_indirect([pdf.make_indirect(widget)])
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[page.Annots[0]], CO=[page.Annots[0]])
    page.AA = pikepdf.Dictionary(O=act)
    form = pdf.make_stream(
        b"q Q", Type=name.XObject, Subtype=name.Form, BBox=[0, 0, 9, 9], AA=page.AA, AF=[spec]
    )
    form.PieceInfo = pikepdf.Dictionary(X=pikepdf.Dictionary(Private="made-by-somebody"))
    form.OC = pikepdf.Dictionary(Type=name.OCG, Name="layer", Odd=[act, spec])
    page.Resources.XObject = pikepdf.Dictionary(Kept=form)
    page.Resources.Properties = pikepdf.Dictionary(One=act, Two=spec)
    page.Resources.Font.AA = next(font for _name, font in page.Resources.Font.items())
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def locked():
    out = io.BytesIO()
    pikepdf.open(io.BytesIO(paper())).save(out, encryption=pikepdf.Encryption(user="x", owner="y"))
    return out.getvalue()


def opened(content, password=PASSWORD):
    return pikepdf.open(io.BytesIO(content), password=password)


def texts(pdf):
    """All streams of all pages, uncompressed: what could be found in the file."""
    return b"\n".join(
        obj.read_bytes()
        for obj in pdf.objects
        if isinstance(obj, pikepdf.Stream) and obj.get("/Subtype") != "/Image"
    )


@pytest.fixture(scope="module")
def bound():
    inserts = [
        Insert("Exhibit 1", [("Description", "A script")], with_script(), "application/pdf"),
        Insert("Exhibit 2", [("Description", "Photo")], picture(), "image/jpeg"),
        Insert("Exhibit 3", [], picture("TIFF", frames=3), "image/tiff"),
        Insert("Exhibit 4", [("File", "audio")], b"RIFF", "audio/wav"),
        Insert("Exhibit 5", [], b"%PDF-1.7 broken", "application/pdf"),
        Insert("Exhibit 6", [], locked(), "application/pdf"),
        Insert("Exhibit 7", [], missing="This exhibit is not part of this copy."),
    ]
    made = bind(paper(), inserts, number="R001", note="Copy made by A", password=PASSWORD)
    return made, inserts


def test_every_page_is_there_and_numbered(bound):
    made, inserts = bound
    # The body, then a sheet for each exhibit and what can be drawn of it.
    assert [insert.pages for insert in inserts] == [1, 1, 3, 0, 0, 0, 0]
    assert made.pages == 1 + 7 + 5
    assert (made.first, made.last) == ("R001-000001", "R001-000013")
    with opened(made.content) as pdf:
        assert len(pdf.pages) == made.pages
        assert pdf.check_pdf_syntax() == []
        assert {tuple(float(x) for x in page.mediabox) for page in pdf.pages} == {(0, 0, 612, 792)}


def test_what_can_not_be_drawn_says_why(bound):
    _made, inserts = bound
    said = [insert.missing for insert in inserts]
    assert said[:3] == ["", "", ""]
    assert "can’t be printed" in said[3]
    assert "could not be opened" in said[4]
    assert "locked with a password" in said[5]
    assert "not part of this copy" in said[6]


def test_nothing_but_what_is_drawn_comes_along(bound):
    with opened(bound[0].content) as pdf:
        assert "/OpenAction" not in pdf.Root
        assert "/Names" not in pdf.Root
        assert not list(pdf.attachments)
        assert all("/Annots" not in page for page in pdf.pages)
        whole = texts(pdf) + repr([str(obj)[:2000] for obj in pdf.objects]).encode()
        assert b"app.alert" not in whole
        assert b"secret note" not in whole


def test_it_is_locked_and_claims_no_standard(bound):
    with pytest.raises(pikepdf.PasswordError):
        opened(bound[0].content, "wrong")
    with opened(bound[0].content) as pdf:
        assert pdf.is_encrypted
        assert (pdf.encryption.bits, pdf.encryption.R) == (256, 6)
        assert pdf.encryption.stream_method == pikepdf.models.EncryptionMethod.aesv3
        with pdf.open_metadata() as about:
            assert "pdfuaid:part" not in about
        assert pdf.Root.Lang, "what the body says of itself stays"


def test_a_copy_that_nobody_prints_is_refused(monkeypatch):
    monkeypatch.setattr(binding, "MOST_PAGES", 3)
    inserts = [Insert("Exhibit 1", [], picture("TIFF", frames=3), "image/tiff")]
    with pytest.raises(RuleBroken, match="5 pages"):
        bind(paper(), inserts, number="R", note="", password=PASSWORD)


def test_a_cover_sheet_stays_one_sheet_whatever_stands_on_it():
    facts = [("Description", "word " * 3000), ("Odd", '中文 #read("/etc/passwd") *x*')]
    inserts = [Insert("Exhibit 1 " + "long " * 60, facts, missing="None. " * 800)]
    made = bind(paper(), inserts, number="R", note="by A", password=PASSWORD)
    assert made.pages == 2
    with opened(made.content) as pdf:
        assert len(pdf.pages) == 2


def test_what_would_fill_the_memory_costs_the_server_nothing_and_has_its_sheet_alone():
    bomb = heavy(200)
    assert len(bomb) < 2_000_000
    inserts = [
        Insert("Exhibit 1", [], bomb, "application/pdf"),
        Insert("Exhibit 2", [], heavy(4), "application/pdf"),
    ]
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    made = bind(paper(), inserts, number="R", note="", password=PASSWORD)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60 * 1024
    assert time.monotonic() - started < 20
    assert "more time or memory" in inserts[0].missing
    assert [insert.pages for insert in inserts] == [0, 1]
    assert made.pages == 1 + 1 + 2


def test_too_much_time_or_too_large_a_whole_is_a_sentence(monkeypatch):
    monkeypatch.setattr(binding, "_PATIENCE", 0)
    late = Insert("Exhibit 1", [], paper(), "application/pdf")
    bind(paper(), [late], number="R", note="", password=PASSWORD)
    assert "more time or memory" in late.missing

    def refused(*_asked, **_limits):
        raise Refused(heavy=True)

    monkeypatch.setattr(binding, "apart", refused)
    with pytest.raises(RuleBroken, match="largest exhibits"):
        bind(paper(), [], number="R", note="", password=PASSWORD)


def test_nothing_that_acts_is_bound_even_where_the_drawing_holds_it():
    inserts = [Insert("Exhibit 1", [], armed(), "application/pdf")]
    made = bind(paper(), inserts, number="R", note="", password=PASSWORD)
    assert inserts[0].pages == 1
    with opened(made.content) as pdf:
        whole = texts(pdf) + b"".join(
            obj.unparse(resolved=True) for obj in pdf.objects if not isinstance(obj, pikepdf.Stream)
        )
        keys = {
            key
            for obj in pdf.objects
            if isinstance(obj, pikepdf.Stream | pikepdf.Dictionary)
            for key, _value in obj.items()
        }
        held = [obj.get("/Resources") for obj in pdf.objects if isinstance(obj, pikepdf.Stream)]
        assert any("/AA" in one.get("/Font", {}) for one in held if one), "a font of that name"
    for word in (b"app.alert", b"JavaScript", b"evil.exe", b"MZ-embedded", b"field-name"):
        assert word not in whole
    assert b"made-by-somebody" not in whole
    assert not keys & {"/AA", "/JS", "/Annots", "/AF", "/EF", "/PieceInfo", "/AcroForm"}
