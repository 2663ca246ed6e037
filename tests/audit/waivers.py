"""What the tools find and we let stand: since when, and why. One that is no longer needed fails the audit."""

from typing import NamedTuple


class Waiver(NamedTuple):
    """`what` is the tool's own name of the finding, `where` the files, or the package."""

    what: str
    where: tuple[str, ...]
    since: str
    reason: str


BANDIT = (
    Waiver("B608", ("letters/bulk.py", "letters/search.py", "offices/keys.py", "letters/migrations/0002_search.py"), "2026-11-27",
           "Tables, columns and places come from the models and from constants; every value is a parameter."),
    Waiver("B611", ("letters/search.py",), "2026-11-27", "The SQL is a constant for each database; what somebody types is a parameter."),
    Waiver("B404", ("letters/reading/sandbox.py", "tracker/running/broker.py", "tracker/running/program.py", "tracker/uploads.py"), "2026-11-27",
           "These start the sandbox, the broker, the tracker's own processes, and the scanner that the operator names."),
    Waiver("B603", ("letters/reading/sandbox.py", "tracker/running/broker.py", "tracker/running/program.py", "tracker/uploads.py"), "2026-11-27",
           "No shell; programs and arguments are the tracker's own, or the operator's."),
    Waiver("B606", ("tracker/running/tied.py",), "2026-11-27", "It becomes a program that the tracker names; no shell."),
    Waiver("B405", ("letters/reading/word_numbering.py", "letters/reading/word_package.py", "letters/reading/word_text.py"), "2026-11-27",
           "Only the type of an element; defusedxml parses."),
    Waiver("B406", ("tracker/report_pdf.py",), "2026-11-27", "`escape` writes XML and parses none."),
    Waiver("B104", ("tracker/management/commands/up.py",), "2026-11-27", "The names of “everywhere”, to ask 127.0.0.1 instead."),
    Waiver("B101", ("tracker/public/forms.py",), "2026-11-27", "Narrows a type for mypy; nothing depends on it."),
    Waiver("B105", ("tracker/settings.py",), "2026-11-28", "How often a password may be tried, not a password."),
)  # fmt: skip

SECRETS = (
    Waiver("Secret Keyword", ("tests/making.py", "tests/public/test_sign_in.py", "tests/desk/test_desk.py", "tests/pages/table.py",
                              "tests/reading/test_documents.py", "tests/edge/test_starting.py", "tests/edge/production.py", "tests/accounts/provider.py",
                              "tests/accounts/test_joining.py", "tests/accounts/test_second_factor.py", "tests/accounts/test_sign_up.py"),
           "2026-11-27", "Passwords of people who exist only while a test runs."),
    Waiver("Secret Keyword", ("tests/accounts/provider.py", "tests/accounts/test_logged.py", "tests/accounts/test_second_factor.py"),
           "2026-11-28", "The same; and of a provider that exists only while a test runs."),
    Waiver("Secret Keyword", ("CHANGELOG.md", "docs/asvs.md", "tracker/settings.py"), "2026-11-28", "Names of settings, tests and texts, no values."),
    Waiver("Base64 High Entropy String", ("tests/edge/production.py", "letters/ids.py"), "2026-11-27",
           "A key that nothing was ever signed with; the letters that ids are made of."),
    Waiver("Basic Auth Credentials", ("README.md", "tests/edge/production.py"), "2026-11-27", "The form of an address, at example hosts."),
)  # fmt: skip
