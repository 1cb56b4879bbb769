"""Removes a received file again when the transaction that was to record it is rolled back."""

import logging

from sqlalchemy import event, inspect
from sqlalchemy.orm import Session, SessionTransaction

from jicms.files.models import StoredFile
from jicms.files.store import Draft

log = logging.getLogger(__name__)
_WATCHED = "files_watched"
_COMMITTING = "files_committing"


def watch(session: Session, file: StoredFile, draft: Draft) -> None:
    """Discard `draft` unless the transaction of `session` commits with `file` in it."""
    session.info.setdefault(_WATCHED, []).append((file, draft))


@event.listens_for(Session, "before_commit")
def _begin(session: Session) -> None:
    if not session.in_nested_transaction():
        session.info[_COMMITTING] = True


@event.listens_for(Session, "after_commit")
def _settle(session: Session) -> None:
    """What a savepoint took back is transient again; anything else may have its row."""
    if session.in_nested_transaction():
        return
    for file, draft in session.info.pop(_WATCHED, ()):
        if inspect(file).transient:
            _discard(draft)


@event.listens_for(Session, "after_transaction_end")
def _undo(session: Session, transaction: SessionTransaction) -> None:
    """A commit that failed half-way may have reached the database: then the sweep decides."""
    if transaction.parent is not None:
        return
    watched = session.info.pop(_WATCHED, ())
    if session.info.pop(_COMMITTING, False):
        return
    for _file, draft in watched:
        _discard(draft)


def _discard(draft: Draft) -> None:
    """A file that can't be removed now must not disturb the end of the transaction."""
    try:
        draft.discard()
    except OSError:
        log.exception("stored file %s is left to the sweep", draft.key)
