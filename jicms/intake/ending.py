"""The end of mailboxes that are idle: their doors and letters leave the drop box. Once a day."""

from dataclasses import dataclass

from jicms.access.actor import Actor
from jicms.core import unit_of_work
from jicms.dropbox import engines, inside
from jicms.intake.service import mailboxes


@dataclass(slots=True)
class Ended:
    """What a run did."""

    mailboxes: int = 0
    letters: int = 0


def end_idle(address: str) -> Ended:
    """End what is over in the drop box at `address`, each in a transaction of its own: kill it
    anywhere, run again. Raises `BadAddress`, and what the driver raises."""
    engine, done, actor = engines.connect(address), Ended(), Actor.system("cli")
    try:
        with unit_of_work.read(actor):
            numbers = mailboxes.idle()
        for number in numbers:
            with unit_of_work.write(actor):
                letters = mailboxes.end_mailbox(
                    number, actor=actor, remove=lambda digest: inside.end(engine, digest)
                )
            if letters is not None:
                done.mailboxes += 1
                done.letters += letters
    finally:
        engine.dispose()
    return done
