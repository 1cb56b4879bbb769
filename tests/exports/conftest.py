"""Export packages of one case with two teams, made by the people who make them."""

import io
import zipfile

import pytest

from jicms.cases.handling import Handling
from jicms.custody.kinds import CustodyKind
from jicms.custody.service import acts
from jicms.custody.service.events import Told
from jicms.exports import releasing, service
from jicms.exports.models import ExportPackage
from jicms.exports.service import Addressed
from tests.evidence.conftest import number, upload
from tests.factories import accounts, evidence

__all__ = ["number", "upload"]

MAKER, CRIMINAL = "investigator.ia", "investigator2.ia"
SUPERVISOR, HEAD = "supervisor.ia", "head.ia"
ADDRESS = {
    "recipient_name": "R. Vale",
    "recipient_address": "U.S. Attorney’s Office, 1 Court Square",
    "condition_code": "B_7",
    "authority": "Letter of Nov 9, 2026",
    "purpose": "Charging decision",
}


def told(recipient="PROSECUTOR", **values):
    """For whom a package is."""
    return Addressed(**{"recipient_code": recipient, **ADDRESS, **values})


def prepared(session, number, *values, name=MAKER, recipient="PROSECUTOR", **more):
    """A draft that `name` puts together of those records."""
    case = evidence.the_case(session, number)
    actor = accounts.actor_of(name)
    made = service.prepare(case, told(recipient, **more), actor=actor)
    service.choose(made, values, actor=actor)
    return made


def the_package(session):
    """The only package."""
    return session.query(ExportPackage).one()


@pytest.fixture
def records(acting, number):
    """An item with a file, one without, a statement in words, a document; and a compelled
    statement that the administrative team took. The number of the case."""
    with acting(MAKER) as session:
        file = evidence.upload(b"Call log\n" * 40_000, name="D. Quill’s phone.bin")
        item = evidence.item(session, number, file=file)
        copied = Told(purpose="Working copy for the laboratory")
        acts.record_in_place(
            item, actor=accounts.actor_of(MAKER), kind=CustodyKind.COPIED, told=copied
        )
        evidence.item(session, number, description="Badge 4471", kind_code="PHYSICAL_ITEM")
        evidence.statement(session, number)
        evidence.document(session, number)
    with acting() as session:
        evidence.declined(session, number)
    with acting(MAKER) as session:
        evidence.statement(
            session,
            number,
            n=1,
            text="I did it.",
            warning_code="KALKINES",
            file=evidence.upload(b"I did it, he said.\n", name="kalkines.txt"),
        )
    return number


@pytest.fixture
def release(acting, records):
    """`release(*values)`: a package for a prosecutor, made by one and released by another."""

    def made(*values, approver=SUPERVISOR, **more):
        with acting(MAKER) as session:
            package = prepared(session, records, *values, **more)
            service.ask(package, actor=accounts.actor_of(MAKER))
        with acting(approver) as session:
            package = the_package(session)
            assert releasing.at_once(package, actor=accounts.actor_of(approver)) is None
            return package.manifest_sha256

    return made


def unpacked(answer, folder):
    """A downloaded package, unpacked."""
    assert answer.status_code == 200, answer.text
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.testzip() is None
        archive.extractall(folder)
        return archive.namelist()


COMPELLED = int(Handling.GARRITY_COMPELLED)
