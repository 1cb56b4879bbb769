"""Early notice: simple counts that ask a supervisor to look, off until its checklist is done.

A count is a question. Nothing here decides, proposes or starts anything.
"""

from flask import Flask

from jicms import go_live
from jicms.access import policy as policies
from jicms.access import scope as scopes
from jicms.access.actions import Action
from jicms.audit import recorder
from jicms.early_notice import models, policy, thresholds, views
from jicms.early_notice.counting import Notice
from jicms.early_notice.scope import review_scope
from jicms.go_live import Feature, Item
from jicms.reports.registry import beside
from jicms.web.navigation import NavItem, main

#: What an agency settles before it counts its people.
CHECKLIST = Feature(
    key="early-notice",
    label="Early notice",
    does="Counts allegations per employee in a period and asks the supervisor to look. It decides"
    " nothing.",
    asks=(
        Item("PRIVACY", "Privacy assessment", "Number of the approved privacy impact assessment."),
        Item("UNION", "Union notice", "Each union notified, and the letter's number."),
        Item("POLICY", "Policy reference", "The directive that allows and limits its use."),
        Item("THRESHOLDS", "Threshold review", "Who reviewed the thresholds, and the record."),
    ),
)


def init_app(app: Flask) -> None:
    """Register checklist, rules, scope, audit, routes and links."""
    go_live.register(CHECKLIST)
    policies.register(policy.RULES)
    scopes.register(models.EarlyNoticeReview, review_scope)
    scopes.unscoped(models.EarlyNoticeThreshold, "numbers of the installation, of no person")
    recorder.audited(models.EarlyNoticeReview, person=lambda row: row.person_id)
    recorder.audited(models.EarlyNoticeThreshold)
    # Not a table: a look at somebody's counts is a look at that person.
    recorder.audited(Notice, person=lambda notice: notice.person.id)
    app.register_blueprint(views.bp)
    app.register_blueprint(thresholds.bp)
    if views.link not in beside:
        beside.append(views.link)
    main.add(
        NavItem(
            "Administration",
            "Early notice thresholds",
            "trending_up",
            "thresholds.index",
            Action.ADMIN_VIEW,
            order=55,
        )
    )
