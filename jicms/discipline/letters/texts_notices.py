"""What notices of proposed action say, and a notice of new material."""

from jicms.discipline.letters.parts import Each, Part, Text

_PROPOSAL = (
    "This is notice that I propose to {{ proposed_deed }}. The action is proposed under"
    " {{ procedure }} and to promote the efficiency of the service."
)
NO_DECISION = (
    "No decision has been made. {{ deciding_name }} is the deciding official and will consider your"
    " answer, if you make one, before deciding."
)


def _opening(*more: str) -> Part:
    return Part("", "", (_PROPOSAL, *more, NO_DECISION))


REASONS = Part(
    "REASONS",
    "Reasons for the proposed action",
    (
        "The action is proposed for these reasons.",
        Each(
            "charges",
            "Charge {{ row.n }}: {{ row.title }}",
            (
                "{% for part in row.parts %}Specification {{ part.label }}: {{ part.text }}"
                "{% if part.proof %} ({{ part.proof }}){% endif %}\n\n{% endfor %}"
            ),
        ),
    ),
    keys=(
        (
            "{% for row in charges %}Charge {{ row.n }}: {{ row.title }}\n"
            "{% for part in row.parts %}{{ part.text }}\n{% endfor %}{% endfor %}"
        ),
    ),
)
_PENALTY = Part("", "Reasons for the penalty", ("{{ penalty_reasons }}",))
_PRIOR = Part(
    "PRIOR",
    "Prior discipline",
    (
        "In proposing this penalty I rely on this prior discipline.",
        Each("prior", "{{ row.name }}"),
        "You may answer this reliance too.",
    ),
    keys=("{% for row in prior %}{{ row.name }}\n{% endfor %}",),
    when="cites_prior",
)
MATERIAL = Part(
    "MATERIAL",
    "Your right to review the material relied on",
    (
        (
            "This notice relies on the following material and on nothing else. You and your"
            " representative have the right to review the material relied on."
        ),
        Each("material", "{{ row.name }}"),
        "{{ review_at }}",
    ),
    keys=("right to review the material relied on",),
)
ANSWER_D = Part(
    "ANSWER",
    "Your right to answer",
    (
        (
            "You have {{ answer_days }} calendar days from the day on which you receive this notice"
            " to answer. Send or bring your answer to:"
        ),
        "{{ answer_to }}",
        (
            "If you need more time, ask {{ deciding_name }} in writing before that time has passed,"
            " and say why."
        ),
    ),
    keys=("{{ answer_days }} calendar days from the day on which you receive", "{{ answer_to }}"),
)
_ANSWER_B = Part(
    "ANSWER",
    "Your right to answer",
    (
        (
            "You have {{ answer_days }} calendar day{{ '' if answer_days == 1 else 's' }} from the"
            " moment at which you receive this notice, and in no case less than 24 hours, to"
            " answer. Send or bring your answer to:"
        ),
        "{{ answer_to }}",
        (
            "If you need more time, ask {{ deciding_name }} in writing before that time has passed,"
            " and say why."
        ),
    ),
    keys=("in no case less than 24 hours", "{{ answer_to }}"),
)
FORM = Part(
    "ANSWER_FORM",
    "How you may answer",
    (
        (
            "You may answer orally and in writing, and furnish affidavits and other documentary"
            " evidence in support of your answer. If a medical condition bears on the matter and"
            " you want it considered, say so in that time and furnish the documentation."
        ),
    ),
    keys=("orally and in writing", "affidavits"),
)
REPRESENTATION = Part(
    "REPRESENTATION",
    "Representation",
    (
        (
            "You may be represented by an attorney or another representative. Name the"
            " representative in writing to {{ contact }}. A choice may be disallowed where"
            " it would cause a conflict of interest or position, unreasonable cost, or collide with"
            " priority work."
        ),
    ),
    keys=("represented by an attorney or another representative",),
)
_TIME = Part(
    "OFFICIAL_TIME",
    "Official time",
    (
        (
            "If you are otherwise in an active duty status, you are given {{ official_time }} of"
            " official time to review the material and to prepare and present your answer. Arrange"
            " it with your supervisor beforehand."
        ),
    ),
    keys=("official time to review the material",),
)
STATUS = Part("", "Duty status", ("{{ duty_status }}",))
CONTACT = Part(
    "",
    "Questions",
    (
        (
            "For questions about this notice or the procedure, call {{ contact }},"
            " at {{ office_telephone }}. The receipt below says only that you"
            " received this notice, not that you agree with it."
        ),
    ),
)
PERIOD = Part(
    "NOTICE_PERIOD",
    "Notice period",
    (
        (
            "The action, if it is decided, takes effect no earlier than 30 full calendar days after"
            " you receive this notice."
        ),
    ),
    keys=("30 full calendar days",),
)
_CRIME = Part(
    "CRIME",
    "Crime provision",
    (
        (
            "There is reasonable cause to believe that you have committed a crime for which a"
            " sentence of imprisonment may be imposed. The 30 days of advance notice are therefore"
            " not given (crime provision). Your time to answer is not shortened below 7 days."
        ),
        "{{ crime_facts }}",
    ),
    keys=("reasonable cause to believe", "sentence of imprisonment"),
)
_CONDITION = Part(
    "CONDITION",
    "When the suspension ends",
    ("The suspension, if it is decided, ends on this condition: {{ ending_condition }}",),
    keys=("ends on this condition",),
)
_RIGHTS = (MATERIAL, ANSWER_D, FORM, REPRESENTATION, _TIME)
BODY = (REASONS, _PENALTY, _PRIOR, *_RIGHTS)
NOTICE_B = Text(
    "Notice of proposed action: {{ proposed_penalty }}",
    (
        _opening(),
        REASONS,
        *(_PENALTY, _PRIOR),
        *(MATERIAL, _ANSWER_B, FORM, REPRESENTATION, _TIME),
        STATUS,
        CONTACT,
    ),
    "proposing",
)
NOTICE_D = Text(
    "Notice of proposed action: {{ proposed_penalty }}",
    (_opening(), *BODY, PERIOD, STATUS, CONTACT),
    "proposing",
)
NOTICE_CRIME = Text(
    "Notice of proposed action: {{ proposed_penalty }}",
    (_opening(), REASONS, _CRIME, _PENALTY, _PRIOR, *_RIGHTS, STATUS, CONTACT),
    "proposing",
)
NOTICE_INDEFINITE = Text(
    "Notice of proposed indefinite suspension",
    (_opening(), *BODY, _CONDITION, PERIOD, STATUS, CONTACT),
    "proposing",
)
NEW_MATERIAL = Text(
    "New material, and your right to answer it",
    (
        Part(
            "NEW",
            "New material",
            (
                (
                    "After the notice of {{ proposed_on }} was served on you, the following"
                    " material arrived. It was not part of the material relied on. {{ deciding_name"
                    " }} will not consider it before you could answer it."
                ),
                "{{ new_items }}",
                "A copy is enclosed. {{ review_at }}",
            ),
            keys=("{{ new_items }}",),
        ),
        Part(
            "ANSWER",
            "Your right to answer",
            (
                (
                    "You have {{ answer_days }} calendar days from the day on which you receive"
                    " this letter to answer the new material, orally and in writing, with a"
                    " representative as before. Send or bring your answer to:"
                ),
                "{{ answer_to }}",
            ),
            keys=("{{ answer_days }} calendar days from the day on which you receive",),
        ),
        CONTACT,
    ),
    "specialist",
)
