"""What the wall shut because two records were one person's opens again when they are parted."""

from sqlalchemy import select

from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.cases import sight
from jicms.cases.models import Party, VaultIdentity, Wall
from jicms.cases.service import matching, rejudging, vault, walls
from jicms.core import unit_of_work
from jicms.people.names import fold


def release(person_id: int, actor: Actor) -> None:
    """Look again at every party that is, or was taken for, this person.

    Where no account is reached any more nothing is left to decide; a lead who lost the case and is
    not concerned any more gets it back. What a supervisor decided stays.
    """
    matching.forget()
    for party in _taken_for(person_id):
        _unguess(party, person_id, actor)
    for party in rejudging.named_as(person_id):
        case = rejudging.held(party)
        verdict = walls.judge_person(case, person_id, is_protected=party.person_id is None)
        if party.displaced_lead_id not in verdict.shut:
            walls.give_back(party)
        if party.wall is Wall.SUSPENDED and not verdict.users:
            _settle(party, actor)
    unit_of_work.session().flush()


def _settle(party: Party, actor: Actor) -> None:
    walls.cancel_decision(party, "The records that made the conflict were parted")
    party.wall = Wall.CONFIRMED if party.person_id or vault.find(party) else Wall.NONE
    recorder.record(
        Event.WALL_LIFTED, case=party.case_id, entity=("party", party.id), records_parted=True
    )
    for tell in walls.when_lifted:
        tell(party.case, set(), actor)
    sight.forget(party.case)


def _taken_for(person_id: int) -> list[Party]:
    """Suspended parties whose description may have meant this person."""
    guessed = select(VaultIdentity.party_id).where(
        VaultIdentity.person_id == person_id, VaultIdentity.sealed == ""
    )
    return rejudging.parties(
        Party.id.in_(guessed), Party.wall == Wall.SUSPENDED, Party.description != ""
    )


def _unguess(party: Party, person_id: int, actor: Actor) -> None:
    """The description does not hold a name of the person any more: nobody is asked about it."""
    if matching.names_of(person_id) & matching.phrases_of(fold(party.description)):
        return
    case = rejudging.held(party)
    users = {row.user_id for row in walls.accounts(case, person_id)}
    for row in vault.rows(party):
        if row.person_id == person_id and not row.sealed:
            row.person_id = None
    unit_of_work.session().flush()
    if party.displaced_lead_id in users:
        walls.give_back(party)
    if all(row.person_id is None for row in vault.rows(party)):
        _settle(party, actor)
