"""The public page over a drop box, with the notice of the inside in it."""

import pytest

from jicms.dropbox import engines
from jicms.hotline import create_app
from jicms.intake import collecting as collector
from tests.factories import received
from tests.support import dropbox
from tests.support.hotline import Visitor, page_settings, publish


@pytest.fixture
def box(app, databases, tmp_path):
    return dropbox.make(databases.kind, databases.server, tmp_path)


@pytest.fixture
def collecting(box):
    """The drop box as the inside reaches it."""
    engine = engines.connect(box.collect)
    yield engine
    engine.dispose()


@pytest.fixture
def owned(box):
    """The drop box as its owner sees it: every table."""
    engine = engines.connect(box.owner)
    yield engine
    engine.dispose()


@pytest.fixture
def hotline(app, box, collecting):
    """The page's application, live."""
    publish(collecting, app)
    page = create_app(page_settings(app, box))
    yield page
    page.extensions["hotline"].engine.dispose()


@pytest.fixture
def visitor(hotline):
    return Visitor(hotline)


@pytest.fixture
def collect(app, box):
    def run():
        with app.app_context():
            return collector.collect(box.collect)

    return run


@pytest.fixture
def report_id(acting):
    with acting() as session:
        return received.report(session).id
