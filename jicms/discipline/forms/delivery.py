"""How a letter reached the employee, as every service asks it."""

from jicms.web.forms import BaseForm, Code, File, LocalTime, LongText, UsDate


class DeliveryForm(BaseForm):
    """How a letter travelled, when it arrived, and what proves it: as its method asks."""

    method_code = Code("How it was delivered")
    sent_on = UsDate("Sent on", optional=True, hint="MM/DD/YYYY; mail counts from it")
    attempted_on = UsDate(
        "Delivery attempted on", optional=True, hint="MM/DD/YYYY; if it was refused"
    )
    received_on = UsDate("Received on", optional=True, hint="MM/DD/YYYY; if it is known")
    received_time = LocalTime("Received at", optional=True, hint="Local time, such as 10:22 a.m.")
    proof = LongText(
        "Proof of service",
        optional=True,
        limit=1000,
        rows=2,
        hint="Who handed it over, tracking number, signature",
    )
    proof_file = File("Proof as a file", optional=True, resumable=True)
