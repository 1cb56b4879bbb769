"""The material that a notice relies on, given to the employee: with the notice, or apart."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken, TransitionRefused
from jicms.discipline.kinds import Side
from jicms.discipline.models import ActionStatus, DisciplinaryAction, NoticeMaterial
from jicms.discipline.models_answers import FurnishedPiece, MaterialFurnished
from jicms.discipline.models_coverage import LetterService
from jicms.discipline.service.actions import today_of, zone_of
from jicms.discipline.service.before import next_of
from jicms.discipline.service.whole import whole
from jicms.evidence.models import Exhibit
from jicms.files.models import StoredFile
from jicms.refdata.models import ServiceMethod
from jicms.refdata.queries import entries
from jicms.web.dates import day as in_words

#: When material may be furnished: with the notice, before it, or once more after it.
OPEN = (ActionStatus.PROPOSED, ActionStatus.ANSWER, ActionStatus.DECISION)


def furnish_material(
    action: DisciplinaryAction,
    *,
    actor: Actor,
    on: date,
    to: Side,
    recipient: str,
    method_code: str,
    pieces: Collection[NoticeMaterial],
    proof: str = "",
    proof_file: StoredFile | None = None,
) -> MaterialFurnished:
    """Record that material of the notice was given to the employee or the representative, apart
    from the notice: when, how, which items, and what proves the receipt."""
    policy.require(actor, Action.DISCIPLINE_EDIT, action)
    if action.status not in OPEN or action.decided_on is not None:
        raise TransitionRefused("Material is furnished between the proposal and the decision.")
    if on > today_of(action):
        raise RuleBroken("This date lies in the future.", field="on")
    if action.proposed_on is not None and on < action.proposed_on:
        raise RuleBroken(f"The proposal is of {in_words(action.proposed_on)}.", field="on")
    if not recipient.strip():
        raise RuleBroken("Write who received it.", field="recipient")
    method = entries(ServiceMethod).get(method_code)
    if method is None or not method.is_offered(today_of(action)):
        raise RuleBroken("Choose how it was delivered.", field="method_code")
    if not proof.strip() and proof_file is None:
        raise RuleBroken("Describe what proves the receipt, or add it as a file.", field="proof")
    known = {piece.id for piece in material_of(action)}
    if not pieces or any(piece.id not in known for piece in pieces):
        raise RuleBroken("Choose what was furnished from the notice’s material.", field="pieces")
    row = MaterialFurnished(
        on=on,
        to=Side(to),
        recipient=recipient.strip(),
        method_code=method_code,
        proof=proof.strip(),
        proof_file=proof_file,
    )
    return _keep(action, row, list(pieces), actor=actor)


def furnish_with_notice(
    action: DisciplinaryAction,
    served: LetterService,
    missing: Sequence[NoticeMaterial],
    *,
    actor: Actor,
) -> MaterialFurnished:
    """The material went along with the notice: its service says how, and holds the proof. The
    caller has checked who may."""
    by_representative = served.method_code == "REPRESENTATIVE"
    name = action.party.name if action.party is not None else "Employee"
    row = MaterialFurnished(
        on=clock.local_date(served.received_at, zone_of(action)),
        to=Side.REPRESENTATIVE if by_representative else Side.EMPLOYEE,
        recipient="Representative" if by_representative else name[:120],
        service=served,
    )
    return _keep(action, row, missing, actor=actor)


def _keep(
    action: DisciplinaryAction,
    row: MaterialFurnished,
    pieces: Sequence[NoticeMaterial],
    *,
    actor: Actor,
) -> MaterialFurnished:
    row.action, row.case_id, row.recorded_by_id = action, action.case_id, actor.user_id
    row.n = next_of(MaterialFurnished, action)
    session = unit_of_work.session()
    session.add(row)
    row.pieces = [
        FurnishedPiece(
            action_id=action.id,
            case_id=action.case_id,
            material_id=piece.id,
            label=piece_name(piece),
        )
        for piece in pieces
    ]
    session.flush()
    recorder.record(Event.MATERIAL_FURNISHED, obj=action, on=row.on, pieces=len(row.pieces))
    return row


def material_of(action: DisciplinaryAction) -> Sequence[NoticeMaterial]:
    """What the notice relies on, whoever asks."""
    statement = (
        select(NoticeMaterial)
        .where(NoticeMaterial.action_id == action.id)
        .order_by(NoticeMaterial.id)
        .options(
            joinedload(NoticeMaterial.report),
            joinedload(NoticeMaterial.exhibit).joinedload(Exhibit.report),
            joinedload(NoticeMaterial.document),
        )
    )
    return unit_of_work.session().scalars(whole(statement)).all()


def piece_name(piece: NoticeMaterial) -> str:
    """An item as it is called on every list of what was furnished."""
    if piece.report is not None:
        return f"Report {piece.report.n:03d}"
    if piece.exhibit is not None:
        return f"Exhibit {piece.exhibit.n}"
    assert piece.document is not None
    return f"Document {piece.document.n}"


def unfurnished(action: DisciplinaryAction, *, by: date | None = None) -> list[NoticeMaterial]:
    """The material of the notice that the employee had not been given by that day."""
    given = (
        select(FurnishedPiece.material_id)
        .join(MaterialFurnished, MaterialFurnished.id == FurnishedPiece.furnished_id)
        .where(FurnishedPiece.action_id == action.id)
    )
    if by is not None:
        given = given.where(MaterialFurnished.on <= by)
    known = set(unit_of_work.session().scalars(whole(given)))
    return [piece for piece in material_of(action) if piece.id not in known]


def to_furnish(action: DisciplinaryAction, on: date, *, with_notice: bool) -> list[NoticeMaterial]:
    """What of the material goes with a notice of that day, or raise: the employee has all of it,
    from before or along with the notice."""
    missing = unfurnished(action, by=on)
    if missing and not with_notice:
        named = ", ".join(piece_name(piece) for piece in missing)
        raise RuleBroken(
            f"The employee has not been given what the notice relies on: {named}. Say that it went"
            " with the notice, or record first when it was furnished.",
            field="material_with_notice",
        )
    return missing
