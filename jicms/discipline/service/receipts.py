"""What an official was handed: the log that grows with every act, and never shrinks."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from jicms.access.actor import Actor
from jicms.auth.models import User
from jicms.core import clock, unit_of_work
from jicms.discipline.models import (
    Answer,
    AnswerKind,
    DisciplinaryAction,
    LetterKind,
)
from jicms.discipline.models_comparators import ComparatorSet
from jicms.discipline.models_package import (
    REACHES_THE_OFFICIAL,
    NewMaterial,
    NewMaterialUse,
    PackageAct,
    PackagePart,
    PackageReceipt,
)
from jicms.discipline.models_worksheets import ProposingFactor
from jicms.discipline.scope_package import WORKSHEET
from jicms.discipline.service.whole import whole
from jicms.evidence.models import Document, Exhibit
from jicms.investigations.models import Report
from jicms.web.dates import day

_ANSWERS = {
    AnswerKind.WRITTEN: "Written answer",
    AnswerKind.ORAL: "Oral answer",
    AnswerKind.NONE: "No answer came",
}


@dataclass(frozen=True, slots=True)
class Held:
    """One thing that a package holds: its table, its key, and what it is called."""

    entity: str
    entity_id: int
    label: str


def log_received(
    action: DisciplinaryAction,
    official: User | None,
    rows: list[Any],
    *,
    act: PackageAct,
    actor: Actor,
) -> None:
    """Write down what the package of an official holds now and was not in the log.

    `rows` is what was opened to him; what goes with the notice and the answer is found here.
    """
    if official is None:
        return
    deciding = official.id == action.deciding_official_id
    part = PackagePart.DECIDING if deciding else PackagePart.PROPOSING
    session = unit_of_work.session()
    logged = session.scalars(
        whole(
            select(PackageReceipt).where(
                PackageReceipt.action_id == action.id,
                PackageReceipt.official_id == official.id,
                PackageReceipt.part == part,
            )
        )
    )
    known = {(row.entity, row.entity_id) for row in logged}
    held = [*_named(rows), *_compared(action, part), *(_with_notice(action) if deciding else ())]
    for thing in held:
        if (thing.entity, thing.entity_id) not in known:
            known.add((thing.entity, thing.entity_id))
            session.add(
                PackageReceipt(
                    action_id=action.id,
                    case_id=action.case_id,
                    official_id=official.id,
                    part=part,
                    entity=thing.entity,
                    entity_id=thing.entity_id,
                    label=thing.label,
                    act=act,
                    received_at=clock.now(),
                    given_by_id=actor.user_id,
                )
            )
    session.flush()


def _named(rows: list[Any]) -> Iterator[Held]:
    """The reports, exhibits and documents among rows that were opened; what an exhibit points to
    comes with it."""
    behind = {row.document_id for row in rows if isinstance(row, Exhibit)}
    for row in rows:
        if isinstance(row, Report):
            yield Held("report", row.id, f"Report {row.n:03d}: {row.title}")
        elif isinstance(row, Exhibit):
            yield Held("exhibit", row.id, f"Exhibit {row.n}: {row.description}")
        elif isinstance(row, Document) and row.id not in behind:
            yield Held("document", row.id, f"Document {row.n}: {row.title}")


def _compared(action: DisciplinaryAction, part: PackagePart) -> Iterator[Held]:
    """The comparators that go with the notice, the last search before it; for the deciding official
    also those that came as new material and were handed over."""
    found = list(
        unit_of_work.session().scalars(
            whole(
                select(ComparatorSet)
                .where(ComparatorSet.action_id == action.id)
                .order_by(ComparatorSet.n)
            )
        )
    )
    with_notice = [kept for kept in found if kept.material_id is None][-1:]
    new: set[int | None] = set()
    if part is PackagePart.DECIDING:
        new = {item.id for item in handed_over(action)}
    for kept in [*with_notice, *(kept for kept in found if kept.material_id in new)]:
        yield Held("comparator_set", kept.id, f"Comparators as seen on {day(kept.seen_on)}")


def _with_notice(action: DisciplinaryAction) -> Iterator[Held]:
    for letter in action.letters:
        if letter.kind is LetterKind.NOTICE:
            yield Held("action_letter", letter.id, "Notice of proposed action")
    if has_proposing_worksheet(action):
        yield Held(WORKSHEET, action.id, "Proposing official’s Douglas worksheet")
    for answer in action.answers:
        yield Held("answer", answer.id, answer_name(answer))
    for item in handed_over(action):
        yield Held("new_material", item.id, item.name)


def answer_name(answer: Answer) -> str:
    """`Written answer of Mar 6, 2024`."""
    return f"{_ANSWERS[answer.kind]} of {day(answer.received_at)}"


def has_proposing_worksheet(action: DisciplinaryAction) -> bool:
    """Whether the proposing official weighed the factors."""
    found = unit_of_work.session().scalar(
        whole(select(ProposingFactor.id).where(ProposingFactor.action_id == action.id).limit(1))
    )
    return found is not None


def handed_over(action: DisciplinaryAction) -> list[NewMaterial]:
    """The new material that the deciding official may read."""
    return list(
        unit_of_work.session().scalars(
            whole(
                select(NewMaterial)
                .join(NewMaterialUse, NewMaterialUse.material_id == NewMaterial.id)
                .where(
                    NewMaterial.action_id == action.id,
                    NewMaterialUse.how.in_(REACHES_THE_OFFICIAL),
                )
                .order_by(NewMaterial.n)
            )
        )
    )
