"""Forms of administration."""

from jicms.web.forms import (
    BaseForm,
    Code,
    Email,
    Flag,
    LongText,
    Number,
    Phone,
    Text,
    UsDate,
    Version,
)


class NewUserForm(BaseForm):
    """An account. Its first password is made here and shown once."""

    username = Text("User name", limit=80, hint="Small letters; it stays for good.")
    name = Text("Name", limit=120)
    email = Email("E-mail", optional=True)


class UserForm(BaseForm):
    """Name and e-mail of an account."""

    version = Version()
    name = Text("Name", limit=120)
    email = Email("E-mail", optional=True)


class MembershipForm(BaseForm):
    """A role in an office."""

    office = Code("Office")
    role = Code("Role")
    valid_from = UsDate("From", needed="Enter the first day")
    valid_until = UsDate("Last day", optional=True)
    is_office_head = Flag("Office head")
    is_case_custodian = Flag("Case custodian")


class LinkForm(BaseForm):
    """The employee record behind an account."""

    employee_number = Text("Employee number", limit=40)


class ConfirmForm(BaseForm):
    """Nothing but the token: the page lists what will happen."""


class AgencyForm(BaseForm):
    """A component that uses the installation."""

    version = Version()
    code = Text("Code", limit=40)
    name = Text("Name", limit=120)
    zone = Code("Time zone")
    scheme = Code("Class scheme")
    letterhead = LongText(
        "Letterhead",
        limit=400,
        rows=3,
        optional=True,
        hint="Under the name at the head of letters: department, address. One line for each.",
    )


class OfficeForm(BaseForm):
    """An office."""

    version = Version()
    agency = Code("Agency")
    code = Text("Code", limit=40)
    name = Text("Name", limit=120)
    kind = Code("Kind")
    refers_to = Code("Refers its cases to", optional=True, blank="No office")
    counterpart = Code("Counterpart", optional=True, blank="No office")
    telephone = Phone("Telephone", optional=True)


class RetireForm(BaseForm):
    """The last day on which something is offered."""

    last_day = UsDate("Last day in use")


class CodeRowForm(BaseForm):
    """What an administrator may change of a code."""

    version = Version()
    label = Text("Label", limit=200)
    description = LongText("Description", limit=2000, rows=3, optional=True)
    sort_order = Number("Order", high=100_000)
    valid_from = UsDate("In use from", needed="Enter the first day in use")
    valid_to = UsDate("Last day in use", optional=True)
    verified = Flag("Verified against its source")


class NewCodeForm(CodeRowForm):
    """A new code; further fields are those of its list."""

    code = Text("Code", limit=40, hint="Capital letters, digits, hyphens, underscores; for good.")


class RuleForm(BaseForm):
    """The next version of a deadline rule."""

    label = Text("Name")
    terms = Text(
        "Counts",
        limit=400,
        hint="Such as receipt + 2 workdays. Several terms with | between them.",
    )
    combine = Code("Of several terms", blank="")
    first_day = Code("First day", blank="")
    roll = Code("On a day without work", blank="")
    agency = Code("Agency", optional=True, blank="Every agency")
    case_type = Code("Type of case", optional=True, blank="Every type")
    valid_from = UsDate("For events from", needed="Enter the first day")
    citation = LongText("Citation", limit=500, rows=2)
    source = Text("Source", limit=40)
    verified = Flag("Verified against the source")


class RoutingRuleForm(BaseForm):
    """A routing rule, or its successor; what is left open asks nothing."""

    label = Text("Name", limit=200, hint="As a reader of a case sees it.")
    way = Code("Where it goes")
    mandatory = Flag("Nobody may decide otherwise")
    subject_fact = Code("A subject", optional=True, blank="Anybody")
    group_code = Code("Group of codes", optional=True, blank="Every group")
    category_code = Code("Code", optional=True, blank="Every code")
    class_code = Code("Class", optional=True, blank="Every class")
    agency_code = Code("Agency that leads the case", optional=True, blank="Every agency")
    office_code = Code("Office that leads the case", optional=True, blank="Every office")
    sort_order = Number("Order", high=100_000, hint="Of several that fit the lowest is taken.")
    valid_from = UsDate("For cases received from", needed="Enter the first day")
    item = Text("Citation", limit=120)
    verified = Flag("Verified against the source")


class NewRoutingRuleForm(RoutingRuleForm):
    """A rule of its own."""

    code = Text("Short name", limit=32, hint="Capital letters, digits, hyphens, underscores.")


class ClosingForm(BaseForm):
    """A day on which offices were closed by executive order."""

    day = UsDate("Day")
    name = Text("Name", limit=120)
    source = Text("Order", limit=200, hint="The executive order that closed the offices.")


class RelationConfirmForm(BaseForm):
    """Whose record a declared relative is, where the declaration did not find it."""

    number = Text("Employee number", limit=40, optional=True)
