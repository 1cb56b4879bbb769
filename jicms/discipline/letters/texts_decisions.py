"""What decisions say, and the letters that are the measure themselves."""

from jicms.discipline.letters.parts import Each, Part, Text

CONTACT = Part(
    "",
    "Questions",
    (
        (
            "For questions about this letter or your rights, call {{ contact }},"
            " at {{ office_telephone }}. The receipt below says only that you"
            " received this letter, not that you agree with it."
        ),
    ),
)
_CHARGES = Part(
    "CHARGES",
    "The charges",
    (
        "I decide on the reasons in the notice and on nothing else.",
        Each(
            "charges",
            "Charge {{ row.n }}: {{ row.title }}: {{ row.sustained }}",
            (
                "{% for part in row.parts %}Specification {{ part.label }}: {{ part.sustained }}"
                "\n\n{% endfor %}"
            ),
        ),
        "{{ charge_reasons }}",
    ),
    keys=(
        (
            "{% for row in charges %}Charge {{ row.n }}: {{ row.title }}: {{ row.sustained }}\n"
            "{% endfor %}"
        ),
    ),
)
_CONSIDERED = Part(
    "ANSWER_CONSIDERED",
    "Your answer",
    (
        (
            "{{ answer_told }} {{ answer_weighed }}"
            "{% if answer_considered %} {{ answer_considered }}{% endif %}"
        ),
    ),
    keys=("{{ answer_weighed }}",),
)
_PENALTY = Part(
    "",
    "Reasons for the penalty",
    ("{{ decision_reasons }}",),
    when="decided_imposes",
)
_EFFECTIVE = Part(
    "EFFECTIVE",
    "Effective date",
    ("It is my decision to {{ decided_deed }}. This takes effect on {{ effective_on }}.",),
    keys=("takes effect on {{ effective_on }}",),
    when="decided_imposes",
)
_NOTHING = Part(
    "",
    "Decision",
    ("It is my decision to take no action. The proposal is closed.",),
    when="decided_nothing",
)
APPEAL = Part(
    "APPEAL",
    "Your right to appeal to the Merit Systems Protection Board",
    (
        (
            "You may appeal this decision to the Merit Systems Protection Board. The appeal must be"
            " filed no later than 30 calendar days after the effective date of the action, or 30"
            " calendar days after the date on which you receive this decision, whichever is later"
            " (5 CFR 1201.22). If you and the agency agree in writing, before that time has passed,"
            " to try to settle the matter by alternative dispute resolution, it is 60 calendar"
            " days."
        ),
        "{{ appeal_where }}",
    ),
    keys=("Merit Systems Protection Board", "30 calendar days", "{{ appeal_where }}"),
    when="to_board",
)
_FORUM = Part(
    "FORUM",
    "Choice of forum",
    (
        (
            "If you are covered by a negotiated grievance procedure that includes this action, you"
            " may use either that procedure or the appeal to the Board, not both. You have made"
            " your choice when you file, in time, in one of them (5 CFR 752.405)."
        ),
    ),
    keys=("not both",),
    when="to_board",
)
GRIEVANCE = Part(
    "GRIEVANCE",
    "Your right to file a grievance",
    ("{{ grievance }}",),
    keys=("{{ grievance }}",),
    when="decided_imposes",
)


def decision(*rights: Part) -> Text:
    opening = (
        "On {{ notice_received_on }} you received a notice of {{ proposed_on }} in which"
        " {{ proposing_name }} proposed to {{ proposed_deed }}. I am the deciding official. This is"
        " my decision."
    )
    return Text(
        "Decision on the proposed action: {{ proposed_penalty }}",
        (
            Part("", "", (opening,)),
            *(_CHARGES, _CONSIDERED, _PENALTY, _EFFECTIVE, _NOTHING),
            *rights,
            CONTACT,
        ),
        "deciding",
    )


DECISION_B = decision(GRIEVANCE)
DECISION_D = decision(APPEAL, _FORUM, GRIEVANCE)
_CONDUCT = Part("CONDUCT", "The conduct", ("{{ conduct }}",), keys=("{{ conduct }}",))
_EXPECTED = Part(
    "EXPECTED", "What is expected of you", ("{{ expected }}",), keys=("{{ expected }}",)
)
REPRIMAND = Text(
    "Letter of reprimand",
    (
        Part("", "", ("You are reprimanded for the conduct that this letter describes.",)),
        _CONDUCT,
        Part("", "What is expected of you", ("{{ expected }}",)),
        Part(
            "FOLDER",
            "Where this letter is kept",
            (
                (
                    "This letter is placed in your official personnel folder as a temporary"
                    " document. It is removed by {{ reprimand_until }}, or earlier if I so decide."
                    " Until then it may be considered as prior discipline."
                ),
            ),
            keys=("removed by {{ reprimand_until }}",),
        ),
        Part(
            "GRIEVANCE",
            "Your right to file a grievance",
            ("{{ grievance }}",),
            keys=("{{ grievance }}",),
        ),
        CONTACT,
    ),
    "deciding",
)
COUNSELING = Text(
    "{{ decided_penalty }}",
    (
        _CONDUCT,
        _EXPECTED,
        Part(
            "NOT_DISCIPLINE",
            "What this letter is",
            (
                (
                    "This letter is not a disciplinary action and is not placed in your official"
                    " personnel folder. It shows that you were told what is expected of you."
                ),
            ),
            keys=("not a disciplinary action",),
        ),
        CONTACT,
    ),
    "deciding",
)
CLEARANCE = Text(
    "How the matter ended",
    (
        Part(
            "OUTCOME",
            "Outcome",
            (
                "The matter of the above number was reviewed. {{ outcome }}",
                "No disciplinary action is taken against you on account of it.",
            ),
            keys=("{{ outcome }}",),
        ),
        Part(
            "",
            "Questions",
            ("For questions about this letter, call {{ contact }}, at {{ office_telephone }}.",),
        ),
    ),
    "deciding",
    receipt=False,
)
PROBATION_TERMINATION = Text(
    "Termination during your probationary period",
    (
        Part(
            "CONCLUSIONS",
            "Conclusions",
            (
                (
                    "You are serving a probationary period. These are the agency’s conclusions on"
                    " the inadequacy of your performance or conduct:"
                ),
                "{{ conclusions }}",
            ),
            keys=("{{ conclusions }}",),
        ),
        Part(
            "EFFECTIVE",
            "Effective date",
            ("Your employment is terminated. This takes effect on {{ effective_on }}.",),
            keys=("takes effect on {{ effective_on }}",),
        ),
        Part("", "Your rights", ("{{ probation_rights }}",)),
        CONTACT,
    ),
    "deciding",
)
