"""A letter as each kind of file that is read, and damage to it."""

from email.message import EmailMessage
from random import Random

from tests.reading.letters import SEED, as_docx, as_pdf
from tests.reading.pictures import picture_of


def as_mail(text: str) -> bytes:
    """The text as an e-mail with an HTML part, and with a Word file attached."""
    message = EmailMessage()
    message["From"], message["Message-ID"] = "staff@example.org", "<1@example.org>"
    message.set_content("Please find the letter attached.")
    message.add_alternative(f"<ol><li>{text[:500]}</ol>", subtype="html")
    message.add_attachment(
        as_docx(text), maintype="application", subtype="octet-stream", filename="letter.docx"
    )
    return message.as_bytes()


def samples() -> dict[str, bytes]:
    """The letter, by the names of its files."""
    return {
        "letter.txt": SEED.encode(),
        "letter.pdf": as_pdf(SEED),
        "letter.docx": as_docx(SEED),
        "letter.eml": as_mail(SEED),
        "letter.html": f"<html><table><tr><td>{SEED}</td></tr></table></html>".encode(),
        "letter.tif": picture_of("Dear Ms. Roe: We urge you."),
    }


def mutated(data: bytes, random: Random) -> bytes:
    """The bytes with one kind of damage."""
    damaged = bytearray(data)
    at = random.randrange(len(damaged))
    match random.randrange(6):
        case 0:
            del damaged[at:]
        case 1:
            del damaged[at : at + random.randrange(1, 200)]
        case 2:
            damaged[at:at] = damaged[: random.randrange(1, 2000)]
        case 3:
            damaged[at : at + 40] = random.randbytes(40)
        case _:
            for _ in range(random.randrange(1, 30)):
                damaged[random.randrange(len(damaged))] = random.randrange(256)
    return bytes(damaged) or b"x"
