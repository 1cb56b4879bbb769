"""A criterion that was written once says in a statement what its tree would have said there."""

import pytest
from sqlalchemy import and_, column, exists, inspect, literal, select, true
from sqlalchemy.orm import aliased

from jicms.access import scope
from jicms.access.actor import set_actor
from jicms.access.terms import terms_of
from jicms.access.written import written
from jicms.cases.models import Case, Party
from jicms.extensions import db
from tests.factories import accounts

#: One of each side: these have the longest criteria.
SIDES = ("investigator.ia", "specialist.ler", "official.cbp", "counsel.cbp", "auditor")


def said(criterion, model, row=None):
    """The criterion as a statement's text has it, by the installation's own dialect."""
    statement = select(literal(1)).select_from(row if row is not None else model).where(criterion)
    return str(statement.compile(db.engine)).partition("WHERE ")[2]


def test_every_criterion_is_written_as_it_reads_on_every_side(app):
    compared = 0
    for username in SIDES:
        with app.app_context():
            actor = accounts.actor_of(username)
            set_actor(actor)
            for model, criterion in scope.registered()[0].items():
                tree = criterion(terms_of(actor), model)
                text = said(written(tree, inspect(model).local_table), model)
                plain = said(tree, model)
                assert text in {plain, f"({plain})"}, f"{username}: {model.__name__}"
                compared += tree is not true()
    assert compared > len(SIDES) * 40


def test_under_an_alias_the_row_stands_by_its_alias(app):
    other = aliased(Case, name="another")
    with app.app_context():
        criterion = written(and_(Case.id > 1, Case.restricted.is_(False)), Case.__table__)
        adapted = inspect(other)._adapter.traverse(criterion)
        text = said(adapted, Case, other)
    assert "another.id > " in text
    assert "another.restricted" in text
    assert '"case".' not in text


def test_what_could_be_mistaken_for_the_row_is_refused(app):
    nameless = Party.__table__.alias()
    within = exists().where(nameless.c.case_id == Case.id).correlate_except(nameless)
    with pytest.raises(TypeError, match="no name"):
        written(within, Case.__table__)
    itself = exists(select(column("1")).select_from(Case.__table__).correlate(None))
    with app.app_context(), pytest.raises(TypeError, match="by an alias"):
        said(written(and_(itself, Case.id > 1), Case.__table__), Case)
