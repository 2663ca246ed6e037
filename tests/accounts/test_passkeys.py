"""Somebody is invited, joins, and adds a passkey: in Chromium, with an authenticator of its own; the pages' scripts are files."""

import re

from playwright.sync_api import Browser, Page

from tests.making import PASSWORD
from tests.running.trackers import Site

AUTHENTICATOR = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True,
}  # fmt: skip
ADDRESS = "passkey@example.org"


def opened(browser: Browser, site: Site) -> Page:
    """A page with a session of its own, of a device that makes passkeys without asking anybody."""
    page = browser.new_context(base_url=site.address).new_page()
    page.set_default_timeout(60_000)
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return page


def sign_in(page: Page, email: str, password: str) -> None:
    """Enters address and password."""
    page.goto("/sign-in/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", password)
    page.click("main button")


def invited(page: Page, site: Site) -> str:
    """The link that somebody gets whom the demo's manager invites."""
    sign_in(page, "demo@localhost", site.password)
    page.goto("/desk/offices/example/people/")
    page.fill("#invite [name=email]", ADDRESS)
    page.click("#invite button")
    page.wait_for_selector(".messages")
    mails = "".join(file.read_text() for file in site.folder.glob("mail/*"))
    page.context.close()
    return str(re.findall(r"/invitations/[\w-]+/", mails)[-1])


def test_it_is_added_asked_for_and_says_again_who_it_is(browser: Browser, site: Site) -> None:
    link = invited(opened(browser, site), site)
    page = opened(browser, site)
    page.goto(link)
    for name, value in {"first_name": "New", "last_name": "Person", "password": PASSWORD}.items():
        page.fill(f"[name={name}]", value)
    page.click("main form button")
    page.wait_for_url("**/desk/")
    page.goto("/second-factor/webauthn/add/")
    page.fill("[name=password]", PASSWORD)
    page.click("main form button")
    page.fill("[name=name]", "This laptop")
    page.wait_for_load_state()  # the button is a script's
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/second-factor/recovery-codes/")
    page.click("header form button.link")

    sign_in(page, ADDRESS, PASSWORD)
    page.wait_for_url("**/second-factor/authenticate/")
    page.goto("/desk/")
    assert page.url.endswith("/second-factor/authenticate/")
    page.click("#mfa_webauthn_authenticate")
    page.wait_for_url("**/desk/")
    page.goto("/second-factor/webauthn/reauthenticate/?next=/second-factor/webauthn/")
    page.click("#mfa_webauthn_reauthenticate")
    page.wait_for_url("**/second-factor/webauthn/")
    assert "This laptop" in page.inner_text("main")
    page.context.close()
