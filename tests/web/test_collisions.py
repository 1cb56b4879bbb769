"""Two requests that write the same at the same moment: one is kept, the other told so."""

import threading
from contextvars import copy_context

import pytest

from jicms.core import clock
from tests.factories import complaints
from tests.factories.complaints import typed

AT_ONCE = 4
PERSON = {
    "given_name": "Ana",
    "family_name": "Bell",
    "kind_code": "EMPLOYEE",
    "employee_number": "5555-0001",
}
ACCOUNT = {"username": "new.account", "name": "New Account", "email": ""}


@pytest.mark.parametrize(
    ("name", "path", "data", "kept"),
    [
        ("intake.ia", "/intake/autosave", typed(), 200),
        ("admin", "/admin/users/new", ACCOUNT, 200),
        ("intake.ia", "/people/new", PERSON, 302),
    ],
)
def test_the_second_is_refused_without_a_fault(sign_in, name, path, data, kept):
    with clock.at(complaints.RECEIVED):
        clients = [sign_in(name) for _ in range(AT_ONCE)]
        gate, said = threading.Barrier(AT_ONCE), []

        def post(client):
            gate.wait()
            said.append(client.post(path, data=data).status_code)

        threads = [
            threading.Thread(target=copy_context().run, args=(post, client)) for client in clients
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert kept in said
    assert set(said) <= {kept, 409, 422}, said
