"""Each handling mark in each channel, with the two teams of one case as actors: an item, a line of
the log and an exhibit of every mark, and who is shown which."""

import re

import pytest
from sqlalchemy import select

from jicms.cases import service as case_service
from jicms.cases.handling import COMPELLED, NAMED_ONLY, NEVER_SEARCHED, NEVER_TO_LR, Handling
from jicms.cases.models import GrantKind, GrantLevel, LogEntry, LogKind
from jicms.core import clock
from jicms.evidence import service
from jicms.evidence.models import EvidenceItem
from jicms.exports import service as exports
from jicms.investigations.models import Report
from jicms.reports import registry
from tests.api.conftest import program
from tests.evidence.conftest import number
from tests.exports.conftest import told
from tests.factories import accounts, cases
from tests.factories.evidence import item, the_case, the_investigation
from tests.factories.files import upload
from tests.factories.investigations import report, user
from tests.notices.conftest import mailing_to
from tests.support import pdf
from tests.support.mail import smtp_server

__all__ = ["number", "program"]

MARKS = dict(enumerate(Handling, start=1))
LISTED = ("investigator2.ia", "head.ia")
ADMINISTRATIVE = ("investigator.ia", "supervisor.ia")
WORD = "Vexkin"


#: The marks by which one team is shown more than another, and one that hides nothing.
APART = NAMED_ONLY | COMPELLED | Handling.SAR


def of(*shut):
    """The numbers of the marks that none of the sets holds."""
    return {n for n, flag in MARKS.items() if not any(flag & mask for mask in shut)}


#: Who reads which: the administrative team nothing that is for a list, the criminal one nothing
#: compelled, labor relations (to whom all was named) nothing of a grand jury.
READS = {
    **dict.fromkeys(ADMINISTRATIVE, of(NAMED_ONLY)),
    **dict.fromkeys(LISTED, of(COMPELLED)),
    "supervisor.ler": of(Handling.GRAND_JURY),
}
NOBODY = ("intake.ia", "auditor", "supervisor.opr")
CASE = "/cases/{n}"
#: Where items show, and lines; each to whoever reads them.
ITEMS = {"list": f"{CASE}/evidence"}
LINES = {"log": f"{CASE}/log", "timeline": f"{CASE}/timeline", "sheet": f"{CASE}/sheet"}
#: Where nothing of them shows to anybody.
NOWHERE = (
    *("/", "/cases", "/notices", "/calendar?who=all", "/calendar.ics"),
    *("/cases/export/csv", f"{CASE}/people", f"{CASE}/clocks", f"{CASE}/tasks"),
)
API = ("/api/v1/cases", "/api/v1/cases/{n}", "/api/v1/cases/{n}/parties")


@pytest.fixture
def marked(acting, number):
    """An item and a line of each mark; the criminal team on the lists, labor relations named."""
    with acting("investigator.ia") as session:
        case, actor = the_case(session, number), accounts.actor_of("investigator.ia")
        for n in MARKS:
            item(
                session,
                number,
                description=f"{WORD} Tag{n:02}i",
                file=upload(f"Tag{n:02}f".encode()),
            )
            line = {"kind": LogKind.NOTE, "text": f"{WORD} Tag{n:02}l", "occurred_at": clock.now()}
            case_service.add_log(case, actor=actor, **line)
    with acting() as session:
        case = the_case(session, number)
        share = {"kind": GrantKind.SHARE, "level": GrantLevel.ITEMS}
        grants = [cases.grant(session, case, user=name, **share) for name in LISTED]
        grants.append(cases.grant(session, case, office="LER", **share))
        lines = session.scalars(
            select(LogEntry).where(LogEntry.text.startswith(WORD)).order_by(LogEntry.id)
        )
        things = session.scalars(select(EvidenceItem).order_by(EvidenceItem.n))
        for flag, line, thing in zip(MARKS.values(), lines, things, strict=True):
            for row in (line, thing):
                row.handling = int(flag)
                for grant in grants if flag & NAMED_ONLY else grants[-1:]:
                    cases.name_item(session, grant, row)
    return number


def tags(text, kind):
    return {int(n) for n in re.findall(rf"Tag(\d\d){kind}", text)}


def test_pages_show_each_mark_to_whom_it_leaves_it(sign_in, marked):
    for name, numbers in READS.items():
        client = sign_in(name)
        labor = name.endswith(".ler")
        for kind, channels in (("i", ITEMS), ("l", LINES)):
            for channel, path in channels.items():
                text = client.get(path.format(n=marked)).text
                shown = tags(text, kind)
                # Of a case that is not open as a whole, labor relations opens fewer pages.
                assert shown == numbers or (labor and not shown), (name, channel)
        for n, flag in MARKS.items():
            if not flag & APART:
                continue
            page = f"/cases/{marked}/evidence/items/{n}"
            for path in (page, f"{page}/file"):
                answer = client.get(path)
                assert (answer.status_code == 200) == (n in numbers), (name, flag, path)
                assert answer.status_code in {200, 404}
    for name in NOBODY:
        client = sign_in(name)
        for path in (*ITEMS.values(), *LINES.values(), f"/search?q={WORD}", CASE):
            assert "Tag" not in client.get(path.format(n=marked)).text, (name, path)


def test_search_finds_no_grand_jury_material_for_anybody(sign_in, marked):
    searched = of(NEVER_SEARCHED)
    for name, numbers in READS.items():
        text = sign_in(name).get(f"/search?q={WORD}").text
        found = tags(text, "[il]")
        assert marked not in sign_in(name).get(f"/cases?words={WORD}").text, "no list is filtered"
        assert found <= numbers & searched, name
        assert found or name.endswith(".ler"), "it finds what may be found"
    for name in LISTED:
        text = sign_in(name).get("/search?q=Tag02l").text.replace("q=Tag02l", "")
        assert "Vexkin" not in text, "not by its own word either"


def test_figures_lists_notices_letters_programs_and_the_trail_tell_of_no_mark(
    app, acting, sign_in, program, marked
):
    with app.app_context():
        figures = [f"/reports/{row.key}.csv" for row in registry.every()]
    assert len(figures) > 3
    for name in READS:
        client, caller = sign_in(name), program(name)
        # Figures are the office's: one of each side will do.
        shown = figures if name in {"supervisor.ia", "head.ia"} else []
        for path in (*NOWHERE, *shown):
            answer = client.get(path.format(n=marked), follow_redirects=True)
            assert "Tag" not in answer.text, (name, path)
            assert WORD not in answer.text, (name, path)
        for path in API:
            assert WORD not in caller.get(path.format(n=marked)).text, (name, path)
    for path in (f"/audit?case={marked}", "/audit", "/audit/export"):
        text = sign_in("auditor").get(path).text
        assert WORD not in text, path
        assert "Tag" not in text, path
    with acting() as session:
        for name in READS:
            user(session, name).email = f"{name}@agency.example"
    with smtp_server() as box, mailing_to(app, box):
        app.test_cli_runner().invoke(args=["notices", "digest"])
        assert box.letters, "somebody has a notice of the case"
        assert all(WORD not in text and "Tag" not in text for _to, text in box.letters)


@pytest.mark.parametrize("side", ["administrative", "criminal"])
def test_a_report_prints_no_mark_that_its_readers_may_not_see(acting, sign_in, marked, side):
    name, n = ("investigator.ia", 1) if side == "administrative" else ("investigator2.ia", 2)
    with acting(name) as session:
        actor = accounts.actor_of(name)
        made = report(session, the_investigation(session, n), author=name, body="")
        for thing in session.scalars(select(EvidenceItem).order_by(EvidenceItem.n)):
            told_of = {"description": f"Tag{thing.n:02}x", "item": thing}
            service.add_exhibit(made, actor=actor, **told_of)
    path = f"/cases/{marked}/reports/1"
    content = sign_in(name).get(f"{path}/pdf").data
    said = pdf.check(content).drawn
    printed = READS[name] & of(NEVER_TO_LR)
    assert tags(said.replace(" ", ""), "x") == printed
    assert tags(said.replace(" ", ""), "i") <= printed
    with acting() as session:
        handling = Handling(session.scalar(select(Report.handling)))
        assert bool(handling & COMPELLED) == (side == "administrative")
    for other in set(READS) - {name}:
        seen = sign_in(other).get(f"{path}/pdf").status_code == 200
        may = side == "criminal" or other in ADMINISTRATIVE
        assert seen == (may and not other.endswith(".ler")), other


def test_a_package_offers_each_team_what_it_reads_and_no_more(acting, sign_in, marked):
    for n, name in enumerate(("investigator.ia", "investigator2.ia"), start=1):
        with acting(name) as session:
            actor = accounts.actor_of(name)
            exports.prepare(the_case(session, marked), told("PROSECUTOR"), actor=actor)
        text = sign_in(name).get(f"/cases/{marked}/exports/{n}/records").text
        assert tags(text, "i") == READS[name], "what can't go stands there with the reason"
        offered = {int(n) for n in re.findall(r'value="item-(\d+)"', text)}
        assert offered <= READS[name] & of(COMPELLED, Handling.GRAND_JURY, Handling.CLASSIFIED)
        assert offered, name
