"""Where the pages of ``residents`` live, below /desk/residents/."""

from __future__ import annotations

from django.urls import path

from yike.core.residents.views import exchanging, keeping, looking, matching, trusting

app_name = "residents"
urlpatterns = [
    path("", looking.index, name="index"),
    path("purposes/", looking.register_of_purposes, name="purposes"),
    path("dwellings/new/", keeping.new_dwelling, name="new_dwelling"),
    path("dwellings/<int:pk>/", looking.dwelling, name="dwelling"),
    path("dwellings/<int:pk>/edit/", keeping.edit_dwelling, name="edit_dwelling"),
    path("dwellings/<int:pk>/household/", keeping.new_household, name="new_household"),
    path("households/<int:pk>/", looking.household, name="household"),
    path("households/<int:pk>/edit/", keeping.edit_household, name="edit_household"),
    path("households/<int:pk>/move/", keeping.move_household, name="move_household"),
    path("households/<int:pk>/person/", keeping.new_person, name="new_person"),
    path("persons/<int:pk>/", looking.person, name="person"),
    path("persons/<int:pk>/edit/", keeping.edit_person, name="edit_person"),
    path("persons/<int:pk>/move/", keeping.move_person, name="move_person"),
    path("persons/<int:pk>/wish/", keeping.wish, name="wish"),
    path("persons/<int:pk>/helper/", keeping.new_helper, name="new_helper"),
    path("persons/<int:pk>/consent/", trusting.new_consent, name="new_consent"),
    path("persons/<int:pk>/take-out/", trusting.take_out, name="take_out"),
    path("persons/<int:pk>/erase/", trusting.erase, name="erase"),
    path("persons/<int:pk>/read/<slug:field>/", trusting.reveal, name="reveal"),
    path("persons/<int:pk>/<slug:verb>/", keeping.step, name="step"),
    path("helpers/<int:pk>/read/", trusting.reveal_helper, name="reveal_helper"),
    path("helpers/<int:pk>/remove/", keeping.remove_helper, name="remove_helper"),
    path("consents/<int:pk>/withdraw/", trusting.withdraw, name="withdraw"),
    path("duplicates/", matching.duplicates, name="duplicates"),
    path("compare/<int:one>/<int:other>/", matching.compare, name="compare"),
    path("merge/<int:kept>/<int:gone>/", matching.merge, name="merge"),
    path("different/<int:one>/<int:other>/", matching.dismiss, name="dismiss"),
    path("merges/<int:pk>/undo/", matching.unmerge, name="unmerge"),
    path("import/", exchanging.choose, name="choose"),
    path("import/<int:pk>/", exchanging.take_in, name="import"),
    path("import/<int:pk>/confirm/", exchanging.confirm, name="confirm"),
    path("export/<int:pk>/", exchanging.give_out, name="export"),
]
