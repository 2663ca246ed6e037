"""Pictures of far more dots than a page, of far more pages than a letter, cut off, or with words that do not belong."""

import io
import struct
import zlib
from collections.abc import Callable, Sequence

from PIL import Image

from tests.hostile.bombs.bait import Bait
from tests.hostile.bombs.packages import MEGABYTE
from tests.reading.pictures import blank

Entry = tuple[int, int, int, int]  # tag, type, count, value
LONG = 4


def chunk(kind: bytes, data: bytes) -> bytes:
    """A part of a PNG."""
    return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))


def png(width: int, height: int, rows: bytes, *more: bytes, depth: int = 1, colour: int = 0) -> bytes:
    """A PNG with its rows as they are, packed, and other parts before them."""
    head = chunk(b"IHDR", struct.pack(">2L5B", width, height, depth, colour, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n"
        + head
        + b"".join(more)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def huge_png(_bait: Bait) -> bytes:
    """50,000 by 50,000 dots in a few hundred kilobytes."""
    return png(50_000, 50_000, bytes(6251 * 50_000))


def coloured_png(_bait: Bait) -> bytes:
    """As many dots as are allowed, in four times the bytes."""
    return png(9_700, 9_700, bytes((9_700 * 4 + 1) * 9_700), depth=8, colour=6)


def thin_png(_bait: Bait) -> bytes:
    """One dot wide, and ninety million high."""
    return png(1, 90_000_000, bytes(2 * 90_000_000))


def wordy_png(_bait: Bait) -> bytes:
    """Words and a colour profile beside the picture that unpack to 200 MB each."""
    packed = zlib.compress(bytes(200 * MEGABYTE))
    return png(8, 8, bytes(16), chunk(b"iCCP", b"a\0\0" + packed), chunk(b"zTXt", b"a\0\0" + packed))


def moving_png(_bait: Bait) -> bytes:
    """A PNG that says it has two thousand million pictures."""
    return png(8, 8, bytes(16), chunk(b"acTL", struct.pack(">2L", 0x7FFFFFFF, 0)))


def cut_png(_bait: Bait) -> bytes:
    """A PNG that ends in its middle."""
    return png(1700, 2200, bytes(214 * 2200) + b"\x01" * 999)[:-60]


def jpeg(_bait: Bait) -> bytes:
    """A JPEG that says it is 65,500 dots each way."""
    data = bytearray(saved("JPEG"))
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = struct.pack(">2H", 65_500, 65_500)
    return bytes(data)


def jpeg_of_scans(_bait: Bait) -> bytes:
    """A JPEG that refines the same dots a thousand times over."""
    data = saved("JPEG", size=(1700, 2200), progressive=True)
    scan = data.rindex(b"\xff\xda")
    return data[:scan] + data[scan:-2] * 1000 + data[-2:]


def saved(kind: str, size: tuple[int, int] = (600, 300), **options: object) -> bytes:
    """An empty sheet."""
    into = io.BytesIO()
    Image.new("L", size, 255).save(into, kind, **options)
    return into.getvalue()


def tiff(entries: Sequence[Entry], *, then: int = 0, data: bytes = b"") -> bytes:
    """A TIFF of one directory at byte 8; `then` is where the next one stands, `data` begins behind it."""
    rows = b"".join(struct.pack("<2H2L", *entry) for entry in sorted(entries))
    return b"II*\x00" + struct.pack("<LH", 8, len(entries)) + rows + struct.pack("<L", then) + data


def sheet(width: int, height: int, size: int, *, packing: int = 1) -> list[Entry]:
    """What a TIFF's directory says of a black and white page in one strip behind it."""
    told = {
        256: width,
        257: height,
        258: 1,
        259: packing,
        262: 1,
        273: 14 + 12 * 9,
        277: 1,
        278: height,
        279: size,
    }
    return [(tag, LONG, 1, value) for tag, value in told.items()]


def huge_tiff(_bait: Bait) -> bytes:
    """60,000 by 60,000 dots, packed."""
    data = zlib.compress(bytes(7500 * 60_000))
    return tiff(sheet(60_000, 60_000, len(data), packing=8), data=data)


def tiff_in_circles(_bait: Bait) -> bytes:
    """A TIFF whose next page is the first."""
    return tiff(sheet(80, 80, 800), then=8, data=bytes(800))


def lying_tiff(_bait: Bait) -> bytes:
    """A TIFF with strips beyond its end, and four thousand million of them."""
    return tiff([*sheet(80, 80, 0xFFFFFFFF), (330, LONG, 0x7FFFFFFF, 8)], data=bytes(800))


def tiff_of_pages(_bait: Bait) -> bytes:
    """Sixty pages, each of them empty."""
    return blank(60)


def gif_of_pages(_bait: Bait) -> bytes:
    """Twenty thousand pictures of 65,535 by 65,535 dots."""
    one = b"\x2c" + struct.pack("<4HB", 0, 0, 65_535, 65_535, 0) + b"\x02\x02\x44\x01\x00"
    return b"GIF89a" + struct.pack("<2H3B", 65_535, 65_535, 0x80, 0, 0) + bytes(6) + one * 20_000 + b";"


def webp(_bait: Bait) -> bytes:
    """A WebP of 16,384 by 16,384 dots, cut off."""
    data = b"WEBPVP8L" + struct.pack("<LBL", 5, 0x2F, 16383 | 16383 << 14)
    return b"RIFF" + struct.pack("<L", len(data)) + data


def bitmap(_bait: Bait) -> bytes:
    """A bitmap that says it is two thousand million dots each way."""
    return (
        b"BM"
        + struct.pack("<3L", 54, 0, 54)
        + struct.pack("<L2l2H6L", 40, 0x7FFFFFFF, 0x7FFFFFFF, 1, 24, *[0] * 6)
    )


FILES: dict[str, Callable[[Bait], bytes]] = {
    "huge.png": huge_png,
    "coloured.png": coloured_png,
    "thin.png": thin_png,
    "wordy.png": wordy_png,
    "moving.png": moving_png,
    "cut-off.png": cut_png,
    "huge.jpg": jpeg,
    "a-thousand-scans.jpg": jpeg_of_scans,
    "huge.tif": huge_tiff,
    "in-circles.tif": tiff_in_circles,
    "lying.tif": lying_tiff,
    "sixty-pages.tif": tiff_of_pages,
    "20,000-pages.gif": gif_of_pages,
    "huge.webp": webp,
    "huge.bmp": bitmap,
}
