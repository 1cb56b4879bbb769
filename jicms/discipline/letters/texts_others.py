"""What the other letters say: requests, more time, 5 U.S.C. 3322, agreements."""

from collections.abc import Mapping

from jicms.discipline.letters import texts_decisions as decisions
from jicms.discipline.letters import texts_notices as notices
from jicms.discipline.letters import texts_special as special
from jicms.discipline.letters.kinds import LetterType as T
from jicms.discipline.letters.parts import Part, Text

_CONTACT = Part(
    "",
    "Questions",
    ("For questions call {{ contact }}, at {{ office_telephone }}.",),
)
INFORMATION_REQUEST = Text(
    "Request for information",
    (
        Part(
            "REQUEST",
            "What is asked for",
            (
                (
                    "Labor relations considers a matter in which you are involved and asks you for"
                    " the following:"
                ),
                "{{ request_items }}",
            ),
            keys=("{{ request_items }}",),
        ),
        Part(
            "DUE",
            "By when, and to whom",
            ("Send it by {{ request_due }} to:", "{{ answer_to }}"),
            keys=("by {{ request_due }}", "{{ answer_to }}"),
        ),
        _CONTACT,
    ),
    "specialist",
    receipt=False,
)
ANSWER_EXTENSION = Text(
    "More time to answer the notice of proposed action",
    (
        Part(
            "NEW_TIME",
            "The new date",
            (
                (
                    "You asked for more time to answer the notice of {{ proposed_on }}, which you"
                    " received on {{ notice_received_on }}. Your answer, oral or written, is now"
                    " due by the end of {{ answer_due }}."
                ),
                (
                    "All that the notice says of your answer and of representation stays as it is."
                    " An answer that comes later may be left out of the decision."
                ),
            ),
            keys=("due by the end of {{ answer_due }}",),
        ),
        _CONTACT,
    ),
    "specialist",
)
USC3322_NOTICE = Text(
    "Notice of an adverse finding after you left the service",
    (
        Part(
            "FINDING",
            "The finding",
            (
                (
                    "You left the service while an investigation of you was under way. It has been"
                    " resolved with an adverse finding. By 5 U.S.C. 3322 a permanent notation of it"
                    " is made in your official personnel file within 40 days of the resolution on"
                    " {{ resolved_on }}."
                ),
                "{{ finding_text }}",
                "A copy of the finding and of the documents that support it is enclosed.",
            ),
            keys=("{{ finding_text }}", "permanent notation"),
        ),
        Part(
            "RESPONSE",
            "Your right to respond",
            (
                (
                    "You have {{ response_days }} calendar days from the day of this notice to"
                    " respond in writing and to furnish affidavits and other documents. Send the"
                    " response to:"
                ),
                "{{ answer_to }}",
            ),
            keys=("{{ response_days }} calendar days", "respond in writing"),
        ),
        Part(
            "BOARD",
            "Decision and appeal",
            (
                (
                    "You get a written decision on your response, with its reasons. You may appeal"
                    " a decision to make the notation to the Merit Systems Protection Board."
                ),
                "{{ appeal_where }}",
            ),
            keys=("written decision", "Merit Systems Protection Board"),
        ),
        _CONTACT,
    ),
    "specialist",
)
SETTLEMENT_COVER = Text(
    "Agreement for your signature",
    (
        Part(
            "AGREEMENT",
            "The agreement",
            (
                "Enclosed is the agreement in the above matter:",
                "{{ agreement_text }}",
                (
                    "Read it with your representative before you sign. Return it signed by"
                    " {{ agreement_due }} to:"
                ),
                "{{ answer_to }}",
            ),
            keys=("{{ agreement_text }}",),
        ),
        Part(
            "WHISTLEBLOWER",
            "Whistleblower statement",
            ("The agreement carries this statement:", "{{ whistleblower_statement }}"),
            keys=("{{ whistleblower_statement }}",),
        ),
        _CONTACT,
    ),
    "specialist",
)
TEXTS: Mapping[T, Text] = {
    T.NOTICE_B: notices.NOTICE_B,
    T.NOTICE_D: notices.NOTICE_D,
    T.NOTICE_CRIME: notices.NOTICE_CRIME,
    T.NOTICE_INDEFINITE: notices.NOTICE_INDEFINITE,
    T.NEW_MATERIAL: notices.NEW_MATERIAL,
    T.DECISION_B: decisions.DECISION_B,
    T.DECISION_D: decisions.DECISION_D,
    T.REPRIMAND: decisions.REPRIMAND,
    T.COUNSELING: decisions.COUNSELING,
    T.CLEARANCE: decisions.CLEARANCE,
    T.PROBATION_TERMINATION: decisions.PROBATION_TERMINATION,
    T.INFORMATION_REQUEST: INFORMATION_REQUEST,
    T.ANSWER_EXTENSION: ANSWER_EXTENSION,
    T.USC3322_NOTICE: USC3322_NOTICE,
    T.SETTLEMENT_COVER: SETTLEMENT_COVER,
    T.NOTICE_F: special.NOTICE_F,
    T.NOTICE_7515: special.NOTICE_7515,
    T.NOTICE_PROBATION: special.NOTICE_PROBATION,
    T.DECISION_F: special.DECISION_F,
    T.DECISION_7515: special.DECISION_OTHER,
    T.DECISION_PROBATION: special.DECISION_OTHER,
    T.REMOVAL_7371: special.REMOVAL_7371,
}
