"""The addresses of the public pages."""

from django.urls import path

from tracker.public import agencies, front, members, requests, topics, views

app_name = "public"
urlpatterns = [
    path("", front.front, name="front"),
    path("letters/", views.letters, name="letters"),
    path("letters/<slug:id>/", views.letter, name="letter"),
    path("requests/", requests.letter_requests, name="requests"),
    path("requests/<slug:id>/", requests.letter_request, name="request"),
    path("agencies/", agencies.agencies, name="agencies"),
    path("agencies/<slug:slug>/", agencies.agency, name="agency"),
    path("topics/", topics.topics, name="topics"),
    path("members/", members.members, name="members"),
    path("members/<slug:bioguide_id>/", members.member, name="member"),
    path("problems/<slug:name>/", views.problem, name="problem"),
    path("how-this-is-counted/", views.how, name="how"),
]
