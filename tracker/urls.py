"""Every address of the tracker."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

from tracker import errors, health

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # one way in: the page

urlpatterns = [
    path("api/v1/", include("tracker.api.urls")),  # first, since it is asked most
    path("", include("tracker.public.urls")),
    path("desk/", include("tracker.desk.urls")),
    path("", include("tracker.accounts.urls")),
    # Its form stands on pages that are kept, the same for everybody; who sends it from elsewhere changes a language.
    path("language/", csrf_exempt(set_language), name="set-language"),
    path("admin/", admin.site.urls),
    path("health/live", health.live, name="live"),
    path("health/ready", health.ready, name="ready"),
    path("health/metrics", health.metrics, name="metrics"),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler429 = errors.too_many
handler500 = errors.server_error
