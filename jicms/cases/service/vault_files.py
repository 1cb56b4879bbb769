"""Originals of a confidential reporter: put away at intake, opened by an authorised reveal."""

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.auth.models import Office
from jicms.cases.models import Case, IdentityMode, Party
from jicms.cases.models_vault_files import VaultFile
from jicms.cases.service.numbers import next_part
from jicms.cases.service.vault import refuse_unlisted
from jicms.core import crypto, unit_of_work
from jicms.core.errors import Denied, RuleBroken
from jicms.files import names
from jicms.files.models import StoredFile

#: Why a file may not be opened, of the features above; None where nothing stands against it.
opening_guards: list[Callable[[VaultFile], str | None]] = []
#: Where the case has its copies, of the features above: (name, address) by the copy's file, of
#: those in the viewer's sight.
copies: list[Callable[[Sequence[int]], Mapping[int, tuple[str, str]]]] = []


def put_away(
    party: Party, file: StoredFile, *, name: str, copy: StoredFile | None = None
) -> VaultFile:
    """Keep the original of a protected party. `name` is the one it came with; it is sealed. `copy`
    is what the case has of it."""
    if party.identity_mode is not IdentityMode.CONFIDENTIAL:
        raise RuleBroken("The vault is for people whose identity is protected.")
    session = unit_of_work.session()
    row = VaultFile(
        case_id=party.case_id,
        party_id=party.id,
        n=next_part(party.case, VaultFile),
        file=file,
        copy_id=copy.id if copy else None,
        sealed="",
    )
    row.sealed = crypto.seal_text("vault", _context(party.case_id, row.n), names.label(name))
    session.add(row)
    session.flush()
    return row


def _context(case_id: int, n: int) -> str:
    return f"vault_file:{case_id}:{n}"


def vault_files_of(party: Party) -> Sequence[VaultFile]:
    """What the vault holds of a party, as far as the viewer may open it."""
    statement = select(VaultFile).where(VaultFile.party_id == party.id).order_by(VaultFile.n)
    return unit_of_work.session().scalars(statement.options(joinedload(VaultFile.file))).all()


def copies_of(rows: Sequence[VaultFile]) -> dict[int, tuple[str, str]]:
    """What the case has of these originals, in the viewer's sight: (name, address) by row."""
    wanted = {row.copy_id: row.id for row in rows if row.copy_id is not None}
    found = [find(list(wanted)) for find in copies if wanted]
    return {wanted[file]: named for each in found for file, named in each.items()}


def original_of(copy: StoredFile) -> VaultFile | None:
    """The original that a file of the case was drawn from, for whoever may open it."""
    return unit_of_work.session().scalar(select(VaultFile).where(VaultFile.copy_id == copy.id))


def vault_file_of(number: str, vault_file: int) -> VaultFile | None:
    """A file of the vault within its case."""
    return unit_of_work.session().scalar(
        select(VaultFile)
        .join(Case, Case.id == VaultFile.case_id)
        .where(Case.number == number, VaultFile.n == vault_file)
        .options(
            joinedload(VaultFile.file),
            joinedload(VaultFile.party),
            joinedload(VaultFile.case).joinedload(Case.lead_office).joinedload(Office.agency),
        )
    )


def open_vault_file(row: VaultFile, *, actor: Actor, reason_code: str, note: str = "") -> str:
    """Let somebody with the authority open an original, and record that it was done.

    Returns the name that it came with. Raises `RuleBroken`, `Denied`.
    """
    policy.require(actor, Action.IDENTITY_REVEAL, row)
    for guard in opening_guards:
        if said := guard(row):
            raise Denied(said)
    refuse_unlisted(reason_code, actor)
    recorder.record(
        Event.IDENTITY_REVEALED,
        obj=row,
        case=row.case_id,
        reason=reason_code,
        noted=bool(note),
        sha256=row.file.sha256,
    )
    return crypto.open_text("vault", _context(row.case_id, row.n), row.sealed)
