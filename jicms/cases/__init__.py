"""The case: header, parties, grants, log, workflow, and the walls around all of it."""

from flask import Flask

from jicms.access import policy as policies
from jicms.cases import (
    bulk_acts,
    filters,
    guards,
    leak_check,
    mailing,
    menus,
    notices,
    notices_glass,
    notices_tasks,
    panels,
    panels_tasks,
    registration,
    scope_tasks,
    timeline,
    walking,
)
from jicms.cases import policy as rules
from jicms.cases.scope import named_person, named_subject
from jicms.cases.service import checklists, task_owners
from jicms.cases.service.moving import install as install_moving
from jicms.cases.service.parting import release
from jicms.cases.service.rejudging import rejudge
from jicms.cases.views import bp
from jicms.cases.views.notices import bp as notices_bp
from jicms.people import scope as people
from jicms.people.merging import parted
from jicms.people.service import changed
from jicms.web.forms import base as forms


def init_app(app: Flask) -> None:
    """Register scope, rules, audit and routes."""
    registration.register_scopes()
    scope_tasks.register()
    notices.register()
    notices_glass.register()
    notices_tasks.register()
    mailing.register()
    task_owners.register()
    checklists.register()
    if named_person not in people.reaches:
        people.reaches.append(named_person)
    if named_subject not in people.subject_reaches:
        people.subject_reaches.append(named_subject)
    if rejudge not in changed:
        changed.append(rejudge)
    if release not in parted:
        parted.append(release)
    if leak_check.read not in forms.readers:
        forms.readers.append(leak_check.read)
    install_moving()
    policies.register(rules.RULES)
    guards.install()
    filters.register()
    timeline.register()
    walking.register()
    bulk_acts.register()
    menus.register(app)
    panels.register()
    panels_tasks.register()
    app.register_blueprint(bp)
    app.register_blueprint(notices_bp)
