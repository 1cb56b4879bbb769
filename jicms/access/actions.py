"""Everything that can be permitted, each with the sentence that an administrator reads."""

from enum import StrEnum


class Action(StrEnum):
    """A permission. `sentence` says what it lets somebody do."""

    sentence: str

    def __new__(cls, value: str, sentence: str) -> "Action":
        member = str.__new__(cls, value)
        member._value_ = value
        member.sentence = sentence
        return member

    # Everybody
    HOME = "home", "Open My work."
    ACCOUNT = "account", "Change one's own password, membership and preferences."
    FILE_UPLOAD = "file.upload", "Upload a large file in parts, before it goes into a record."

    # Cases
    CASE_LIST = "case.list", "List and search the cases that one may see."
    DEADLINE_COMPUTE = "deadline.compute", "Compute what a rule gives for any dates."
    CLOCK_PAUSE = "clock.pause", "Pause an office's own clock for a named reason, and end it."
    CASE_VIEW = "case.view", "Open the summary of a case."
    CASE_READ = "case.read", "Read narratives, parties and the log of a case."
    CASE_EXPORT = "case.export", "Export a list of cases."
    CASE_CREATE = "case.create", "Record a case."
    CASE_EDIT = "case.edit", "Change a case's title and facts."
    CASE_CLASSIFY = "case.classify", "Set the class or type of a case, with a reason."
    CASE_TRIAGE = "case.triage", "Take a received case into triage and route it."
    CASE_ROUTE = "case.route", "Decide in triage where a case goes: Inspector General, out, closed."
    CASE_BULK = "case.bulk", "Do the same on many cases at once, after a preview."
    CASE_ASSIGN = "case.assign", "Assign investigators and the lead."
    CASE_OPEN = "case.open", "Open an assigned case."
    CASE_CLOSE = "case.close", "Sign the closing of a case for one's side."
    CASE_REOPEN = "case.reopen", "Reopen a closed case, with a reason."
    CASE_ERROR = "case.error", "Close a case that was recorded in error."
    CASE_MERGE = "case.merge", "Mark a case as a duplicate of another, and undo it."
    CASE_LINK = "case.link", "Link a case with another, and take the link away, with a reason."
    CASE_SHARE = "case.share", "Share a case with an office or a user, and revoke it."
    CASE_RESTRICT = "case.restrict", "Restrict a case to named people, and lift it."
    CASE_ACCESS_VIEW = "case.access", "See who has access to a case."
    CASE_RECUSE = "case.recuse", "Declare a recusal."
    RECUSAL_LIFT = "case.recuse.lift", "Lift somebody's recusal, with a reason."
    GLASS_ASK = "glass.ask", "Ask for a restricted case by its number."
    GLASS_DECIDE = "glass.decide", "Decide on a request for a restricted case."
    WALL_DECIDE = "case.wall", "Confirm or lift a suspended access after a conflict."
    TASK_VIEW = "task.view", "See the tasks of a case."
    TASK_EDIT = "task.edit", "Add, change, finish and cancel the tasks of a case."
    TASK_HAND_OVER = "task.hand_over", "Hand over the tasks of one's office."
    LOG_VIEW = "case.log.view", "Read the log of a case."
    LOG_ADD = "case.log", "Write in the log of a case."

    # Parties and allegations
    PARTY_EDIT = "party.edit", "Add, change or withdraw a party."
    IDENTITY_REVEAL = "party.reveal", "Reveal a protected identity, with a reason."
    ALIAS_DECIDE = "party.alias", "Let another role of a protected person show its name, or not."
    ALLEGATION_EDIT = "allegation.edit", "Add or change an allegation."
    FINDING_RECORD = "finding.record", "Record a finding on an allegation and subject."
    FINDING_APPROVE = "finding.approve", "Approve a finding that somebody else recorded."
    ACKNOWLEDGE = "acknowledge", "Write to whoever reported, and see what was written."
    TRANSFER_ANSWER = "transfer.answer", "Accept or return a case that another office sent."
    TRANSFER_RECALL = "transfer.recall", "Call back a case that was sent and not accepted yet."
    REFERRAL_OUT = "referral.out", "Refer a matter to a body outside, and record its reply."
    OIG_RECORD = "oig.record", "Record the referral to the Inspector General and its answer."

    # Intake
    INTAKE = "intake", "Record a complaint at the intake desk."
    TRIAGE_QUEUE = "triage.queue", "See the triage queue."
    RECEIVED_WORK = "received.work", "Work the reports that came by the public page."
    MAILBOX_READ = "mailbox.read", "Read what the reporter of a case wrote by the public page."
    MAILBOX_WRITE = "mailbox.write", "Write to the reporter of a case by the public page."
    TRIAGE_EXPORT = "triage.export", "Export the triage queue."
    CANDIDATE_SETTLE = "candidate.settle", "Deal with a possible related case one is asked about."

    # Investigation
    INVESTIGATION_EDIT = "investigation.edit", "Plan, open and suspend an investigation."
    REPORT_WRITE = "report.write", "Write and submit a report of investigation."
    REPORT_REVIEW = "report.review", "Return or approve a report of investigation."
    REPORT_READ = "roi.read", "Read a report of investigation and its exhibits."
    REVIEW_INBOX = "review.inbox", "See what waits for one's review."
    FIELDWORK_VIEW = "fieldwork.view", "Read the plan, hours, requests and leads of one's team."
    FIELDWORK_EDIT = "fieldwork.edit", "Write the plan, hours, requests and leads of one's team."
    PLAN_APPROVE = "plan.approve", "Approve the plan of an investigation that one reviews."
    HANDOVER_RECEIVE = "handover.receive", "Sign for an investigation that was handed over."
    RECEIVED_LEADS = "leads.received", "See what other offices asked one's own to follow."
    RECEIVED_LEAD_VIEW = "lead.received", "Read a lead that another office sent."
    RECEIVED_LEAD_GIVE = "lead.give", "Give a lead that another office sent to an investigator."
    RECEIVED_LEAD_ANSWER = "lead.answer", "Answer a lead that another office sent."
    STATEMENT_EDIT = "statement.edit", "Record a statement or affidavit."
    INTERVIEW_VIEW = "interview.view", "See the interviews of a case."
    INTERVIEW_EDIT = "interview.edit", "Plan interviews, and record warnings and what came of them."
    OVERRIDE_ASK = "gate.override", "Ask that one interview be compelled past the declination gate."
    OVERRIDE_DECIDE = "gate.override.decide", "Confirm or decline what counsel asked of the gate."
    STANDING_EDIT = "standing.edit", "Enter and end standing declinations of prosecutors."
    STANDING_CONFIRM = "standing.confirm", "Confirm a standing declination that another entered."
    EXPOSURE_VIEW = "exposure.view", "See who came to know a compelled statement."
    EVIDENCE_VIEW = "evidence.view", "See evidence, statements and exhibits."
    EVIDENCE_EDIT = "evidence.edit", "Record evidence items."
    CUSTODY_RECORD = "custody.record", "Hand over evidence, and record what is done with it."
    CUSTODY_ANSWER = "custody.answer", "Confirm or decline what one is asked to receive or witness."
    CUSTODY_WITHDRAW = "custody.withdraw", "Withdraw a hand-over that one began."
    CUSTODY_LIST = "custody.list", "See where the evidence of one's office is."
    INVENTORY = "custody.inventory", "Count the evidence of one's office."
    DOCUMENT_EDIT = "document.edit", "Add a document to a case."
    PROSECUTION_VIEW = "prosecution.view", "See the prosecution status."
    PROSECUTION_EDIT = "prosecution.edit", "Record the prosecution status."
    PROSECUTION_LIST = "prosecution.list", "List the open referrals to prosecutors that one sees."

    # Export packages
    EXPORT_VIEW = "export.view", "See a case's export packages, and to whom they went."
    EXPORT_MAKE = "export.make", "Make an export package, download it, and hand it over."
    EXPORT_EDIT = "export.edit", "Change the draft of one's own export package."
    EXPORT_RELEASE = "export.release", "Release or return an export package that another made."
    EXPORT_END = "export.end", "Cancel an export package, or recall it once it is released."
    EXPORT_ACCOUNTING = "export.accounting", "See to whom a person's records were disclosed."

    # Discipline
    REFER_TO_LR = "lr.refer", "Refer a subject to labor relations, or code why not."
    REFERRAL_ANSWER = "lr.answer", "Accept or return a referral."
    DISCIPLINE_QUEUE = "discipline.queue", "See the discipline queue."
    DISCIPLINE_VIEW = "discipline.view", "See a disciplinary action."
    DISCIPLINE_EDIT = "discipline.edit", "Work a disciplinary action."
    DISCIPLINE_ASSIGN = "discipline.assign", "Assign the specialist of an action."
    DISCIPLINE_APPROVE = "discipline.approve", "Approve letters and reasoned overrides."
    AGREEMENT_FOLLOW = "agreement.follow", "Record what follows an action: agreement, contractor."
    DEPARTURE_DETERMINE = "departure.determine", "Determine whether 5 USC 3322 covers a departure."
    RECORD_CLEAR = "record.clear", "Cancel or clear the record of a disciplinary action."
    DISCIPLINE_HISTORY = "discipline.history", "See the disciplinary history of a person."
    PACKAGE_VIEW = "package.view", "Read the package sent to an official."
    PACKAGE_WORK = "package.work", "Weigh the factors of an action on which one is an official."

    # Requests about witnesses
    WITNESS_VIEW = "witness.view", "See prosecutors’ requests about witnesses, and the flags."
    WITNESS_EDIT = "witness.edit", "Record a request about a witness, its search and its answer."
    WITNESS_REVIEW = "witness.review", "Review, as counsel, what is disclosed about a witness."
    FLAG_DECIDE = "witness.flag", "Decide whether an employee bears the Giglio flag."
    CUSTODIAN_ANSWER = "witness.custodian", "Answer for a shut matter that a request touches."

    # People, search, reports
    PEOPLE_LIST = "people.list", "Search the directory."
    PERSON_VIEW = "person.view", "Open a person's page."
    PERSON_EDIT = "person.edit", "Add or change a person."
    PERSON_MERGE = "person.merge", "Make two records of one person one, and part them again."
    PERSON_REVEAL = "person.reveal", "Uncover a date of birth, with a reason."
    PROTECTED_ROLES = "person.roles", "See a person's protected roles in cases, with a reason."
    RELATION_DECLARE = "relation.declare", "Declare one's own relatives and close relations."
    RELATION_CONFIRM = "relation.confirm", "Confirm the beginning and end of declared relations."
    SEARCH = "search", "Search cases, people and narratives."
    SEARCH_SAVE = "search.save", "Save the filters of a list under a name."
    SEARCH_CHANGE = "search.change", "Rename or remove a saved search."
    SEARCH_SHARE = "search.share", "Share a saved search with one's office."
    REPORTS = "reports", "Run reports."
    EARLY_NOTICE = "early_notice", "See early notices of one's agency, and record what was done."
    API_READ = "api.read", "Read through the interface for programs."

    # Administration
    AUDIT_VIEW = "audit.view", "Read the audit trail."
    ADMIN_VIEW = "admin.view", "Open administration."
    USER_EDIT = "user.edit", "Create and change accounts and memberships."
    USER_CONFIRM = "user.confirm", "Confirm memberships, person links and tokens."
    TOKEN_GRANT = "token.grant", "Grant and revoke tokens."
    GO_LIVE_FILL = "golive.fill", "Fill in the checklist of a feature that is off."
    GO_LIVE_CONFIRM = "golive.confirm", "Confirm an item of a checklist that another filled in."
    GO_LIVE_END = "golive.end", "Take an item of a checklist back: the feature goes off."
    FILE_CHECKS = "file.checks", "See whether stored files are still what was received."
    REFDATA_EDIT = "refdata.edit", "Edit code lists."
