"""The embedded server leaves nothing in the clear in temporary files, either way."""

import http.client
import os
import threading

import pytest
import waitress.buffers

from jicms.files.uploads import SealedSpool
from tools import server

SECRET = b"the whole confession " * 150_000


@pytest.fixture
def seen(monkeypatch):
    """What the spool of each request holds on disk, and what the application read."""
    before = waitress.buffers.TempfileBasedBuffer
    monkeypatch.setattr(waitress.buffers, "TempfileBasedBuffer", before)  # put back afterwards
    return []


@pytest.fixture
def served(seen):
    def app(environ, start_response):
        spool = environ["wsgi.input"]
        assert isinstance(spool, SealedSpool)
        body = spool.read()
        spool._file.flush()
        seen.append((os.pread(spool._file.fileno(), 10 << 20, 0), body))
        start_response("200 OK", [("Content-Length", str(len(SECRET)))])
        return [SECRET]

    made = server.server(app, "127.0.0.1:0")
    thread = threading.Thread(target=made.run)
    thread.start()
    yield made.effective_port
    made.trigger.pull_trigger(made.close)
    thread.join(20)
    made.task_dispatcher.shutdown()
    assert not thread.is_alive()


def test_a_long_request_is_spooled_sealed_and_a_long_answer_not_at_all(served, seen):
    line = http.client.HTTPConnection("127.0.0.1", served, timeout=20)
    line.request("POST", "/", body=SECRET)
    assert line.getresponse().read() == SECRET
    line.close()
    stored, read = seen[0]
    assert read == SECRET
    assert len(stored) > len(SECRET)
    assert b"confession" not in stored


def test_more_than_a_form_takes_is_refused_unread(served, seen):
    line = http.client.HTTPConnection("127.0.0.1", served, timeout=20)
    line.putrequest("POST", "/")
    line.putheader("Content-Length", str(server.LARGEST_BODY + 1))
    line.endheaders()
    assert line.getresponse().status == 413
    line.close()
    assert seen == []
