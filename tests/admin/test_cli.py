"""`flask users`: accounts from the server's own terminal."""

import re

import pytest
from sqlalchemy import select

from jicms.auth.models import Membership, User


@pytest.fixture
def run(app):
    def command(*arguments, text=None):
        return app.test_cli_runner().invoke(args=["users", *arguments], input=text)

    return command


MAKE = ("create", "nora.welk", "--name", "Nora Welk", "--office", "IA", "--role", "INVESTIGATOR")


def test_create_prints_a_password_once_and_the_role_is_in_force(run, client, reading):
    result = run(*MAKE)
    assert result.exit_code == 0, result.output
    password = re.search(r"shown this once: (\S+)", result.output).group(1)
    answer = client.post("/sign-in", data={"username": "nora.welk", "password": password})
    assert answer.status_code == 302
    assert client.get("/").location == "/account/password"
    with reading() as session:
        row = session.scalar(
            select(Membership)
            .join(User, Membership.user_id == User.id)
            .where(User.username == "nora.welk")
        )
        assert row.confirmed_at is not None


def test_create_reads_a_password_from_standard_input(run, client):
    result = run(*MAKE, "--password-stdin", text="a long first password\n")
    assert result.exit_code == 0
    assert "a long first password" not in result.output
    data = {"username": "nora.welk", "password": "a long first password"}
    assert client.post("/sign-in", data=data).status_code == 302


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"IA": "NOWHERE"}, "There is no office"),
        ({"INVESTIGATOR": "KING"}, "There is no role"),
        ({"INVESTIGATOR": "LR_SPECIALIST"}, "labor relations offices"),
        ({"nora.welk": "admin"}, "taken"),
    ],
)
def test_create_says_in_a_sentence_what_is_wrong(run, change, said):
    result = run(*(change.get(word, word) for word in MAKE))
    assert result.exit_code == 1
    assert said in result.output
    assert "Traceback" not in result.output


def test_a_short_password_is_refused(run):
    assert run(*MAKE, "--password-stdin", text="short\n").exit_code == 1


def test_list_reset_and_deactivate(run, client):
    assert "supervisor.ia: INVESTIGATIONS_SUPERVISOR IA" in run("list").output
    code = run("reset", "security").output.split()[-1]
    new = "A long sentence that nobody guesses"
    data = {"username": "security", "code": code, "password": new, "again": new}
    assert client.post("/reset", data=data).status_code == 302
    assert run("deactivate", "records").exit_code == 0
    assert "records (deactivated)" in run("list").output
    for name in ("reset", "deactivate"):
        assert run(name, "nobody").exit_code == 1
        assert run(name, "records").exit_code == 1
