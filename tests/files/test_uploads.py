"""An upload is nowhere on disk in the clear, not even while its form is parsed."""

import io
import os

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from jicms.core import unit_of_work
from jicms.files import service, uploads
from jicms.files.models import StoredFile
from jicms.files.uploads import SealedSpool
from tests.files.helpers import SYSTEM

SECRET = b"the whole confession " * 10_000


@given(st.lists(st.binary(max_size=300)), st.data())
def test_it_reads_like_any_file(pieces, data):
    whole, spool = b"".join(pieces), SealedSpool()
    plain = io.BytesIO(whole)
    for piece in pieces:
        assert spool.write(piece) == len(piece)
    assert spool.tell() == len(whole)
    spool.seek(0)
    for _ in range(3):
        offset = data.draw(st.integers(0, len(whole) + 5))
        size = data.draw(st.integers(0, 400))
        assert spool.seek(offset) == plain.seek(offset)
        assert spool.read(size) == plain.read(size)
        assert spool.tell() == plain.tell()
    assert spool.seek(-1 if whole else 0, os.SEEK_END) == max(0, len(whole) - 1)
    assert spool.seek(0) == 0
    assert spool.read() == whole
    spool.close()
    spool.close()


def test_it_takes_nothing_more_once_it_was_read():
    with SealedSpool() as spool:
        spool.write(b"x")
        spool.seek(0)
        assert spool.read(1) == b"x"
        assert not spool.writable()
        with pytest.raises(io.UnsupportedOperation):
            spool.write(b"y")


def test_a_large_upload_is_sealed_while_the_form_is_parsed(store_app, configured, monkeypatch):
    configured(max_bytes=1 << 20)
    monkeypatch.setattr(uploads, "IN_MEMORY", 1000)
    seen = []
    real = uploads.SealedSpool._complete

    def look(spool):
        reader = real(spool)
        spool._file.flush()
        seen.append(os.pread(spool._file.fileno(), 10 << 20, 0))
        return reader

    monkeypatch.setattr(uploads.SealedSpool, "_complete", look)
    form = {"file": (io.BytesIO(SECRET), "memo.txt")}
    answer = store_app.test_client().post("/file", data=form)
    assert answer.status_code == 201
    assert len(seen[0]) > len(SECRET)
    assert b"confession" not in seen[0]
    with store_app.app_context(), unit_of_work.read(SYSTEM) as session:
        file = session.get_one(StoredFile, int(answer.text))
        with service.open_stream(file) as stream:
            assert b"".join(stream) == SECRET


def test_a_small_one_stays_in_memory(store_app, monkeypatch):
    def refuse(*_given):
        raise AssertionError("not for this")

    monkeypatch.setattr(uploads, "SealedSpool", refuse)
    form = {"file": (io.BytesIO(b"x" * 1000), "memo.txt")}
    assert store_app.test_client().post("/file", data=form).status_code == 201


def test_the_request_class_is_extended_once():
    app = Flask("x", root_path="/")
    uploads.init_app(app)
    once = app.request_class
    uploads.init_app(app)
    assert app.request_class is once
