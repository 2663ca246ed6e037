"""The lines that `make hostile` prints."""

from dataclasses import dataclass, field


@dataclass
class Line:
    """What came of one kind of attack; `verb` says what would have been a success."""

    attack: str
    verb: str
    tried: int = 0
    note: str = ""
    hits: list[str] = field(default_factory=list)

    def hit(self, what: str) -> None:
        """Keeps one that succeeded."""
        self.hits.append(what[:300])

    def __str__(self) -> str:
        note = f", {self.note}" if self.note else ""
        return "\n".join(
            [f"{self.attack}: {self.tried:,} tried{note}, {len(self.hits)} {self.verb}", *self.hits[:20]]
        )
