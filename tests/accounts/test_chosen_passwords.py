"""What a password may be: long, any characters, not common, not stolen, and not of words that everybody here knows."""

import re
from hashlib import sha1
from pathlib import Path

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from pytest_django import Settings

from offices.models import User
from tests.desk.browsing import browser_of, words_of
from tests.edge.production import run
from tests.making import PASSWORD, make_office, make_user
from tracker.accounts.passwords import NotStolen

pytestmark = pytest.mark.django_db


def refusals(password: str, user: User | None = None) -> set[str]:
    """Why the password is refused."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        return {str(found.code) for found in error.error_list}
    return set()


@pytest.mark.parametrize(
    "password",
    [
        "lowercase alone",
        "123 456 789 951",
        "ελληνικά και κενά",
        "🔑🗝️🔐🔒🔓🗄️🗃️📁📂📄📃📜",
        " with spaces around ",
        "x" * 62 + " y",
        "every character counts " * 5,
        "the office of a good horse",
    ],
)
def test_any_characters_and_any_length_will_do(password: str) -> None:
    assert refusals(password) == set()


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("not enough!", {"password_too_short"}),
        ("qwerty123456", {"password_too_common"}),
        ("passwordpassword", {"password_of_our_words"}),
        ("LetterTracker2026", {"password_of_our_words"}),
        ("senate-committee-1", {"password_of_our_words"}),
        ("tracker.example!", {"password_of_our_words"}),
    ],
)
def test_a_short_a_common_and_one_of_our_words_are_refused(
    password: str, why: set[str], settings: Settings
) -> None:
    settings.SITE_URL = "https://tracker.example"
    assert refusals(password) == why


def test_so_is_one_of_the_persons_name_and_office() -> None:
    user = make_user(make_office("Quigley Caucus"))
    assert refusals("quigleycaucus1", user) == {"password_of_our_words"}
    assert refusals("quigleycaucus1", make_user()) == set()


def test_each_character_counts() -> None:
    user, new = make_user(make_office()), f" {'É' * 80}x "
    browser_of(user).post("/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    for entered, lets_in in (
        (f" {'É' * 80}x ", True),
        (f"{'É' * 80}x", False),
        (f" {'é' * 80}x ", False),
        (f" {'É' * 80}", False),
    ):
        answer = browser_of().post("/sign-in/", {"login": user.email, "password": entered})
        assert (answer.status_code == 302) is lets_in, entered


@pytest.mark.parametrize("path", ["/sign-in/", "/password/"])
def test_it_is_hidden_and_may_be_pasted(path: str) -> None:
    shown = words_of(browser_of(make_user() if path == "/password/" else None).get(path))
    fields = re.findall(r"<input[^>]*name=\"\w*password\d?\"[^>]*>", shown)
    assert fields
    for field in fields:
        assert 'type="password"' in field
        assert re.search(r'autocomplete="(current|new)-password"', field)
        assert "onpaste" not in field


def stolen(folder: Path, *passwords: str) -> Path:
    """A file as Have I Been Pwned gives them away, with other digests around."""
    others = [f"other {number}" for number in range(300)]
    digests = sorted(sha1(word.encode()).hexdigest().upper() for word in [*passwords, *others])  # noqa: S324
    file = folder / "stolen.txt"
    file.write_text("".join(f"{digest}:{place * 37 + 1}\r\n" for place, digest in enumerate(digests)))
    return file


def test_a_stolen_one_is_refused(tmp_path: Path, settings: Settings) -> None:
    path = stolen(tmp_path, "stolen from elsewhere")
    settings.AUTH_PASSWORD_VALIDATORS = [
        {"NAME": "tracker.accounts.passwords.NotStolen", "OPTIONS": {"path": str(path)}}
    ]
    assert refusals("stolen from elsewhere") == {"password_stolen"}
    assert refusals(PASSWORD) == set()


def test_each_line_of_the_list_is_found_and_nothing_else(tmp_path: Path) -> None:
    validator = NotStolen(str(stolen(tmp_path)))
    for number in range(300):
        with pytest.raises(ValidationError):
            validator.validate(f"other {number}")
        validator.validate(f"another {number}")


def test_the_environment_names_the_list(tmp_path: Path) -> None:
    prints = "from django.conf import settings; print(settings.AUTH_PASSWORD_VALIDATORS[-1])"
    path = str(stolen(tmp_path))
    assert path in run("-c", prints, var=tmp_path, BREACHED_PASSWORDS=path).stdout
    refused = run("-c", prints, var=tmp_path, BREACHED_PASSWORDS=f"{path}.gone")
    assert "BREACHED_PASSWORDS names no file" in refused.stderr
