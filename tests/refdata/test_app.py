"""In the whole application: every role reads the lists, and a second load changes nothing."""

from datetime import date

import pytest
from sqlalchemy import select

from jicms.access import scope
from jicms.refdata.models import ALL_CODE_MODELS, FindingCode, IntakeMethod
from jicms.refdata.queries import choices, forget, label_of


def test_every_code_table_is_declared_free_of_scope(app):
    _, unscoped = scope.registered()
    assert set(ALL_CODE_MODELS) <= set(unscoped)


def test_the_seeded_lists_are_up_to_date(app):
    done = app.test_cli_runner().invoke(args=["refdata", "load"])
    assert done.exit_code == 0
    assert f"{len(ALL_CODE_MODELS)} lists: 0 added, 0 changed" in done.output


@pytest.mark.parametrize("username", ["intake.ia", "official.cbp", "auditor", "admin"])
def test_a_role_reads_labels_and_choices(reading, username):
    with reading(username) as session:
        forget()
        assert label_of(FindingCode, "UNFOUNDED") == "Unfounded"
        assert len(choices(session, IntakeMethod, date(2026, 11, 23))) == 30
        assert session.scalar(select(FindingCode.label).where(FindingCode.code == "UNFOUNDED"))
