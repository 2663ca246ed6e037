"""What the settings of production have to be: `check --deploy` is silent, and what is set up for trying it does not start."""

import re
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from tests.edge.production import SECRET, run
from tracker.deploy_checks import is_loopback, refuse_unsafe, weakness
from tracker.mail_server import mail_server
from tracker.running.broker import free_port
from tracker.running.web import web_server

CHECK = ("manage.py", "check", "--deploy", "--fail-level", "WARNING")
PROGRAMS = {
    "up": ("manage.py", "up"),
    "web server": web_server(f"127.0.0.1:{free_port()}")[1:],
    "worker": ("-m", "celery", "-A", "tracker", "worker"),
    "scheduler": ("-m", "celery", "-A", "tracker", "beat"),
}


def test_the_settings_of_production_pass_every_check(tmp_path: Path) -> None:
    checked = run(*CHECK, var=tmp_path)
    assert (checked.returncode, checked.stderr) == (0, "")
    assert "no issues" in checked.stdout


@pytest.mark.parametrize(
    ("gaps", "warnings"),
    [
        ({"HTTPS": "0", "SITE_URL": "http://tracker.example", "EMAIL_URL": ""}, ["security.W011", "tracker.W001", "tracker.W003"]),
        ({"ALLOWED_HOSTS": "*", "EMAIL_URL": "smtp://mail.example"}, ["tracker.W002", "tracker.W004"]),
    ],
)  # fmt: skip
def test_each_gap_fails_the_check(gaps: dict[str, str], warnings: list[str], tmp_path: Path) -> None:
    checked = run(*CHECK, var=tmp_path, **gaps)
    assert checked.returncode == 1
    assert re.findall(r"tracker\.W\d+|security\.W011", checked.stderr) == warnings


@pytest.mark.parametrize("program", PROGRAMS)
def test_nothing_starts_for_others_without_a_secret_key(program: str, tmp_path: Path) -> None:
    refused = run(*PROGRAMS[program], var=tmp_path, SECRET_KEY="")
    assert refused.returncode != 0
    assert "SECRET_KEY is not set, and the tracker serves tracker.example: make one" in refused.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"SECRET_KEY": "changeme"}, "SECRET_KEY is too short"),
        ({"SECRET_KEY": "a" * 60}, "SECRET_KEY is too short"),
        ({"SECRET_KEY": f"django-insecure-{SECRET}"}, "SECRET_KEY is a default"),
        ({"DEBUG": "1"}, "DEBUG shows what is private"),
        ({"EMAIL_URL": "smtps://mail.example"}, "EMAIL_URL begins with one of smtp, smtp+tls, smtp+ssl"),
    ],
)
def test_a_refusal_is_one_sentence(changed: dict[str, str], sentence: str, tmp_path: Path) -> None:
    refused = run("manage.py", "up", var=tmp_path, **changed)
    assert refused.returncode == 1
    assert sentence in refused.stderr
    assert (refused.stderr.count("\n"), SECRET in refused.stderr) == (1, False)


@pytest.mark.parametrize("names", [["localhost"], ["127.0.0.1", "[::1]", ".localhost"]])
def test_who_tries_it_on_their_own_machine_sets_nothing(names: list[str]) -> None:
    refuse_unsafe(debug=True, secret="", names=names, host="127.0.0.1")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1"])  # noqa: S104
def test_debug_is_refused_where_others_could_say_that_they_ask_localhost(host: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="DEBUG"):
        refuse_unsafe(debug=True, secret=SECRET, names=["localhost"], host=host)


@pytest.mark.parametrize(
    "name", ["*", "tracker.example", "10.0.0.1", "localhost.evil.example", "", "[fe80::1]"]
)
def test_only_what_leads_to_this_machine_is_loopback(name: str) -> None:
    assert not is_loopback(name)


def test_a_good_secret_is_no_weakness() -> None:
    assert weakness(SECRET) == ""


@pytest.mark.parametrize(
    ("url", "port", "encrypted"),
    [
        ("smtp://mail.example", 25, (False, False)),
        ("smtp+tls://mail.example", 587, (True, False)),
        ("smtp+ssl://mail.example", 465, (False, True)),
        ("smtp+tls://mail.example:2525", 2525, (True, False)),
    ],
)
def test_a_mail_servers_address_says_whether_it_is_encrypted(
    url: str, port: int, encrypted: tuple[bool, bool]
) -> None:
    server = mail_server(url)
    assert server
    assert (server.host, server.port, server.timeout) == ("mail.example", port, 20)
    assert (server.starts_tls, server.is_tls) == encrypted


def test_a_mail_servers_address_has_who_signs_in_and_for_how_long_it_is_waited() -> None:
    server = mail_server("smtp+tls://a%40b.example:p%3Aw@mail.example?timeout=2")
    assert server
    assert (server.user, server.password, server.timeout) == ("a@b.example", "p:w", 2)
