"""Documents that a test uploads."""

import io

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas


def encrypted_pdf() -> bytes:
    """A PDF that opens only with a password."""
    file = io.BytesIO()
    canvas = Canvas(file, encrypt=StandardEncryption("secret"))
    canvas.drawString(100, 100, "Dear Secretary")
    canvas.save()
    return file.getvalue()
