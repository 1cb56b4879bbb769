"""Guesses made side by side are counted like those made one after another."""

import threading

from sqlalchemy import select

from jicms.auth import throttle
from jicms.auth.models import SignInThrottle

GUESSES = 12


def test_guesses_made_side_by_side_are_all_counted(app, reading):
    gate, said = threading.Barrier(GUESSES), []

    def guess(n):
        client = app.test_client()
        gate.wait()
        typed = {"username": "supervisor.ia", "password": f"wrong password {n}"}
        said.append(client.post("/sign-in", data=typed).status_code)

    threads = [threading.Thread(target=guess, args=(n,)) for n in range(GUESSES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(said) == {422}, "none is a fault"
    with reading() as session:
        counted = session.scalars(select(SignInThrottle.failures)).all()
    assert counted == [throttle.ACCOUNT_LIMIT] * 2, "after the limit nothing is tried any more"
