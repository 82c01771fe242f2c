"""Every URL of the HTTP side."""

from django.contrib import admin
from django.urls import include, path

from config.readiness import build_readiness
from config.runtime import this_process
from pages.asyncapi import asyncapi
from pages.health import healthz, metrics, readyz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz(build_readiness(this_process().draining, this_process().node.estate.heart)), name="readyz"),
    path("metrics", metrics(), name="metrics"),
    path("asyncapi.json", asyncapi, name="asyncapi"),
    path("admin/", admin.site.urls),
    path("", include("pages.urls")),
]
