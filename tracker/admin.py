"""The admin: managers keep their office and its people here, and look at its letters, ledger and reminders.

A site administrator also keeps members of Congress, agencies and accounts. The ledger and what is projected from it
are read-only for all.
"""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.db.models import Model, QuerySet, URLField
from django.http import HttpRequest
from django.utils import timezone

from actions.due_dates import replan
from actions.models import Action, Delivery, Digest, Effect, Reminder
from letters.models import Letter, LetterRequest, Recipient, ResponseState, Signatory
from letters.people import Agency, Member, MemberTerm
from offices.audit import note
from offices.audit_entries import AuditEntry, Deed, Matter, Via
from offices.models import ApiKey, Office, OfficeMembership, User
from offices.policy import offices_where, signed_in

RESULTS = ("sent_at", "failed_at", "attempts", "last_error", "suppressed_because")


class OfficeScoped:
    """Shows rows of the offices that the person manages and changes none; a site administrator sees all."""

    office = "office"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """The rows that the person may look at."""
        rows: QuerySet[Any] = super().get_queryset(request)  # type: ignore[misc]  # of the admin class beside it
        if signed_in(request.user).is_superuser:
            return rows
        managed = offices_where(request.user, "manage the office")
        return rows.filter(**{f"{self.office}__in": managed}).distinct()

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whoever the admin lets in finds the model listed."""
        return True

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Rows are chosen by the queryset."""
        return True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Rows come from the verbs only."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Rows change by the verbs only."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is deleted here."""
        return False


class ReadOnlyAdmin(OfficeScoped, admin.ModelAdmin[Model]):
    """A model to look at."""

    list_per_page = 50
    show_full_result_count = False


class ReadOnlyRows(OfficeScoped):
    """Rows beside the row that they belong to: who may look at that one may look at these."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """All rows; the admin narrows them to the one that they belong to."""
        return admin.TabularInline.get_queryset(self, request)  # type: ignore[arg-type]


class RecipientRows(ReadOnlyRows, admin.TabularInline[Recipient, Letter]):
    """A letter's recipients."""

    model = Recipient
    raw_id_fields = ["member"]


class SignatoryRows(ReadOnlyRows, admin.TabularInline[Signatory, Letter]):
    """A letter's signatories."""

    model = Signatory
    raw_id_fields = ["member"]


class ResponseStateRows(ReadOnlyRows, admin.TabularInline[ResponseState, LetterRequest]):
    """A request's response states."""

    model = ResponseState
    fk_name = "letter_request"


class EffectRows(ReadOnlyRows, admin.TabularInline[Effect, Action]):
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

    office = "letter__office"

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
    """Reminder mails; those given up can be listed, and tried again."""

    list_display = ["day", "user", "office", *RESULTS]
    list_select_related = ["user", "office"]
    list_filter = [("failed_at", admin.EmptyFieldListFilter)]
    actions = ["try_again"]

    @admin.action(description="Try failed mails again")
    def try_again(self, request: HttpRequest, chosen: QuerySet[Digest]) -> None:
        """Puts the chosen ones that were given up back among those that wait."""
        count = Digest.objects.filter(pk__in=chosen.values("pk")).try_again(now=timezone.now())
        self.message_user(request, f"{count} mails will be tried again.")


@admin.register(Reminder)
class ReminderAdmin(ReadOnlyAdmin):
    """Reminders."""

    office = "letter_request__letter__office"


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    """To whom reminders go."""

    office = "reminder__letter_request__letter__office"


@admin.register(ApiKey)
class ApiKeyAdmin(ReadOnlyAdmin):
    """Keys; the desk is where they are made and revoked."""

    office = "membership__office"
    list_display = ["name", "prefix", "membership", "scope", "last_used_at", "expires_at", "revoked_at"]
    list_select_related = ["membership__user", "membership__office"]
    exclude = ["sha256"]


@admin.register(AuditEntry)
class AuditAdmin(ReadOnlyAdmin):
    """Who saw and changed what."""

    list_display = ["at", "office", "person", "deed", "thing", "public_id", "detail", "via", "key"]
    list_select_related = ["office", "person"]
    list_filter = ["deed", "thing", "via", "office"]
    search_fields = ["=public_id", "=person__email"]


class MembershipRows(admin.TabularInline[OfficeMembership, Office]):
    """An office's people: its managers change roles and remove people, a site administrator also adds them."""

    model = OfficeMembership
    extra = 0
    raw_id_fields = ["user"]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who may see the office."""
        return True

    has_change_permission = has_delete_permission = has_view_permission

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """A manager does not put one person in the place of another."""
        return [] if signed_in(request.user).is_superuser else ["user"]


@admin.register(Office)
class OfficeAdmin(OfficeScoped, admin.ModelAdmin[Office]):
    """Offices and their people: managers keep their own."""

    office = "pk"
    list_display = ["name", "slug", "time_zone"]
    exclude = ["escalate_to"]  # its list would name people of other offices; the desk lists the office's own
    inlines = [MembershipRows]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A site administrator opens offices."""
        return signed_in(request.user).is_superuser

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Those whom the queryset shows it to."""
        return True

    def save_model(self, request: HttpRequest, obj: Office, form: Any, change: Any) -> None:
        """The audit hears which fields changed."""
        super().save_model(request, obj, form, change)
        if form.changed_data:
            self.note(request, Deed.CHANGED, Matter.POLICY, "", obj, ", ".join(form.changed_data))

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: Any) -> None:
        """The audit hears of roles that were given, changed and taken."""
        super().save_formset(request, form, formset, change)
        told = [(Deed.ADDED, row) for row in formset.new_objects]
        told += [(Deed.CHANGED, row) for row, _ in formset.changed_objects]
        told += [(Deed.REMOVED, row) for row in formset.deleted_objects]
        for deed, row in told:
            detail = row.user.email if deed == Deed.REMOVED else f"{row.user.email}: {row.role}"
            self.note(request, deed, Matter.PERSON, str(row.user_id), form.instance, detail)
            row.user.end_sessions()

    def note(
        self, request: HttpRequest, deed: Deed, thing: Matter, public_id: str, office: Office, detail: str
    ) -> None:
        """Tells the audit."""
        by = signed_in(request.user)
        by.via = Via.ADMIN
        note(deed, thing, public_id, office=office.pk, by=by, now=timezone.now(), detail=detail)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        """Another policy or clock moves the days to check."""
        super().save_related(request, form, formsets, change)
        replan(form.instance, now=timezone.now())


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

    actions = ["sign_out_everywhere"]

    @admin.action(description="Sign out everywhere")
    def sign_out_everywhere(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        """Ends all sessions of the chosen people."""
        for user in chosen:
            user.end_sessions()
        self.message_user(request, f"{len(chosen)} people are signed out everywhere.")

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: Any) -> None:
        """A site administrator knows whose address it is; whose account is closed, or opened again, signs in anew."""
        super().save_model(request, obj, form, change)
        obj.vouch_for_address()
        if "is_active" in form.changed_data:
            obj.end_sessions()


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
