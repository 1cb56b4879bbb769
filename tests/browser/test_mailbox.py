"""The mailbox of the desk and of the case: axe, both widths, and a file taken by its button."""

import pytest

from jicms.cases.models import IdentityMode
from tests.factories import cases, received

pytestmark = pytest.mark.browser


def test_the_mailbox_at_the_desk_and_in_the_case(enter, acting):
    with acting() as session:
        waiting = received.report(session)
        received.file(session, waiting)
        case = cases.case(session)
        of_case = received.report(session, mode=IdentityMode.OPEN, case=case)
        received.file(session, of_case)
        number, report = case.number, waiting.id
    desk = enter("supervisor.ia")
    desk.go(f"/intake/received/{report}")
    desk.look("received-report")
    desk.go(f"/cases/{number}/reporter")
    desk.look("case-mailbox")
    desk.press("Take into evidence")
    assert "E0001" in desk.page.inner_text("main")
    desk.look("case-mailbox-taken")
