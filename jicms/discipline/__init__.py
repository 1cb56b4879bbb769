"""Discipline: referral to labor relations, action, proposal, answer, decision, outcome."""

from flask import Flask

from jicms.access import policy as policies
from jicms.access import scope as scopes
from jicms.audit import recorder
from jicms.discipline import (
    conflicts,
    menus,
    models,
    models_agreements,
    models_answers,
    models_board,
    models_charges,
    models_comparators,
    models_contractors,
    models_coverage,
    models_departures,
    models_leave,
    models_letters,
    models_outside,
    models_package,
    models_prior,
    models_steps,
    models_worksheets,
    notices,
    notices_agreements,
    notices_board,
    notices_contractors,
    notices_departures,
    notices_leave,
    notices_officials,
    transmitted,
    walking,
    workflow,
)
from jicms.discipline import policy as rules
from jicms.discipline.package import Piece
from jicms.discipline.queries_steps import Paper
from jicms.discipline.scope import (
    action_scope,
    agreement_scope,
    board_item_scope,
    charge_scope,
    draft_scope,
    inside,
    letter_scope,
    of_action,
    of_decision,
    outside_scope,
    penalty_scope,
    prior_scope,
    referral_scope,
)
from jicms.discipline.scope_board import board_scope, meeting_scope, member_scope, seat_scope
from jicms.discipline.scope_package import (
    compared_row_scope,
    compared_scope,
    new_scope,
    own_typing,
    proposing_scope,
    receipt_scope,
    use_scope,
)
from jicms.discipline.service import agreements
from jicms.discipline.views import bp, packages_bp

SCOPES = (
    (models.LrReferral, referral_scope),
    (models.DisciplinaryAction, action_scope),
    (models.Penalty, penalty_scope),
    (models_charges.Charge, charge_scope),
    (models_charges.ChargeSpecification, charge_scope),
    (models_charges.SpecificationExhibit, charge_scope),
    (models_prior.RecordMark, of_action),
    (models_prior.PriorDiscipline, prior_scope),
    (models_prior.PenaltyRange, charge_scope),
    (models.NoticeMaterial, of_action),
    (models.Answer, of_decision),
    (models.DouglasEntry, of_decision),
    (models.ActionLetter, letter_scope),
    (models_agreements.Agreement, agreement_scope),
    (models_agreements.AgreementTerm, agreement_scope),
    (models_agreements.AgreementSignature, agreement_scope),
    (models_agreements.BreachEvent, agreement_scope),
    (models_departures.Departure, agreement_scope),
    (models_board.BoardItem, board_item_scope),
    (models_board.BoardRecusal, board_item_scope),
    (models_board.BoardVote, board_item_scope),
    (models_board.BoardChargeVote, board_item_scope),
    (models_leave.LeavePeriod, inside),
    (models_leave.LeaveExtension, inside),
    (models_package.PackageReceipt, receipt_scope),
    (models_package.NewMaterial, new_scope),
    (models_package.NewMaterialUse, use_scope),
    (models_worksheets.ProposingFactor, proposing_scope),
    (models_worksheets.FactorCitation, of_decision),
    (models_letters.Letter, draft_scope),
    (models_letters.LetterVersion, draft_scope),
    (models_letters.LetterCheck, draft_scope),
    (models_contractors.ContractorOutcome, agreement_scope),
    (models_comparators.ComparatorSet, compared_scope),
    (models_comparators.ComparatorRow, compared_row_scope),
    (models_coverage.CoverageDetermination, inside),
    (models_coverage.LetterService, inside),
    (models_steps.CaseAnalysis, inside),
    (models_answers.MaterialFurnished, inside),
    (models_answers.FurnishedPiece, inside),
    (models_answers.AnswerExtension, inside),
    (models_answers.PersonnelAction, inside),
    (models_answers.OralAnswer, of_decision),
    (models_steps.LegalReview, inside),
)
#: The board itself holds no content of a case.
BOARD = (
    (models_board.ReviewBoard, board_scope),
    (models_board.BoardMember, member_scope),
    (models_board.BoardMeeting, meeting_scope),
    (models_board.BoardSeat, seat_scope),
)


def init_app(app: Flask) -> None:
    """Register scope, rules, audit and routes."""
    for model, criterion in SCOPES:
        scopes.register(model, criterion)
        recorder.audited(model, case=lambda row: row.case_id)
    for held, seen in BOARD:
        scopes.register(held, seen)
        recorder.audited(held)
    scopes.register(models_outside.OutsideDiscipline, outside_scope)
    recorder.audited(models_outside.OutsideDiscipline, person=lambda row: row.person_id)
    scopes.register(models_worksheets.WorksheetDraft, own_typing)
    recorder.audited(Piece, case=lambda piece: piece.action.case_id)
    recorder.audited(Paper, case=lambda paper: paper.action.case_id)
    policies.register(rules.RULES)
    workflow.install()
    agreements.install()
    conflicts.register()
    notices.register()
    notices_agreements.register()
    notices_contractors.register()
    notices_departures.register()
    notices_board.register()
    notices_leave.register()
    notices_officials.register()
    menus.register()
    walking.register()
    transmitted.register()
    app.register_blueprint(bp)
    app.register_blueprint(packages_bp)
