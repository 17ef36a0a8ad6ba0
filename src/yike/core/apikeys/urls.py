"""Where the pages of API keys live, below /desk/api-keys/."""

from __future__ import annotations

from django.urls import path

from yike.core.apikeys import views

app_name = "apikeys"
urlpatterns = [
    path("", views.keys, name="keys"),
    path("new/", views.issue, name="issue"),
    path("<int:pk>/", views.key, name="key"),
    path("<int:pk>/revoke/", views.revoke, name="revoke"),
]
