"""Export packages for a prosecutor, counsel or an appellant, which can be checked offline."""

from flask import Flask

from jicms.access import policy as policies
from jicms.access import scope as scopes
from jicms.audit import recorder, withheld
from jicms.exports import (
    exposing,
    menus,
    models,
    notices,
    transmitting,
    views,
    views_accounting,  # noqa: F401 - adds its routes to the blueprint of `views`
    views_reports,  # noqa: F401 - the same
)
from jicms.exports import policy as rules
from jicms.exports.scope import events_of_sealed, of_package, package_scope


def init_app(app: Flask) -> None:
    """Register scope, rules, audit and routes."""
    app.register_blueprint(views.bp)
    policies.register(rules.RULES)
    scopes.register(models.ExportPackage, package_scope)
    scopes.register(models.ExportContent, of_package)
    scopes.register(models.ExportPerson, of_package)
    for model in (models.ExportPackage, models.ExportContent, models.ExportPerson):
        recorder.audited(model, case=lambda row: row.case_id)
    if events_of_sealed not in withheld.criteria:
        withheld.criteria.append(events_of_sealed)
    menus.register()
    notices.register()
    exposing.register()
    transmitting.register()
