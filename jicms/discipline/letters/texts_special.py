"""What notices and decisions say where chapter 75's common procedures do not apply: the Senior
Executive Service, 5 U.S.C. 7515 and 7371, conditions before an appointment."""

from jicms.discipline.letters import texts_decisions as decisions
from jicms.discipline.letters import texts_notices as notices
from jicms.discipline.letters.parts import Part, Text

_NOTICE = "Notice of proposed action: {{ proposed_penalty }}"
_OPENING = Part(
    "",
    "",
    (
        (
            "This is notice that I propose to {{ proposed_deed }}. The action is proposed under"
            " {{ procedure }}."
        ),
        notices.NO_DECISION,
    ),
)
_RIGHTS = Part(
    "RIGHTS",
    "Your rights against this decision",
    ("{{ appeal_rights }}",),
    keys=("{{ appeal_rights }}",),
    when="decided_imposes",
)
_FIXED = Part("", "What the law fixes", ("{{ law_fixes }}",))
NOTICE_F = Text(
    _NOTICE,
    (_OPENING, *notices.BODY, notices.PERIOD, notices.STATUS, notices.CONTACT),
    "proposing",
)
NOTICE_7515 = Text(
    _NOTICE,
    (
        *(_OPENING, notices.REASONS, _FIXED, notices.MATERIAL, notices.ANSWER_D, notices.FORM),
        *(notices.REPRESENTATION, notices.STATUS, notices.CONTACT),
    ),
    "proposing",
)
NOTICE_PROBATION = Text(
    "Notice of proposed termination during your probationary period",
    (
        *(_OPENING, notices.REASONS, notices.MATERIAL, notices.ANSWER_D, notices.FORM),
        *(notices.REPRESENTATION, notices.STATUS, notices.CONTACT),
    ),
    "proposing",
)
DECISION_F = decisions.decision(decisions.APPEAL)
DECISION_OTHER = decisions.decision(_RIGHTS)
REMOVAL_7371 = Text(
    "Removal upon conviction of a felony",
    (
        Part(
            "CONVICTION",
            "The conviction",
            (
                "You hold a position as a law enforcement officer and were convicted of a felony:",
                "{{ conviction }}",
            ),
            keys=("{{ conviction }}",),
        ),
        Part(
            "EFFECTIVE",
            "Effective date",
            (
                (
                    "You are removed from your position and from the service under {{ procedure }}."
                    " This takes effect on {{ effective_on }}."
                ),
            ),
            keys=("takes effect on {{ effective_on }}",),
        ),
        Part(
            "RIGHTS",
            "Your rights against this decision",
            ("{{ appeal_rights }}",),
            keys=("{{ appeal_rights }}",),
        ),
        Part("", "If the conviction is overturned", ("{{ overturned }}",)),
        decisions.CONTACT,
    ),
    "deciding",
)
