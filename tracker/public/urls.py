"""The addresses of the public pages."""

from django.urls import path

from tracker.public import agencies, front, members, requests, topics, views
from tracker.public.kept_pages import kept

app_name = "public"
urlpatterns = [
    path("", kept(front.front), name="front"),
    path("letters/", kept(views.letters), name="letters"),
    path("letters/<slug:id>/", kept(views.letter), name="letter"),
    path("requests/", kept(requests.letter_requests), name="requests"),
    path("requests/<slug:id>/", kept(requests.letter_request), name="request"),
    path("agencies/", kept(agencies.agencies), name="agencies"),
    path("agencies/<slug:slug>/", kept(agencies.agency), name="agency"),
    path("topics/", kept(topics.topics), name="topics"),
    path("members/", kept(members.members), name="members"),
    path("members/<slug:bioguide_id>/", kept(members.member), name="member"),
    path("problems/<slug:name>/", kept(views.problem), name="problem"),
    path("how-this-is-counted/", kept(views.how), name="how"),
]
