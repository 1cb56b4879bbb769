"""Files follow their transaction: one that was received goes when it is rolled back, one that was
removed goes when it is committed."""

import logging
from collections.abc import Callable

from sqlalchemy import event, inspect
from sqlalchemy.orm import Session, SessionTransaction

from jicms.files.models import StoredFile
from jicms.files.store import Draft

log = logging.getLogger(__name__)
_WATCHED = "files_watched"
_COMMITTING = "files_committing"
_REMOVED = "files_removed"


def watch(session: Session, file: StoredFile, draft: Draft) -> None:
    """Discard `draft` unless the transaction of `session` commits with `file` in it."""
    session.info.setdefault(_WATCHED, []).append((file, draft))


def remove(session: Session, file: StoredFile, unlink: Callable[[str], None]) -> None:
    """Delete the row now, and the bytes once the transaction of `session` has committed."""
    session.info.setdefault(_REMOVED, []).append((file, file.key, unlink))
    session.delete(file)


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
    for file, key, unlink in session.info.pop(_REMOVED, ()):
        if inspect(file).was_deleted:
            _unlink(unlink, key)


@event.listens_for(Session, "after_transaction_end")
def _undo(session: Session, transaction: SessionTransaction) -> None:
    """A commit that failed half-way may have reached the database: then the sweep decides."""
    if transaction.parent is not None:
        return
    session.info.pop(_REMOVED, None)
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


def _unlink(unlink: Callable[[str], None], key: str) -> None:
    """What can't be removed now has no row any more: the sweep sets it aside."""
    try:
        unlink(key)
    except OSError:
        log.exception("removed file %s is left to the sweep", key)
