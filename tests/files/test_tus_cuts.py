"""Uploads in parts over cut lines, killed servers and changed bytes: nothing is lost."""

import io
import os
import socket
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select
from tusclient.client import TusClient

from jicms.files.models import StoredFile
from tests.files.sending import (
    PART,
    WHOLE,
    ana,
    bounded,
    content,
    create,
    offset,
    on_disk,
    patch,
    small_parts,
)
from tests.support.serving import serving

__all__ = ["ana", "bounded", "small_parts"]


class Dies(Exception):
    """The server is killed here."""


@pytest.mark.parametrize(
    "where",
    ["jicms.files.tus.parts.Part.finish", "jicms.files.tus.parts.Part.keep",
     "jicms.files.service.receive", "jicms.files.service.enter", "jicms.core.unit_of_work.commit"],
)  # fmt: skip
def test_killed_anywhere_it_goes_on_from_what_it_says(
    ana, reading, small_parts, monkeypatch, where
):
    """Whatever was under way, the offset that is told is of bytes that are there, and the rest
    makes the whole: nothing is lost, and nothing counts twice."""
    made = create(ana).location
    patch(ana, made, WHOLE[:100_000], 0)
    with monkeypatch.context() as killed:
        killed.setattr(where, dying)
        killed.setattr("jicms.files.tus.parts.Part.drop", lambda part: part._out.close())
        killed.setattr("jicms.files.store.Draft.discard", lambda draft: draft._out.close())
        with pytest.raises(Dies):
            patch(ana, made, WHOLE[100_000:], 100_000)
    at = offset(ana, made)
    assert 100_000 <= at < len(WHOLE)
    assert patch(ana, made, WHOLE[at:], at).status_code == 204
    key = made.rsplit("/", 1)[-1]
    with reading() as session:
        assert content(session, key)[1] == WHOLE
        assert len(session.scalars(select(StoredFile)).all()) == 1


def dying(*_given, **_named):
    raise Dies


def test_a_part_that_was_changed_on_disk_makes_no_file(ana, reading):
    where = create(ana).location
    patch(ana, where, WHOLE[:100], 0)
    part = next(p for p in on_disk(where.rsplit("/", 1)[-1]) if p.name.isdigit())
    data = bytearray(part.read_bytes())
    data[-1] ^= 1
    part.write_bytes(data)
    assert patch(ana, where, WHOLE[100:], 100).status_code == 410
    assert offset(ana, where) is None
    assert on_disk(where.rsplit("/", 1)[-1]) == []
    with reading() as session:
        assert session.scalar(select(StoredFile)) is None


def test_a_connection_cut_within_a_part_keeps_what_arrived(app, ana, small_parts):
    """Over a socket: the server is told of more than comes."""
    where = create(ana).location
    cookie = ana.get_cookie("jicms_session").value
    with serving(app) as address:
        parts = urlsplit(address)
        with socket.create_connection((parts.hostname, parts.port), 20) as line:
            head = (
                f"PATCH {where} HTTP/1.1\r\nHost: localhost\r\nCookie: jicms_session={cookie}\r\n"
                f"Tus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Type: {PART}\r\n"
                f"Content-Length: {len(WHOLE)}\r\n\r\n"
            )
            line.sendall(head.encode() + WHOLE[:150_000])
            line.shutdown(socket.SHUT_WR)
            line.recv(4096)
    at = offset(ana, where)
    assert at == 150_000
    assert patch(ana, where, WHOLE[at:], at).status_code == 204


def test_tuspy_uploads_is_cut_and_resumes(app, ana, reading, small_parts):
    """The official client of Python, against the product on a port."""
    data = os.urandom(700_000)
    cookie = ana.get_cookie("jicms_session").value
    with serving(app) as address:
        headers = {"Cookie": f"jicms_session={cookie}"}
        client = TusClient(f"{address}/uploads", headers=headers)
        first = client.uploader(
            file_stream=io.BytesIO(data), chunk_size=100_000, metadata={"filename": "übung.bin"}
        )
        first.upload(stop_at=250_000)
        again = client.uploader(
            file_stream=io.BytesIO(data), chunk_size=100_000, url=first.url, upload_checksum=True
        )
        assert again.offset >= 250_000
        again.upload()
    with reading() as session:
        file, stored = content(session, first.url.rsplit("/", 1)[-1])
        assert stored == data
        assert file.original_name == "übung.bin"
