"""Notices: what somebody has to do, told by case number and link, until it is done."""

from flask import Flask

from jicms.audit import recorder
from jicms.core import unit_of_work
from jicms.notices import following
from jicms.notices.cli import notices


def init_app(app: Flask) -> None:
    """Listen to the trail right before it is written, and add the commands.

    `cases` registers the scope: whose case it is decides whether a notice is seen.
    """
    hooks = unit_of_work.before_commit
    if following.follow not in hooks:
        hooks.insert(hooks.index(recorder.write_rows), following.follow)
    app.cli.add_command(notices)
