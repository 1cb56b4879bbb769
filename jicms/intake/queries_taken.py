"""Where the files of a reporter's mailbox went: to an item of evidence, the vault, or nowhere."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select

from jicms.cases.models_vault_files import VaultFile
from jicms.core import unit_of_work
from jicms.core.errors import Denied
from jicms.evidence.models import EvidenceItem
from jicms.evidence.originals import HIDDEN
from jicms.intake.models_received import ReceivedFile, ReceivedReport


@dataclass(frozen=True, slots=True)
class Taken:
    """Where a file went. `item` is None where the viewer does not see it, or there is none."""

    has_item: bool
    in_vault: bool
    item: EvidenceItem | None

    @property
    def is_taken(self) -> bool:
        """The case has it."""
        return self.has_item or self.in_vault

    @property
    def is_shown(self) -> bool:
        """The mailbox gives it out: nobody said that the vault alone has it, and whoever may not
        see the item does not get it here."""
        return self.item is not None if self.has_item else not self.in_vault

    @property
    def is_hidden(self) -> bool:
        """It is an item that the viewer may not see: no way leads to it, the vault's neither."""
        return self.has_item and self.item is None


def taken_of(files: Sequence[ReceivedFile]) -> dict[int, Taken]:
    """Where each of these files went, by its number."""
    if not files:
        return {}
    session = unit_of_work.session()
    numbers = {number for file in files for number in _numbers(file)}
    case_ids = {file.report.case_id for file in files}
    in_items, in_vault = (
        set(
            session.scalars(
                select(model.file_id)
                .where(model.file_id.in_(numbers), model.case_id.in_(case_ids))
                .execution_options(unscoped="that a file was taken is told, not to what")
            )
        )
        for model in (EvidenceItem, VaultFile)
    )
    seen = {
        item.file_id: item
        for item in session.scalars(
            select(EvidenceItem)
            .where(EvidenceItem.file_id.in_(in_items), EvidenceItem.case_id.in_(case_ids))
            .order_by(EvidenceItem.n)
        )
    }
    return {
        file.id: Taken(
            has_item=any(number in in_items for number in _numbers(file)),
            in_vault=any(number in in_vault for number in _numbers(file)),
            item=next((seen[number] for number in _numbers(file) if number in seen), None),
        )
        for file in files
    }


def refuse_hidden(file: ReceivedFile) -> None:
    """Raise `Denied` where the case keeps the file in an item that the viewer may not see."""
    if taken_of([file])[file.id].is_hidden:
        raise Denied(HIDDEN)


def vault_of_hidden(row: VaultFile) -> str | None:
    """Why a file of the vault isn't opened: the item made of it is hidden from the viewer."""
    files = unit_of_work.session().scalars(
        select(ReceivedFile)
        .join(ReceivedFile.report)
        .where(
            ReceivedReport.case_id == row.case_id,
            or_(ReceivedFile.original_id == row.file_id, ReceivedFile.file_id == row.file_id),
        )
    )
    return HIDDEN if any(went.is_hidden for went in taken_of(files.all()).values()) else None


def _numbers(file: ReceivedFile) -> list[int]:
    return [number for number in (file.original_id, file.file_id) if number is not None]
