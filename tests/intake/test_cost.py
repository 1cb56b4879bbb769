"""What recording a complaint costs, and that nothing is left out for it."""

from datetime import timedelta
from itertools import count

from sqlalchemy import select

from jicms.core import clock
from jicms.intake.models import IntakeDraft
from jicms.notices.models import Notice
from tests.factories.complaints import RECEIVED, typed
from tests.support.counting import statements  # noqa: F401  a fixture

#: The limit that `make bench` holds recording to; SQLite inserts the two parties one by one.
MOST = {"postgresql": 12, "sqlite": 13}


def test_recording_a_complaint_takes_few_statements(sign_in, statements, database_kind):  # noqa: F811
    with clock.at(RECEIVED):
        desk, keys = sign_in("intake.ia"), count()

        def record():
            page = typed(record="1", key=f"page-of-the-desk-{next(keys)}")
            assert desk.post("/intake/new", data=page).status_code == 302

        assert statements(record) <= MOST[database_kind]


def test_recording_an_old_draft_clears_what_its_author_was_told(app, sign_in, acting):
    with clock.at(RECEIVED):
        desk = sign_in("intake.ia")
        assert desk.post("/intake/autosave", data=typed()).status_code == 200
    with clock.at(RECEIVED + timedelta(days=25)):
        assert app.test_cli_runner().invoke(args=["notices", "sweep"]).exit_code == 0
        desk = sign_in("intake.ia")
        assert desk.post("/intake/new", data=typed(record="1")).status_code == 302
    with acting() as session:
        told = session.scalars(select(Notice).where(Notice.event == "DRAFT_EXPIRES")).one()
        assert told.entity_id == session.scalars(select(IntakeDraft.id)).one()
        assert told.cleared_at is not None
