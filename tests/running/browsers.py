"""A person at the pages of a running tracker, over HTTP."""

import re
from html import unescape
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener


class Browser:
    """Follows redirects, keeps cookies, sends forms as they stand in the page."""

    def __init__(self, site: str) -> None:
        self.site, self.page, self.at = site, "", ""
        self.jar = CookieJar()
        self.opener = build_opener(HTTPCookieProcessor(self.jar))

    def cookies(self) -> dict[str, str]:
        """What the site has given to be kept."""
        return {cookie.name: cookie.value or "" for cookie in self.jar}

    def get(self, path: str) -> str:
        """Opens a page."""
        return self.open(Request(self.site + path))

    def open(self, request: Request) -> str:
        """Sends the request; the page that it ends at."""
        with self.opener.open(request, timeout=30) as answer:
            self.at, self.page = answer.geturl(), answer.read().decode()
        return self.page

    def form(self) -> dict[str, str]:
        """What the page's fields hold now."""
        inputs = [
            tag
            for tag in re.findall(r"<input[^>]*>", self.page)
            if 'type="radio"' not in tag or " checked" in tag
        ]
        fields = dict(re.findall(r'name="([^"]+)"[^>]*?value="([^"]*)"', "\n".join(inputs)))
        fields |= dict(
            re.findall(r'<textarea[^>]*?name="([^"]+)"[^>]*>\n?(.*?)</textarea>', self.page, re.DOTALL)
        )
        for name, options in re.findall(
            r'<select[^>]*?name="([^"]+)".*?>(.*?)</select>', self.page, re.DOTALL
        ):
            chosen = re.search(r'<option value="([^"]*)" selected', options)
            first = re.search(r'<option value="([^"]*)"', options)
            fields[name] = (chosen or first or [""] * 2)[1]
        return {name: unescape(value) for name, value in fields.items() if not name.endswith("DELETE")}

    def send(self, path: str, **changes: str) -> str:
        """Posts the page's form with some fields changed."""
        data = urlencode(self.form() | changes).encode()
        return self.open(Request(self.site + path, data, {"Referer": self.at}))

    def upload(self, path: str, name: str, file: bytes) -> str:
        """Posts the page's form with a file."""
        edge = "edge-of-a-part"
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            for key, value in self.form().items()
        ]
        head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        body = b"".join([*parts, head.encode(), file, f"\r\n--{edge}--\r\n".encode()])
        kind = {"Content-Type": f"multipart/form-data; boundary={edge}", "Referer": self.at}
        return self.open(Request(self.site + path, body, kind))
