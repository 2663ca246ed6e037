"""The addresses of the API's first version."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import SimpleRouter

from tracker.api import views
from tracker.api.changes import ChangesEndpoint
from tracker.api.docs import docs
from tracker.api.progress import ProgressEndpoint

router = SimpleRouter()
router.register("letters", views.LetterEndpoints, basename="letter")
router.register("requests", views.LetterRequestEndpoints, basename="request")
router.register("actions", views.ActionEndpoints, basename="action")
router.register("members", views.MemberEndpoints, basename="member")
router.register("agencies", views.AgencyEndpoints, basename="agency")

app_name = "api"
urlpatterns = [
    path("", include(router.urls)),
    path("progress/", ProgressEndpoint.as_view(), name="progress"),
    path("changes/", ChangesEndpoint.as_view(), name="changes"),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", docs, name="docs"),
]
