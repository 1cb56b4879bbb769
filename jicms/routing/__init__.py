"""Where a matter goes: routing rules, cases sent to another office, referrals to bodies outside."""

from flask import Flask

from jicms.access import policy as policies
from jicms.access import scope as scopes
from jicms.allegations import service as allegations
from jicms.audit import recorder
from jicms.cases.scope import of_full_case
from jicms.cases.service import routes
from jicms.cases.workflow import CASE
from jicms.routing import byrule, contributions, models, notices, referrals, transfers, views
from jicms.routing import policy as rules
from jicms.routing.scope import of_transfer

#: Steps that an office takes only on a case that it has accepted.
_OF_ITS_OWN = (
    *("begin_triage", "send_to_oig", "exigent", "assign", "open", "refer_out"),
    *("information_only", "close", "merge", "enter_in_error"),
)


def init_app(app: Flask) -> None:
    """Register scope, rules, audit and routes."""
    app.register_blueprint(views.bp)
    policies.register(rules.RULES)
    scopes.register(models.CaseTransfer, of_transfer)
    scopes.register(models.OutsideReferral, of_full_case("outside_referral"))
    for model in (models.CaseTransfer, models.OutsideReferral):
        recorder.audited(model, case=lambda row: row.case_id)
    contributions.register()
    notices.register()
    _listen()


def _listen() -> None:
    """Ask the rules again after every change, and hold what may not be done yet. Once."""
    if byrule.route in routes.routers:
        return
    routes.routers.append(byrule.route)
    allegations.changed.append(routes.ask)
    CASE.after.append(byrule.ask_again)
    for name in _OF_ITS_OWN:
        CASE.require_also(name, transfers.nothing_under_way)
    CASE.require_also("close", referrals.nothing_awaited)
    CASE.after.append(referrals.withdraw_with_case)
