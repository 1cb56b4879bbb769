"""Every table is inside the walls: scoped, audited, or exempt for a written reason."""

import importlib
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect

from jicms.access import scope
from jicms.audit import recorder
from jicms.extensions import Base, db

PACKAGE = Path(__file__).parents[2] / "jicms"

#: Models whose rows the trail does not repeat field by field.
UNAUDITED = {
    "AuditEvent": "the trail itself",
    "Seal": "the trail itself",
    "SealEntry": "the trail itself",
    "StatusChange": "each one has its STATUS_CHANGED event",
    "CaseCounter": "a number is recorded with its case",
    "CaseGrantItem": "written with its grant's event",
    "Principal": "written with its office or user",
    "UserSession": "SIGNED_IN, SIGNED_OUT and SESSION_ENDED record it",
    "SignInThrottle": "SIGN_IN_FAILED and ACCOUNT_LOCKED record it",
    "OneTimeCode": "PASSWORD_RESET records it",
    "StoredFile": "recorded with the record that owns it",
    "Upload": "unfinished work of its sender; the file is recorded with the record that takes it",
    "IntakeDraft": "unrecorded work of its author; DRAFT_SAVED records it",
    "SectionDraft": "unsaved work of its author; the section that it becomes is on the trail",
    "StatementTyping": "unsaved work of its writer, which nobody else reads",
    "WorksheetDraft": "unsaved work of its writer; WORKSHEET_SAVED records what it becomes",
    "IntakeFile": "unrecorded work of its author; removed with the draft or recorded as an item",
    "OigReferralAllegation": "written with its referral",
    "SentForm": "a form that was sent; what it recorded is on the trail",
    "Notice": "a reminder of steps that the trail has itself",
    "NoticePreference": "which reminders an account wants",
    "PersonMergeRow": "written with its merge; PERSON_MERGED counts them",
    "CandidateSearch": "a mark of maintenance; what it found has rows that are audited",
}


def all_models():
    for path in sorted(PACKAGE.glob("**/models*.py")):
        importlib.import_module(".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts))
    return sorted((mapper.class_ for mapper in Base.registry.mappers), key=lambda m: m.__name__)


def test_every_model_is_scoped_or_says_why_not(app):
    scoped, unscoped = scope.registered()
    for model in all_models():
        assert (model in scoped) != (model in unscoped), model.__name__
    for model, reason in unscoped.items():
        assert len(reason) > 10, model.__name__


def test_a_model_with_a_case_is_scoped(app):
    scoped, unscoped = scope.registered()
    for model in all_models():
        if "case_id" in inspect(model).columns:
            assert model in scoped, f"{model.__name__} hangs on a case: {unscoped.get(model)}"


def test_every_model_is_audited_or_says_why_not(app):
    _scoped, unscoped = scope.registered()
    audited = recorder.registered()
    for model in all_models():
        is_code = unscoped.get(model, "").startswith("code lists")
        known = model in audited or model.__name__ in UNAUDITED or is_code
        assert known or model.__module__.startswith("jicms.imports"), model.__name__


def test_no_relationship_loads_by_itself_in_a_join(app):
    """A joined load by default would escape the listener, which reads the statement's options."""
    for model in all_models():
        for relation in inspect(model).relationships:
            assert relation.lazy == "select", f"{model.__name__}.{relation.key}"


def test_the_migrations_make_the_models(app):
    with app.app_context(), db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.metadata) == []


def test_the_migrations_run_down_and_up_again(app):
    with app.app_context():
        downgrade(revision="base")
        assert [t for t in inspect(db.engine).get_table_names() if t != "alembic_version"] == []
        upgrade()
        assert "case_file" in inspect(db.engine).get_table_names()


def test_migrations_are_numbered_in_sequence():
    names = sorted(path.name[:4] for path in (PACKAGE.parent / "migrations/versions").glob("0*.py"))
    assert names == [f"{n:04d}" for n in range(1, len(names) + 1)]


@pytest.mark.parametrize("name", sorted(UNAUDITED))
def test_the_list_of_unaudited_models_is_current(app, name):
    assert name in {model.__name__ for model in all_models()}
