"""The copy of an approved report: who makes it, what is in it, what never is, and its trail."""

import hashlib
import io
import json

import pikepdf
import pytest
from PIL import Image
from sqlalchemy import select

from jicms.access.actor import current_actor
from jicms.audit.models import AuditEvent
from jicms.cases.handling import Handling
from jicms.core import unit_of_work
from jicms.discipline import service as discipline_service
from jicms.evidence.models import EvidenceItem, Exhibit
from jicms.files import service as files
from jicms.investigations.models import Report, ReportStatus
from tests.factories import cases, discipline

PASSWORD = "correct horse battery"
TYPED = {"password": PASSWORD, "again": PASSWORD}


def picture():
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(out, "PNG")
    out.seek(0)
    return out


def with_photos(found):
    """Two more exhibits: a picture, and one of the grand jury."""
    session = unit_of_work.session()
    for n, flags in ((3, Handling.NONE), (4, Handling.GRAND_JURY)):
        item = EvidenceItem(
            case_id=found.case.id,
            n=n,
            kind_code="DIGITAL_DEVICE",
            description=f"Photo {n}",
            collected_at=found.case.received_at,
            file=files.ingest(picture(), name="p.png", by=None),
            handling=int(flags),
        )
        session.add(item)
        session.flush()
        exhibit = {"n": n, "description": f"Photo {n}", "handling": int(flags)}
        session.add(
            Exhibit(case_id=found.case.id, report_id=found.report.id, item_id=item.id, **exhibit)
        )
        session.flush()


@pytest.fixture
def made(acting):
    """An approved report with a statement, a log, a picture and a grand-jury item; the first two
    are released to labor relations with the subject."""
    with acting() as session:
        log = files.ingest(io.BytesIO(b"10:02 query\n"), name="log.csv", by=None)
        found = discipline.investigated(session, log=log, before_approval=with_photos)
        referral = discipline.refer(session, found, exhibits=found.exhibits)
        discipline_service.accept_referral(
            referral,
            actor=current_actor(),
            specialist=discipline.user("specialist.ler", session),
        )
        cases.grant(session, found.case, user="investigator.ia", kind="assignment")
        return f"/cases/{found.case.number}/reports/1"


def copied(client, at, **data):
    return client.post(f"{at}/copy", data={**TYPED, **data})


def test_a_copy_holds_what_its_maker_may_see_and_no_grand_jury_material(sign_in, acting, made):
    pages = {}
    for name, exhibits in (("supervisor.ia", [1, 2, 3]), ("specialist.ler", [1, 2])):
        answer = copied(sign_in(name), made)
        assert answer.status_code == 200, answer.text
        assert answer.headers["Content-Type"] == "application/pdf"
        with acting() as session:
            rows = select(AuditEvent.detail).where(
                AuditEvent.event == "REPORT_COPIED", AuditEvent.username == name
            )
            told = json.loads(session.scalars(rows).one())
        assert told["exhibits"] == exhibits
        assert told["sha256"] == hashlib.sha256(answer.data).hexdigest()
        with pikepdf.open(io.BytesIO(answer.data), password=PASSWORD) as pdf:
            pages[name] = len(pdf.pages)
            streams = [o for o in pdf.objects if isinstance(o, pikepdf.Stream)]
            pictures = [o for o in streams if o.get("/Subtype") == pikepdf.Name.Image]
        assert len(pictures) == len({3} & set(exhibits)), "the released picture and no other"
        assert (told["pages"], told["last"][-6:]) == (pages[name], f"{pages[name]:06d}")
    assert pages["supervisor.ia"] > pages["specialist.ler"]


def test_the_page_says_so_and_refuses_weak_or_different_passwords(sign_in, made):
    boss = sign_in("supervisor.ia")
    assert "Copy with exhibits" in boss.get(made).text
    page = boss.get(f"{made}/copy")
    assert "AES-256" in page.text
    for typed in ({"password": ""}, {"password": "short", "again": "short"}, {"again": "other"}):
        answer = copied(boss, made, **typed)
        assert answer.status_code == 422, typed
        assert PASSWORD not in answer.text


@pytest.mark.parametrize("name", ["supervisor.opr", "intake.ia", "custodian.ia", "supervisor.elr"])
def test_nobody_else_makes_one(sign_in, acting, made, name):
    client = sign_in(name)
    assert client.get(f"{made}/copy").status_code in {403, 404}
    assert copied(client, made).status_code in {403, 404}
    with acting() as session:
        assert not session.scalars(
            select(AuditEvent).where(AuditEvent.event == "REPORT_COPIED")
        ).all()


def test_there_is_no_copy_of_what_is_not_approved(sign_in, acting, made):
    with acting() as session:
        approved = session.scalar(select(Report))
        told = {"n": 2, "type_code": "INTERIM", "title": "Later", "body": "One text."}
        later = Report(
            case_id=approved.case_id,
            investigation_id=approved.investigation_id,
            status=ReportStatus.SUBMITTED,
            **told,
        )
        session.add(later)
    boss, at = sign_in("supervisor.ia"), made.replace("/reports/1", "/reports/2")
    assert boss.get(at).status_code == 200
    assert boss.get(f"{at}/copy").status_code == 404
    assert copied(boss, at).status_code == 404
