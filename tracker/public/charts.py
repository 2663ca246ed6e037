"""Charts as plain values with places and sizes, which a template writes as SVG, and the same data as a table.

Of Django it knows only how a count is written. A chart is 360 units wide and grows with the page; what tells the parts of a bar apart is a pattern as well as a colour.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.formats import number_format

WIDTH = 360
TOP, TALL, BOTTOM = (
    18,
    120,
    34,
)  # of charts with columns: above them for a number, the tallest, below for labels
ROW, BAR = 40, 14  # of charts with bars: a row with its label, and the bar in it
NUMBER = 44  # at a bar's end, for its number


class Group(NamedTuple):
    """What one bar or column is of: its label, and a number for each part, in the parts' order."""

    label: str
    numbers: Sequence[int]

    @property
    def total(self) -> int:
        """All parts together."""
        return sum(self.numbers)


class Segment(NamedTuple):
    """A rectangle of one part."""

    part: str
    x: float
    y: float
    width: float
    height: float


class Label(NamedTuple):
    """Words at a place, the text's anchor on it."""

    words: str
    x: float
    y: float
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class Chart:
    """What the template draws: `parts` are names and labels of those that occur, `groups` the table's rows."""

    id: str
    title: str
    description: str
    of: str
    height: float
    parts: Sequence[tuple[str, str]]
    segments: Sequence[Segment]
    labels: Sequence[Label]
    groups: Sequence[Group]
    width: int = WIDTH
    note: str = ""  # what it leaves out
    is_named_by_offices: bool = False  # the groups have names that offices gave, in English

    @property
    def box(self) -> str:
        """The SVG's viewBox."""
        return f"0 0 {self.width} {self.height:g}"

    @property
    def rows(self) -> list[tuple[Group, list[tuple[str, int]]]]:
        """The table's rows: each group, and its numbers with the labels of their columns."""
        labels = [label for _name, label in self.parts]
        return [(group, list(zip(labels, group.numbers, strict=True))) for group in self.groups]


class Words(NamedTuple):
    """What a chart is called and says, and what its groups are."""

    id: str
    title: str
    description: str
    of: str


def columns(words: Words, parts: Mapping[str, str], groups: Sequence[Group]) -> Chart:
    """Stacked columns beside each other, the first part below; their numbers stand above them."""
    step = WIDTH / max(len(groups), 1)
    most = max((group.total for group in groups), default=0)
    segments, labels = [], []
    for place, group in enumerate(groups):
        middle, top = (place + 0.5) * step, float(TOP + TALL)
        for part, number in zip(parts, group.numbers, strict=True):
            height = TALL * number / most if most else 0
            top -= height
            if number:
                segments.append(drawn(part, middle - 0.36 * step, top, 0.72 * step, height))
        labels.append(
            Label(number_format(group.total, force_grouping=True), round(middle, 2), round(top - 4, 2))
        )
        for line, written in enumerate(group.label.split("\n")):
            labels.append(Label(written, round(middle, 2), TOP + TALL + 14 + 13 * line))
    return chart_of(words, parts, groups, segments, labels, height=TOP + TALL + BOTTOM)


def bars(words: Words, parts: Mapping[str, str], groups: Sequence[Group]) -> Chart:
    """Stacked bars below each other, each under its label; their numbers stand at their ends."""
    most = max((group.total for group in groups), default=0)
    segments, labels = [], []
    for place, group in enumerate(groups):
        top, right = place * ROW, 0.0
        labels.append(Label(shortened(group.label), 0, top + 14, "start"))
        for part, number in zip(parts, group.numbers, strict=True):
            width = (WIDTH - NUMBER) * number / most if most else 0
            if number:
                segments.append(drawn(part, right, top + 20, width, BAR))
            right += width
        labels.append(
            Label(number_format(group.total, force_grouping=True), round(right + 6, 2), top + 31, "start")
        )
    return chart_of(words, parts, groups, segments, labels, height=ROW * len(groups))


def drawn(part: str, x: float, y: float, width: float, height: float) -> Segment:
    """A rectangle in hundredths of a unit."""
    return Segment(part, round(x, 2), round(y, 2), round(width, 2), round(height, 2))


def shortened(label: str, most: int = 52) -> str:
    """The label, cut where it is longer than the chart is wide; the table has it whole."""
    return label if len(label) <= most else f"{label[: most - 1].rstrip()}…"


def in_one_line(label: str) -> str:
    """A label's lines beside each other."""
    return label.replace("–\n", "–").replace("\n", " ")


def chart_of(
    words: Words,
    parts: Mapping[str, str],
    groups: Sequence[Group],
    segments: Sequence[Segment],
    labels: Sequence[Label],
    *,
    height: float,
) -> Chart:
    """The chart, its table without the parts that do not occur."""
    there = [any(numbers) for numbers in zip(*(group.numbers for group in groups), strict=True)]
    shown = [place for place, occurs in enumerate(there) if occurs]
    named = list(parts.items())
    rows = [Group(in_one_line(group.label), [group.numbers[place] for place in shown]) for group in groups]
    return Chart(
        *words,
        height=height,
        parts=[named[place] for place in shown],
        segments=segments,
        labels=labels,
        groups=rows,
    )
