"""Members of Congress and agencies: the people and bodies that letters name."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from letters.legislators import Affiliation, Legislator, Name, Term
from letters.states import Chamber


class Member(models.Model):
    """A member of Congress, by Bioguide id (bioguide.congress.gov)."""

    bioguide_id = models.CharField(max_length=7, unique=True)
    first_name = models.CharField(max_length=80)
    middle_name = models.CharField(max_length=80, blank=True)
    last_name = models.CharField(max_length=80)
    suffix = models.CharField(max_length=20, blank=True)
    nickname = models.CharField(max_length=80, blank=True)
    official_name = models.CharField(max_length=160)
    other_names = models.JSONField(
        default=list, blank=True, help_text="Other spellings: first, last, middle and nickname of each."
    )
    known_on = models.DateField(
        null=True, blank=True, help_text="The age of the newest file that was imported for the member."
    )

    class Meta:
        ordering = ["last_name", "first_name"]
        indexes = [models.Index(fields=["last_name"], name="member_by_last_name")]
        constraints = [
            models.CheckConstraint(
                condition=Q(bioguide_id__regex=r"^[A-Z][0-9]{6}$"), name="member_bioguide_id_is_well_formed"
            )
        ]

    def __str__(self) -> str:
        return self.official_name

    def legislator(self) -> Legislator:
        """The member as a plain value; reads prefetched terms."""
        return Legislator(
            self.bioguide_id,
            Name(
                self.first_name,
                self.last_name,
                self.middle_name,
                self.nickname,
                self.suffix,
                self.official_name,
            ),
            tuple(term.term() for term in self.terms.all()),
            tuple(Name(**name) for name in self.other_names),
            self.known_on,
        )


class MemberTerm(models.Model):
    """A term in one chamber, with the state and party that were theirs in it."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="terms")
    chamber = models.CharField(max_length=10, choices=Chamber.choices)
    state = models.CharField(max_length=2)
    district = models.PositiveSmallIntegerField(null=True, blank=True)
    senate_class = models.PositiveSmallIntegerField(null=True, blank=True)
    party = models.CharField(max_length=60, blank=True)
    party_affiliations = models.JSONField(
        default=list,
        blank=True,
        help_text="Where the party changed in the term: party, start and end of each.",
    )
    start_on = models.DateField()
    end_on = models.DateField()
    known_on = models.DateField(
        null=True, blank=True, help_text="The age of the newest file that has the term."
    )

    class Meta:
        ordering = ["member", "start_on", "chamber"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "chamber", "start_on"], name="term_once_per_chamber_and_start"
            ),
            models.CheckConstraint(condition=Q(end_on__gte=F("start_on")), name="term_ends_after_start"),
            models.CheckConstraint(condition=Q(chamber__in=Chamber.values), name="term_chamber_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.member}, {self.get_chamber_display()}, {self.start_on}–{self.end_on}"

    def term(self) -> Term:
        """The term as a plain value."""
        return Term(
            chamber=self.chamber,
            state=self.state,
            start_on=self.start_on,
            end_on=self.end_on,
            district=self.district,
            senate_class=self.senate_class,
            party=self.party,
            affiliations=tuple(
                Affiliation(one["party"], date.fromisoformat(one["start"]), date.fromisoformat(one["end"]))
                for one in self.party_affiliations
            ),
            known_on=self.known_on,
        )


class Agency(models.Model):
    """A body that letters address: a department, an agency, a committee."""

    slug = models.SlugField(max_length=120, unique=True)
    name = models.CharField(max_length=200)
    abbreviation = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "agencies"

    def __str__(self) -> str:
        return self.name
