"""The addresses of the public pages."""

from django.urls import path

from tracker.public import front, views

app_name = "public"
urlpatterns = [
    path("", front.front, name="front"),
    path("letters/", views.letters, name="letters"),
    path("letters/<slug:id>/", views.letter, name="letter"),
    path("requests/<slug:id>/", views.letter_request, name="request"),
    path("problems/<slug:name>/", views.problem, name="problem"),
    path("how-this-is-counted/", views.how, name="how"),
]
