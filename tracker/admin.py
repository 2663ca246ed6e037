"""The admin, for managers of the site: people and offices are edited here, all else is there to be looked at.

No rule lives here. The ledger and what is projected from it are read-only.
"""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.db.models import Model, URLField
from django.http import HttpRequest

from actions.models import Action, Delivery, Digest, Effect, Reminder
from letters.models import Letter, LetterRequest, Recipient, ResponseState, Signatory
from letters.people import Agency, Member, MemberTerm
from offices.models import Office, OfficeMembership, User


class ReadOnly:
    """Shows rows and changes none."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Rows come from the verbs only."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Rows change by the verbs only."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is deleted here."""
        return False


class ReadOnlyAdmin(ReadOnly, admin.ModelAdmin[Model]):
    """A model to look at."""

    list_per_page = 50
    show_full_result_count = False


class RecipientRows(ReadOnly, admin.TabularInline[Recipient, Letter]):
    """A letter's recipients."""

    model = Recipient


class SignatoryRows(ReadOnly, admin.TabularInline[Signatory, Letter]):
    """A letter's signatories."""

    model = Signatory
    raw_id_fields = ["member"]


class ResponseStateRows(ReadOnly, admin.TabularInline[ResponseState, LetterRequest]):
    """A request's response states."""

    model = ResponseState
    fk_name = "letter_request"


class EffectRows(ReadOnly, admin.TabularInline[Effect, Action]):
    """What an action says."""

    model = Effect


@admin.register(Letter)
class LetterAdmin(ReadOnlyAdmin):
    """Letters."""

    list_display = ["title", "office", "visibility", "letter_date"]
    list_filter = ["visibility", "office"]
    search_fields = ["title", "public_id"]
    inlines = [RecipientRows, SignatoryRows]


@admin.register(LetterRequest)
class LetterRequestAdmin(ReadOnlyAdmin):
    """Requests."""

    list_display = ["letter", "number", "kind", "outcome_state", "due_on", "next_check_on"]
    list_select_related = ["letter"]
    list_filter = ["kind", "outcome_state"]
    inlines = [ResponseStateRows]


@admin.register(Action)
class ActionAdmin(ReadOnlyAdmin):
    """The ledger."""

    list_display = ["kind", "office", "occurred_on", "recorded_at", "recorded_by"]
    list_select_related = ["office", "recorded_by"]
    list_filter = ["kind", "office"]
    inlines = [EffectRows]
    formfield_overrides = {URLField: {"assume_scheme": "https"}}


@admin.register(Digest)
class DigestAdmin(ReadOnlyAdmin):
    """Reminder mails."""

    list_display = ["day", "user", "office", "sent_at", "attempts", "last_error", "suppressed_because"]
    list_select_related = ["user", "office"]


@admin.register(Reminder, Delivery)
class ReminderAdmin(ReadOnlyAdmin):
    """Reminders and to whom they go."""


class MembershipRows(admin.TabularInline[OfficeMembership, Office]):
    """An office's people."""

    model = OfficeMembership
    extra = 1
    autocomplete_fields = ["user"]


@admin.register(Office)
class OfficeAdmin(admin.ModelAdmin[Office]):
    """Offices and their people."""

    list_display = ["name", "slug", "time_zone"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [MembershipRows]

    def has_delete_permission(self, request: HttpRequest, obj: Office | None = None) -> bool:
        """An office is closed with its letters, not deleted beside them."""
        return False


@admin.register(User)
class PersonAdmin(UserAdmin[User]):
    """People."""

    ordering = ["email"]
    list_display = ["email", "first_name", "last_name", "is_active", "is_staff"]
    search_fields = ["email", "first_name", "last_name"]
    fieldsets = (
        (None, {"fields": ("email", "password")}),
        ("Person", {"fields": ("first_name", "last_name")}),
        ("Rights", {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "password1", "password2")}),)


class TermRows(admin.TabularInline[MemberTerm, Member]):
    """A member's terms."""

    model = MemberTerm
    extra = 0


@admin.register(Member)
class MemberAdmin(admin.ModelAdmin[Member]):
    """Members of Congress."""

    list_display = ["official_name", "bioguide_id"]
    search_fields = ["last_name", "bioguide_id"]
    inlines = [TermRows]


@admin.register(Agency)
class AgencyAdmin(admin.ModelAdmin[Agency]):
    """Agencies."""

    list_display = ["name", "abbreviation"]
    search_fields = ["name", "abbreviation"]
