"""The numbers that lists show: 4 as "4", "d", "D", "iv" or "IV"."""

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def letters(number: int) -> str:
    """The letters of a list's items: a, b, … z, aa, bb; any number from 1."""
    return chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, 5)


def roman(number: int) -> str:
    """The Roman numeral in small letters; numbers from 4,000 begin anew."""
    text, rest = "", number % 4000
    for value, sign in _ROMAN:
        text += sign * (rest // value)
        rest %= value
    return text
