"""The steps of an action as recorded, dated events: what happened, by whom, with which document,
and what is still missing. For those who see the action’s inside."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from flask import url_for

from jicms.discipline import procedures, queries, queries_package, queries_steps
from jicms.discipline.chronicle_answers import answered
from jicms.discipline.happenings import Happened, Link, StepLine, here, line_of, name_of, paper_link
from jicms.discipline.models import (
    ActionStatus,
    DisciplinaryAction,
    LetterKind,
    PenaltyStage,
)
from jicms.discipline.models_answers import (
    MaterialFurnished,
)
from jicms.discipline.models_coverage import LetterService
from jicms.discipline.models_package import NewUse
from jicms.discipline.service import determinations, needs_analysis
from jicms.discipline.service.furnishing import piece_name, unfurnished
from jicms.discipline.waits import Waits
from jicms.web.dates import day

A = ActionStatus


def lines(action: DisciplinaryAction) -> list[StepLine]:
    """Every step that the action took or will take, in order."""
    made: list[StepLine] = []
    for part in PARTS:
        made.extend(part(action))
    return made


def _beginning(action: DisciplinaryAction) -> Iterator[StepLine]:
    referral = action.referral
    sender = name_of(referral.sent_by) if referral is not None else ""
    said = f"Sent by {sender}" if sender else "Action opened"
    yield line_of(action, "accepted", "Accepted", [Happened(action.created_at, "", said)])
    told = [
        Happened(row.on, name_of(row.determined_by), f"{row.procedure.label}. {row.rule}")
        for row in reversed(determinations(action))
    ]
    lacks = "" if told or action.procedure_code else "Not determined"
    yield line_of(action, "coverage", "Coverage", told, missing=lacks)


def _before_proposal(action: DisciplinaryAction) -> Iterator[StepLine]:
    analyses = queries_steps.analyses_of(action)
    told = [
        Happened(
            row.done_on,
            row.analyst.name,
            f"Waived: {row.waiver_reason}"
            if row.recommends is None
            else f"Recommends: {row.recommends.label.lower()}. {row.text}".rstrip(". "),
            paper_link(action, "analysis", row, "Case analysis"),
        )
        for row in analyses
    ]
    needed = needs_analysis(action)
    if told or needed:
        lacks = "" if told else "Not recorded"
        yield line_of(action, "analysis", "Case analysis", told, missing=lacks, past=_AFTER_DRAFT)
    yield from _reviewed(action)


_AFTER_DRAFT = tuple(status for status in A if status is not A.DRAFT)


def _reviewed(action: DisciplinaryAction) -> Iterator[StepLine]:
    told = [
        Happened(
            row.on,
            row.counsel,
            f"{row.result.label}. {row.note}".rstrip(". ") if row.note else row.result.label,
            paper_link(action, "review", row, "Legal review"),
        )
        for row in queries_steps.reviews_of(action)
    ]
    if not told and action.legal_review_on is not None:
        said = "Reviewed; the result was not recorded"
        told = [Happened(action.legal_review_on, action.legal_review_by, said)]
    procedure = procedures.procedure_of(action)
    if not told and (procedure is None or not procedure.needs_review):
        return
    lacks = "" if action.legal_review_on is not None else "None that finds it sufficient"
    yield line_of(
        action,
        "review",
        "Legal review",
        told,
        missing=lacks,
        whose=Waits.COUNSEL,
        past=_AFTER_DRAFT,
    )


def _proposed(action: DisciplinaryAction) -> Iterator[StepLine]:
    if action.proposed_on is None and not procedures.needs_notice(action):
        return
    proposed = action.penalty(PenaltyStage.PROPOSED)
    told = []
    if action.proposed_on is not None:
        what = proposed.text if proposed is not None else "Proposed"
        told = [Happened(action.proposed_on, name_of(action.proposing_official), what)]
    yield line_of(
        action,
        "proposal",
        "Proposal issued",
        told,
        missing="" if told else "Not issued",
        whose=Waits.PROPOSING,
    )
    yield from _furnished(action)
    yield _served(action, LetterKind.NOTICE, "notice", "Notice served", action.notice_received_at)


def _furnished(action: DisciplinaryAction) -> Iterator[StepLine]:
    told = [
        Happened(
            row.on,
            row.recipient,
            f"{', '.join(piece.label for piece in row.pieces)}. {_way(row)}",
            paper_link(action, "furnished", row, "Proof of receipt"),
        )
        for row in queries_steps.furnished_of(action)
    ]
    missing = [piece_name(piece) for piece in unfurnished(action)]
    if told or missing:
        lacks = f"Not furnished: {', '.join(missing)}" if missing else ""
        late = tuple(status for status in _AFTER_DRAFT if status is not A.PROPOSED)
        yield line_of(action, "furnished", "Material furnished", told, missing=lacks, past=late)


def _way(row: MaterialFurnished) -> str:
    if row.service is not None:
        return f"With the notice, {row.service.method.label.lower()}"
    method = row.method.label if row.method is not None else ""
    return f"{method}. Proof: {row.proof}" if row.proof else method


def _served(
    action: DisciplinaryAction,
    kind: LetterKind,
    key: str,
    label: str,
    at: datetime | None,
) -> StepLine:
    row = next((one for one in queries.services_of(action) if one.kind is kind), None)
    told = []
    if at is not None:
        letter = queries.letter_of(action, kind)
        name = "notice" if kind is LetterKind.NOTICE else "decision"
        links: list[Link] = []
        if letter is not None:
            url = url_for(f"discipline.{name}_letter", **here(action))
            links.append((name.capitalize(), url))
        if row is not None and row.proof_file_id is not None:
            url = url_for("discipline.service_proof", letter_served=name, **here(action))
            links.append((f"Proof of service of the {name}", url))
        told = [Happened(at, name_of(_recorder(row)), _how(row), tuple(links))]
    lacks = "" if told else "Not served"
    return line_of(action, key, label, told, missing=lacks, whose=Waits.SERVICE)


def _recorder(row: LetterService | None) -> Any:
    return row.recorded_by if row is not None else None


def _how(row: LetterService | None) -> str:
    if row is None:
        return "How it was served is not recorded"
    proof = f" Proof: {row.proof}" if row.proof else ""
    return f"{row.method.label}.{proof}"


def _new(action: DisciplinaryAction) -> Iterator[StepLine]:
    items = queries_package.new_of(action)
    if not items:
        return
    words = {
        NewUse.SERVED: "Served on the employee",
        NewUse.MITIGATION: "Used in mitigation only",
        NewUse.NOT_USED: "Not used",
    }
    told = []
    for item in items:
        links: tuple[Link, ...] = ()
        if item.file_id is not None:
            url = url_for("discipline.new_material_file", new=item.n, **here(action))
            links = ((f"NEW {item.n}", url),)
        told.append(Happened(item.arrived_on, item.source, f"{item.name} came", links))
        if item.use is not None:
            on = item.use.received_at or item.use.created_at
            told.append(
                Happened(on, name_of(item.use.decided_by), f"NEW {item.n}: {words[item.use.how]}")
            )
    open_ones = [f"NEW {item.n}" for item in items if item.use is None]
    lacks = f"Not settled: {', '.join(open_ones)}" if open_ones else ""
    yield line_of(action, "new", "New material", told, missing=lacks)


def _decided(action: DisciplinaryAction) -> Iterator[StepLine]:
    decided = action.penalty(PenaltyStage.DECIDED)
    told = []
    if action.decided_on is not None:
        what = decided.text if decided is not None else "Decided"
        told = [Happened(action.decided_on, name_of(action.deciding_official), what)]
    lacks = "" if told else "Not decided"
    yield line_of(action, "decision", "Decision", told, missing=lacks, whose=Waits.DECIDING)
    yield _served(
        action, LetterKind.DECISION, "served", "Decision served", action.decision_received_at
    )


def _ended(action: DisciplinaryAction) -> Iterator[StepLine]:
    in_force = action.status in {A.EFFECTIVE, A.FINAL} and action.effective_on is not None
    told = [Happened(action.effective_on, "", "In effect")] if in_force else []
    told += [
        Happened(
            row.effective_on,
            name_of(row.recorded_by),
            f"Nature of action {row.nature_code}, {row.nature.label}. {row.reason}".rstrip(". "),
            paper_link(action, "personnel", row, "SF-50"),
        )
        for row in queries_steps.personnel_of(action)
    ]
    planned = action.effective_on
    lacks = f"Planned for {day(planned)}" if planned is not None else "Not in effect"
    yield line_of(action, "effective", "Effective", told, missing="" if told else lacks)
    final = action.penalty(PenaltyStage.FINAL)
    told = [Happened(final.on, "", final.text)] if final is not None else []
    if action.status is A.WITHDRAWN:
        yield line_of(action, "final", "Withdrawn", [])
        return
    yield line_of(action, "final", "Final outcome", told, missing="" if told else "Not final")


PARTS = (
    _beginning,
    _before_proposal,
    _proposed,
    answered,
    _new,
    _decided,
    _ended,
)
