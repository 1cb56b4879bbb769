"""An original in the vault and the item that is made of its copy: each leads to the other, and who
may not see the item does not get the original."""

from collections.abc import Mapping, Sequence

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.cases import service as cases
from jicms.cases.models_vault_files import VaultFile
from jicms.core import unit_of_work
from jicms.evidence.models import EvidenceItem

HIDDEN = "The case keeps this file where you may not see it."


def items_of_copies(files: Sequence[int]) -> Mapping[int, tuple[str, str]]:
    """The items made of these files that the viewer sees: (name, address) by the file's number."""
    rows = unit_of_work.session().scalars(
        select(EvidenceItem)
        .where(EvidenceItem.file_id.in_(files))
        .options(joinedload(EvidenceItem.case))
    )
    return {
        row.file_id: (row.key, url_for("evidence.item", number=row.case.number, item=row.n))
        for row in rows
        if row.file_id is not None
    }


def copy_is_hidden(row: VaultFile) -> str | None:
    """Why an original isn't opened: the item made of its copy is hidden from the viewer."""
    if row.copy_id is None:
        return None
    seen = select(EvidenceItem.id).where(
        EvidenceItem.file_id == row.copy_id, EvidenceItem.case_id == row.case_id
    )
    return HIDDEN if unit_of_work.session().scalar(seen.limit(1)) is None else None


def original_of(item: EvidenceItem) -> VaultFile | None:
    """The original that an item's file was drawn from, for whoever may open it with a reason."""
    may_open = policy.allows(current_actor(), Action.IDENTITY_REVEAL, item)
    return cases.original_of(item.file) if may_open and item.file is not None else None


def register() -> None:
    """Let the vault know the items."""
    if copy_is_hidden not in cases.opening_guards:
        cases.opening_guards.append(copy_is_hidden)
        cases.copies.append(items_of_copies)
