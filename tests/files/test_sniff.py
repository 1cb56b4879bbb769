"""The type comes from the content; markup and programs are recognised in disguise."""

import gzip
import io
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jicms.files import sniff
from jicms.files.models import StoredFile

OOXML = "application/vnd.openxmlformats-officedocument."


def type_of(data: bytes) -> str:
    sample = sniff.Sample()
    for start in range(0, len(data), 50_000):
        sample.feed(data[start : start + 50_000])
    return sample.content_type()


def package(*parts: str, first: str = "[Content_Types].xml") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for part in (first, *parts):
            archive.writestr(part, b"\0" * 100_000)
    return out.getvalue()


def workbook() -> bytes:
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    return out.getvalue()


def open_document() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "application/pdf"),
        (b"%PDF-1.4\nall in plain letters", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "image/png"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01" + bytes(80), "image/jpeg"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(80), "video/mp4"),
        (b"\0\0\0\x18ftypM4A \0\0\0\0M4A " + bytes(80), "audio/mp4"),
        (b"RIFF\0\x10\0\0WAVEfmt " + bytes(80), "audio/wave"),
        (b"a plain note\r\n", "text/plain"),
        ("Überschrift\n".encode("latin-1"), "text/plain"),
        ("\ufeffnote".encode("utf-16-le"), "text/plain"),
        (b"name,amount\n=1+1,2\n", "text/plain"),
        (b"Received: by x\r\n\tfrom y\r\nFrom: a@b\r\n", "message/rfc822"),
        (b"Subject: x\nDate: y\nFrom: a@b\n\nhello", "message/rfc822"),
        (b"{\\rtf1\\ansi", "application/rtf"),
        (workbook(), OOXML + "spreadsheetml.sheet"),
        (package("word/document.xml", "z.bin"), OOXML + "wordprocessingml.document"),
        (package("ppt/presentation.xml"), OOXML + "presentationml.presentation"),
        (open_document(), "application/vnd.oasis.opendocument.text"),
        (package("a.txt", first="b.txt"), "application/zip"),
        (package("word/document.xml", first="x"), "application/zip"),
    ],
)
def test_common_evidence_is_recognised(data, kind):
    assert type_of(data) == kind


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"<html><script>alert(1)</script>", "text/html"),
        (b"\n\t <!DOCTYPE  html>", "text/html"),
        (b"\xef\xbb\xbf<!doctype html>", "text/html"),
        ("\ufeff<script>x</script>".encode("utf-16-le"), "text/html"),
        ("\ufeff<script>x</script>".encode("utf-16-be"), "text/html"),
        (b"<!-- innocent --><body onload=x>\xe9", "text/html"),
        (b"<?xml version='1.0'?><svg onload='x'/>", "image/svg+xml"),
        (b"<svg:svg xmlns:svg='http://www.w3.org/2000/svg'>", "image/svg+xml"),
        (b"<?xml version='1.0'?><note/>", "application/xml"),
        (b"#!/bin/sh\nrm -rf /", "text/x-script"),
        (b"MZ\x90\0" + bytes(200), "application/vnd.microsoft.portable-executable"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600), "application/x-ole-storage"),
        (
            package("word/document.xml", "word/vbaProject.bin"),
            "application/vnd.ms-word.document.macroenabled.12",
        ),
        (gzip.compress(b"x" * 99, mtime=0), "application/x-gzip"),
        (bytes(range(256)), sniff.UNKNOWN),
    ],
)
def test_what_may_run_is_never_passive(data, kind):
    assert type_of(data) == kind
    assert not StoredFile(content_type=kind).is_passive


@given(st.binary(max_size=300), st.binary(max_size=40))
def test_any_content_has_a_type_that_fits_its_column(head, tail):
    kind = type_of(head + tail)
    assert kind.isascii()
    assert 0 < len(kind) <= 127
    assert kind.count("/") == 1


@given(st.binary(min_size=1, max_size=400_000), st.integers(1, 200_000))
def test_the_type_does_not_depend_on_how_the_stream_is_cut(data, cut):
    sample = sniff.Sample()
    sample.feed(data[:cut])
    sample.feed(data[cut:])
    assert sample.content_type() == type_of(data)
