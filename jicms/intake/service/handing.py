"""Handing the files of a complaint over to its case, by how the reporter's identity is kept.

Open: the original is evidence. Anonymous: a picture's cleaned copy, anything else without its name.
Confidential: the original goes to the vault, and of a picture the case gets a cleaned copy.
"""

from dataclasses import dataclass
from datetime import datetime

from jicms.access.actor import Actor
from jicms.cases import service as cases
from jicms.cases.models import Case, IdentityMode, Party
from jicms.core.errors import RuleBroken
from jicms.evidence import service as evidence
from jicms.evidence.models import EvidenceItem
from jicms.evidence.queries import LOG_EXTRACT
from jicms.files import images, names
from jicms.files.models import FileSource, ScanState, StoredFile
from jicms.intake.complaint import Attached, Complaint
from jicms.intake.service.files import cleaned_copy, needs_cleaning, own_name

#: Kinds of evidence by what a file holds.
KINDS = {
    "image": "PHOTOGRAPH",
    "audio": "AUDIO_RECORDING",
    "video": "VIDEO_RECORDING",
    "message": "EMAIL_OR_MESSAGE",
}
PLAIN = "Came with the complaint."
CLEANED = "Cleaned copy: drawn anew without metadata. The original was not kept."
COPY = "Cleaned copy: drawn anew without metadata. The original is in the vault."
AS_IT_CAME = "Kept as it came, without its name: it may hold what its maker wrote into it."


@dataclass(frozen=True, slots=True)
class Source:
    """Whose files they are, how that identity is kept, when they came, and how items say so."""

    reporter: Party | None
    mode: IdentityMode
    at: datetime
    where: str = "Intake"
    said: str = PLAIN


def hand_over(
    case: Case, complaint: Complaint, reporter: Party | None, *, actor: Actor
) -> EvidenceItem | None:
    """Record the files as items of evidence; returns the one that is marked as the log extract.

    Raises `RuleBroken` at the field `files-N-…` of the file that can't be taken in.
    """
    mode = complaint.reporter.identity_mode if complaint.reporter else IdentityMode.OPEN
    source, extract = Source(reporter, mode, complaint.received_at), None
    for place, attached in enumerate(complaint.files):
        item = hand_one(case, attached, source, place=place, actor=actor)
        if item is not None and attached.is_extract:
            extract = item
    return extract


def hand_one(
    case: Case, attached: Attached, source: Source, *, place: int, actor: Actor
) -> EvidenceItem | None:
    """Record one file; None where the case gets nothing of it, for the vault has it."""
    file, said = _for_case(attached, place, source)
    if file is None:
        return None
    kind = KINDS.get(file.content_type.partition("/")[0], "DIGITAL_FILE")
    return evidence.record_item(
        case,
        actor=actor,
        kind_code=LOG_EXTRACT if attached.is_extract else kind,
        description=f"{attached.note}\n{said}".strip(),
        collected_at=source.at,
        collected_where=source.where,
        file=file,
    )


def _for_case(attached: Attached, place: int, source: Source) -> tuple[StoredFile | None, str]:
    """What the case gets of a file, and how its item says so; None where only the vault has it."""
    file, said = attached.file, CLEANED if attached.is_cleaned else source.said
    file.original_name = own_name(file, place + 1)
    if source.mode is IdentityMode.OPEN and attached.name:
        file.original_name = names.label(attached.name)
    elif source.mode is IdentityMode.ANONYMOUS and not attached.is_cleaned:
        said = AS_IT_CAME
        if attached.copy or needs_cleaning(file):
            file, said = _copy(attached, place, FileSource.UPLOAD), CLEANED
            attached.replaced.append(attached.file)
    elif source.mode is IdentityMode.CONFIDENTIAL:
        assert source.reporter is not None
        copy = None if attached.keep_back else _copy_for_case(attached, place)
        name = attached.name or file.original_name
        cases.put_away(source.reporter, file, name=name, copy=copy)
        if copy is None:
            _refuse_lost_extract(attached, place)
            return None, ""
        return copy, COPY
    return file, said


def _copy(attached: Attached, place: int, source: FileSource) -> StoredFile:
    try:
        copy = attached.copy or cleaned_copy(attached.file, source=source)
    except images.NotCleanable as error:
        raise RuleBroken(*error.sentences, field=f"files-{place}-note") from error
    copy.original_name = own_name(copy, place + 1)
    return copy


def _copy_for_case(attached: Attached, place: int) -> StoredFile | None:
    """The cleaned copy of a picture; None where there can't be one: the vault has it."""
    file = attached.file
    if file.scan_state is ScanState.QUARANTINED or not (attached.copy or needs_cleaning(file)):
        return None
    try:
        return _copy(attached, place, FileSource.GENERATED)
    except RuleBroken:
        return None


def _refuse_lost_extract(attached: Attached, place: int) -> None:
    if attached.is_extract:
        raise RuleBroken(
            "A confidential reporter’s file goes to the vault and can’t be the extract. Record one"
            " as an item later, once nothing in it identifies the reporter.",
            field=f"files-{place}-extract",
        )
