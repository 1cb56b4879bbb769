"""Who is at an interview. Accounts are of the investigation's own team: one side of the wall."""

from collections.abc import Collection, Mapping

from jicms.auth.models import User
from jicms.core import unit_of_work
from jicms.core.errors import RuleBroken
from jicms.interviews.models import Interview, InterviewPerson, PresentAs
from jicms.investigations import guards
from jicms.investigations.models import Investigation, InvestigationType
from jicms.investigations.policy import live_team
from jicms.prosecution import gate

#: An account (of the team) or a name, by what somebody is at the interview; blank is nobody.
People = Mapping[PresentAs, User | str | None]


def candidates(investigation: Investigation) -> list[User]:
    """Who may hold an interview of the investigation: its team and its reviewing supervisor."""
    found = {row.user_id: row.user for row in live_team(investigation) if row.user is not None}
    if investigation.reviewer is not None:
        found[investigation.reviewer.id] = investigation.reviewer
    return sorted((user for user in found.values() if user is not None), key=lambda user: user.name)


def refuse_wrong(
    investigation: Investigation, people: People, *, also: Collection[User] = ()
) -> None:
    """An interviewer is needed; accounts are of the team, or `also` those who were there; nobody
    interviews with oneself."""
    allowed = {user.id for user in (*candidates(investigation), *also)}
    accounts = [user for user in people.values() if isinstance(user, User)]
    if not people.get(PresentAs.INTERVIEWER):
        raise RuleBroken("Choose who holds the interview.", field="interviewer")
    if any(user.id not in allowed for user in accounts):
        raise RuleBroken("Choose interviewers of this investigation’s team.", field="interviewer")
    if len({user.id for user in accounts}) != len(accounts):
        raise RuleBroken("Choose two different interviewers.", field="second_interviewer")


def refuse_criminal_side(investigation: Investigation, people: People) -> None:
    """No compelled interview is of a criminal investigation, and nobody is at one who ever worked
    on or reviewed such an investigation of the matter: the wall would shut what he heard."""
    if investigation.type is InvestigationType.CRIMINAL:
        raise RuleBroken(gate.SHUT, field="investigation")
    case, own = investigation.case, InvestigationType.ADMINISTRATIVE
    accounts = [user for user in people.values() if isinstance(user, User)]
    if any(guards.is_on_the_other_side(case, own, user) for user in accounts):
        raise RuleBroken(guards.NOT_FOR_PERSON, field="interviewer")


def set_people(interview: Interview, people: People) -> None:
    """Set who is there, in place of whoever was."""
    session = unit_of_work.session()
    for row in list(interview.people):
        session.delete(row)
    session.flush()
    session.expire(interview, ["people"])
    for role in PresentAs:
        who = people.get(role)
        if not who:
            continue
        session.add(
            InterviewPerson(
                case_id=interview.case_id,
                interview=interview,
                role=role,
                user=who if isinstance(who, User) else None,
                name="" if isinstance(who, User) else who.strip(),
            )
        )
    session.flush()
