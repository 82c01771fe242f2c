"""The pages and the health checks."""

from django.urls import URLPattern, path

from pages import installed, me, views

urlpatterns: list[URLPattern] = [
    path("", views.home, name="home"),
    path("new", views.new_game, name="new_game"),
    path("practice/", views.practice, name="practice"),
    path("local/", views.local, name="local"),
    path("couch/", views.couch, name="couch"),
    path("join", views.join, name="join"),
    path("offline/", installed.offline, name="offline"),
    path("sw.js", installed.worker, name="worker"),
    path("manifest.webmanifest", installed.manifest, name="manifest"),
    path("card.png", installed.card, name="card"),
    path("room/<str:code>/", views.room, name="room"),
    path("room/<str:code>/watch/", views.watch, name="watch"),
    path("me/", me.me, name="me"),
    path("me/name", me.rename, name="rename"),
    path("me/forget", me.forget, name="forget"),
    path("api/me/matches", me.own_matches, name="own_matches"),
]
