"""HTML is read as a browser shows it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters.reading.documents import read_document
from letters.reading.html_text import text_of_html


def shown(page: str) -> str:
    return text_of_html(page).strip()


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>Dear Ms. Roe:</p><p>We\n  urge&nbsp;you.</p>", "Dear Ms. Roe:\n\nWe urge\u00a0you."),
        ("Jane Roe<br>Member<br/>of Congress", "Jane Roe\nMember\nof Congress"),
        ("<ol><li>One?</li><li>Two?</li></ol>", "1. One?\n2. Two?"),
        ("<ol start=3 type=a><li>One?<li>Two?</ol>", "c. One?\nd. Two?"),
        ("<ol style='list-style: upper-roman'><li><p>One?</p></li></ol>", "I. One?"),
        ("<ol><li>One<ul><li>Deeper</li></ul></li><li>Two</li></ol>", "1. One\n◦ Deeper\n2. Two"),
        ("<table><tr><td>Jane Roe</td><td>John Doe</td></tr></table>", "Jane Roe\n\nJohn Doe"),
        ("Costs<sup>12</sup> rise on the 4<sup>th</sup>", "Costs rise on the 4th"),
        ("<pre>Jane\n  Roe</pre>", "Jane\n  Roe"),
        ("<script>if (a < b) {}</script><style>p {}</style>Seen<!-- not -->", "Seen"),
        ("<p style='display: none'>Unseen<p>also unseen</p></p>Seen", "Seen"),
        ("<nav>Home</nav><button>Share</button>Seen <b>bold</b>ly", "Seen boldly"),
        ("a < b and c > d", "a < b and c > d"),
        ("<span style='mso-list:Ignore'>1.<span>&nbsp; </span></span>When?", "1. When?"),
    ],
)
def test_it_is_read_as_it_is_shown(page: str, text: str) -> None:
    assert shown(page).replace("\u00a0 ", " ").replace(".\u00a0", ".") == text.replace("\u00a0 ", " ")


@given(st.text(alphabet="<>/='\"! abpliou-&;#1\n", max_size=200))
def test_any_text_can_be_given(page: str) -> None:
    assert "\x00" not in text_of_html(page)


def test_a_saved_page_is_recognised_and_its_encoding_heard() -> None:
    page = '<!DOCTYPE html><html><head><meta charset="iso-8859-1"></head><p>Se\xf1or Pe\xf1a</p></html>'
    document = read_document(page.encode("iso-8859-1"), "letter.html")
    assert (document.text, document.kind, document.warnings) == ("Señor Peña\n", "html", ())


def test_deep_nesting_is_read() -> None:
    assert shown("<div>" * 50_000 + "Seen") == "Seen"
