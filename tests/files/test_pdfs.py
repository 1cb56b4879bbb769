"""PDFs that may run something are known, however they hide it and however they arrive."""

import io
import zlib

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jicms.files import pdfs
from jicms.files.pdfs import PdfLook
from tests.files.helpers import PeakMemory

PACKED = pikepdf.ObjectStreamMode.generate
PLAIN = pikepdf.ObjectStreamMode.disable


def looked(data, cut=64 * 1024):
    look = PdfLook()
    for at in range(0, len(data), cut):
        look.feed(data[at : at + cut])
    return look.finish()


def pdf(*, script=False, attached=False, mode=PACKED, **more):
    made = pikepdf.new()
    made.add_blank_page()
    made.Root.Note = made.make_indirect(pikepdf.String("Nothing but a page. " * 40))
    if script:
        action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        made.Root.OpenAction = made.make_indirect(action)
    if attached:
        made.attachments["setup.exe"] = b"MZ"
    out = io.BytesIO()
    made.save(out, object_stream_mode=mode, **more)
    return out.getvalue()


def packed(content):
    """A PDF whose one object stream holds `content`, packed."""
    inside = zlib.compress(content)
    head = b"%%PDF-1.7\n1 0 obj<</Type/ObjStm/N 1/First 4/Length %d" % len(inside)
    return head + b"/Filter/FlateDecode>>stream\n" + inside + b"\nendstream endobj\n%%EOF\n"


RISKY = {
    "script": pdf(script=True, mode=PLAIN),
    "packed script": pdf(script=True),
    "attachment": pdf(attached=True),
    "locked": pdf(encryption=pikepdf.Encryption(owner="x", user="")),
    "escaped": b"%PDF-1.7\n1 0 obj<</S/J#61vaScript/J#53 (app.alert(1))>>endobj\n",
    "escaped stream": b"%PDF-1.7\n1 0 obj<</Type/Obj#53tm/N 1>>stream\nx\nendstream\n",
    "program": b"%PDF-1.7\n1 0 obj<</S/Launch/F(cmd.exe)>>endobj\n",
    "packed otherwise": b"%PDF-1.7\n1 0 obj<</Type/ObjStm/Filter/LZWDecode>>stream\n\x80\x0b\n",
    "cut off": packed(b"<</S/Nothing>>" * 400)[:110],
    "behind rubbish": b"\n" * 900 + pdf(script=True),
}


@pytest.mark.parametrize("name", RISKY)
def test_what_may_run_is_known(name):
    assert looked(RISKY[name])


@pytest.mark.parametrize("data", [pdf(), pdf(mode=PLAIN), b"/JavaScript of no PDF " * 100, b""])
def test_what_only_shows_is_not_marked(data):
    assert not looked(data)


@settings(max_examples=60, deadline=None)
@given(name=st.sampled_from(["packed script", "script", "escaped", None]), cut=st.integers(1, 900))
def test_it_does_not_depend_on_how_the_stream_is_cut(name, cut):
    data = RISKY[name] if name else packed(b"<</S/Nothing>>" * 9_000)
    assert looked(data, cut) is bool(name)


def test_a_bomb_of_objects_is_left_at_the_bound_in_constant_memory():
    bomb = packed(bytes(4 * pdfs.MOST))
    assert len(bomb) < 100_000
    with PeakMemory() as peak:
        assert looked(bomb)
    assert peak.bytes < 2_000_000
