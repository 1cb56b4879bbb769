"""Sealing stored files anew under the current master key, one by one.

The copy is written beside the file, read again from the disk and compared with the hash of receipt;
then it takes the file's name in one step of the file system. Killed at any moment, the name stands
for one whole file, under the old key or the new one: its own header says which. The row's key id
follows, and says what is left to do when the command is run again.
"""

from jicms.access.actor import Actor
from jicms.core import crypto, unit_of_work
from jicms.files import alarms
from jicms.files.alarms import Damage, Reason
from jicms.files.errors import FileDamaged
from jicms.files.models import StoredFile
from jicms.files.reading import open_stream, store


def renew(file: StoredFile) -> None:
    """Seal the bytes of `file` under the current key. Needs no transaction; opens one of its own.

    Raises FileDamaged, with its alarm, where the file is not what was received: it stays as it is.
    """
    current = crypto.keyring().current
    if _sealed_with(file) != current:
        _replace(file)
    with unit_of_work.write(Actor.system("files")) as session:
        session.get_one(StoredFile, file.id).key_id = current


def _sealed_with(file: StoredFile) -> str:
    with open_stream(file) as stream:
        return stream.key_id


def _replace(file: StoredFile) -> None:
    draft = store().renewal(file.key)
    try:
        with open_stream(file) as stream:
            for piece in stream:
                draft.write(piece)
        draft.seal()
        if not crypto.same(draft.digest(), file.sha256):
            alarms.sound(Damage(file.id, file.key, Reason.HASH))
            raise FileDamaged
        draft.place()
    except BaseException:
        draft.discard()
        raise
