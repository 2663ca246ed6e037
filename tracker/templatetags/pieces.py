"""Texts of the API's reference for templates."""

from django import template
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString

from tracker.api.type_words import Piece, Text

register = template.Library()


@register.filter
def pieces(text: Text) -> SafeString:
    """A text's pieces: the name of a schema leads to where it is shown."""
    return format_html_join("", "{}", ((shown(piece),) for piece in text))


def shown(piece: Piece) -> SafeString:
    """A piece as HTML."""
    if piece.link:
        return format_html('<a href="#schema-{0}">{0}</a>', piece.words)
    return format_html("<code>{}</code>", piece.words) if piece.exact else escape(piece.words)
