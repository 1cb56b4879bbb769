"""Forms of sign-in and of one's own account."""

from jicms.web.forms import BaseForm, Code, Codes, Number, Password, Text


class SignInForm(BaseForm):
    """User name and password. Nobody is signed in whose form it could be, so it has no key."""

    page_key = False

    username = Text("User name", limit=80, needed="Enter your user name.")
    password = Password("Password", needed="Enter your password.")


class PasswordForm(BaseForm):
    """A new password, twice, with the present one."""

    present = Password("Present password", needed="Enter your present password.")
    password = Password("New password", hint="At least 12 characters. A sentence is fine.")
    again = Password("New password again")


class ResetForm(BaseForm):
    """A reset with the code that an administrator gave."""

    username = Text("User name", limit=80)
    code = Text("One-time code", limit=40, hint="As given to you; good once, for 24 hours.")
    password = Password("New password", hint="At least 12 characters. A sentence is fine.")
    again = Password("New password again")


class MembershipForm(BaseForm):
    """Which of one's roles to act under."""

    membership = Code("Act as", display="radios")


class TokenForm(BaseForm):
    """A request for an API token."""

    purpose = Text("What is it for?", limit=300, hint="The program and the records it reads.")
    scopes = Codes("What may it do?", needed="Choose what it may do.")
    days = Number("For how many days", low=1, high=90, hint="At most 90.", needed="Enter the days")
