"""The addresses of the desk."""

from django.urls import path

from tracker.desk import account, answers, attention, calendars, inbox, intake, keys, letters, offices, team

app_name = "desk"
urlpatterns = [
    path("", attention.attention, name="attention"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/read/", inbox.read_all, name="read-all"),
    path("inbox/<int:key>/read/", inbox.read, name="read"),
    path("week/", team.boards, name="boards"),
    path("week/<slug:slug>/", team.board, name="board"),
    path("failed/", team.failed, name="failed"),
    path("failed/<int:key>/again/", team.again, name="try-again"),
    path("letters/new/", intake.new, name="new"),
    path("letters/<slug:id>/draft/", intake.draft, name="draft"),
    path("letters/<slug:id>/discard/", intake.throw_away, name="discard"),
    path("letters/<slug:id>/", letters.letter, name="letter"),
    path("letters/<slug:id>/visibility/", letters.visibility, name="visibility"),
    path("letters/<slug:id>/source/", letters.source, name="source"),
    path("requests/<slug:id>/", letters.letter_request, name="request"),
    path("requests/<slug:id>/checked/", letters.checked, name="checked"),
    path("requests/<slug:id>/snoozed/", letters.snoozed, name="snoozed"),
    path("requests/<slug:id>/policy/", letters.own_policy, name="own-policy"),
    path("actions/<slug:id>/take-back/", letters.taken_back, name="take-back"),
    path("actions/<slug:id>/evidence/", letters.evidence, name="evidence"),
    path("answer/<str:token>/", answers.answer, name="answer"),
    path("unsubscribe/<str:token>/", answers.unsubscribe, name="unsubscribe"),
    path("offices/<slug:slug>/", offices.office, name="office"),
    path("offices/<slug:slug>/quiet/", offices.quiet, name="quiet"),
    path("offices/<slug:slug>/quiet/<int:key>/remove/", offices.end_quiet, name="end-quiet"),
    path("offices/<slug:slug>/hand-over/", offices.hand_over, name="hand-over"),
    path("offices/<slug:slug>/keys/", keys.of_office, name="office-keys"),
    path("account/", account.account, name="account"),
    path("account/mails/<slug:slug>/", account.mails, name="mails"),
    path("account/calendars/", calendars.make, name="make-calendar"),
    path("account/calendars/<int:key>/revoke/", calendars.revoke, name="revoke-calendar"),
    path("calendar/<str:token>.ics", calendars.calendar, name="calendar"),
    path("account/keys/", keys.own, name="keys"),
    path("account/keys/<int:key>/rotate/", keys.rotate, name="rotate-key"),
    path("account/keys/<int:key>/revoke/", keys.revoke, name="revoke-key"),
]
