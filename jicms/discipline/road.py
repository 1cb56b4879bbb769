"""How the road of an action looks: its steps with their dates, one line each."""

from typing import Any

from jicms.discipline import procedures
from jicms.discipline.models import ActionStatus, DisciplinaryAction, PenaltyStage
from jicms.discipline.workflow import ENDED
from jicms.web.dates import day

A = ActionStatus
Line = tuple[str, str, str, str]


def road(action: DisciplinaryAction) -> list[Line]:
    """The steps with their dates: (label, done | now | "", when, note)."""
    made: list[tuple[str, object, str]] = [
        ("Referral accepted", action.created_at, _referred(action)),
        ("Legal review", action.legal_review_on, action.legal_review_by),
        ("Proposal", action.proposed_on, _proposal_note(action)),
        ("Notice served", action.notice_received_at, _method(action.notice_service)),
        ("Answer", _answered(action), _answer_note(action)),
        ("Decision", action.decided_on, _by(action.deciding_official)),
        ("Decision served", action.decision_received_at, _method(action.decision_service)),
        ("Effective", _effective(action), _effective_note(action)),
        ("Final outcome", _final(action), "Worked out from the decision"),
    ]
    procedure = procedures.procedure_of(action)
    if procedure is None or not procedure.needs_review:
        made = [row for row in made if row[0] != "Legal review" or row[1] is not None]
    if not procedures.needs_notice(action) and action.proposed_on is None:
        made = [row for row in made if row[0] not in {"Proposal", "Notice served", "Answer"}]
    return _marked(made, ended=action.status in ENDED)


def _marked(made: list[tuple[str, Any, str]], *, ended: bool) -> list[Line]:
    if ended:
        made = [row for row in made if row[1] is not None]
    lines: list[Line] = []
    last = max((i for i, row in enumerate(made) if row[1] is not None), default=-1)
    for place, (label, when, note) in enumerate(made):
        now = place == last + 1 and not ended
        how = "done" if when is not None else "now" if now else ""
        lines.append((label, how, day(when) if when is not None else "", note))
    return lines


def _referred(action: DisciplinaryAction) -> str:
    referral = action.referral
    if referral is None or referral.report is None:
        return "Fact-finding file" if referral is not None else ""
    return f"Report {referral.report.n:03d}"


def _proposal_note(action: DisciplinaryAction) -> str:
    if action.proposed_on is None and action.procedure_code is None and action.status is A.DRAFT:
        return "Determine the coverage first"
    return _by(action.proposing_official)


def _by(official: Any) -> str:
    return official.name if official is not None else ""


def _method(method: Any) -> str:
    return method.label if method is not None else ""


def _answered(action: DisciplinaryAction) -> Any:
    return max((row.received_at for row in action.answers), default=None)


def _answer_note(action: DisciplinaryAction) -> str:
    if action.answers:
        words = {"WRITTEN": "written", "ORAL": "oral", "NONE": "none came"}
        said = ", ".join(words[row.kind.value] for row in action.answers)
        return said[:1].upper() + said[1:]
    return f"Due {day(action.answer_due_on)}" if action.answer_due_on is not None else ""


def _effective(action: DisciplinaryAction) -> Any:
    return action.effective_on if action.status in {A.EFFECTIVE, A.FINAL} else None


def _effective_note(action: DisciplinaryAction) -> str:
    if action.status in {A.EFFECTIVE, A.FINAL}:
        return ""
    parts = []
    if action.earliest_effective_on is not None:
        parts.append(f"Not before {day(action.earliest_effective_on)}")
    if action.effective_on is not None:
        parts.append(f"planned {day(action.effective_on)}")
    said = "; ".join(parts)
    return said[:1].upper() + said[1:]


def _final(action: DisciplinaryAction) -> Any:
    final = action.penalty(PenaltyStage.FINAL)
    return final.on if final is not None else None
