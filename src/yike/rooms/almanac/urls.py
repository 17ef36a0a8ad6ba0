"""Where the pages of the almanac live, below /desk/almanac/."""

from __future__ import annotations

from django.urls import URLPattern, path

from yike.rooms.almanac.views import groups
from yike.rooms.almanac.views.activities import contests, door, helpers, moves, pages, parts, signups, venues
from yike.rooms.almanac.views.issues import chain, entries, numbers, outputs, steps
from yike.rooms.almanac.views.issues import pages as issues

app_name = "almanac"
urlpatterns: list[URLPattern] = [
    path("groups/", groups.groups, name="groups"),
    path("groups/<int:pk>/", groups.group, name="group"),
    path("groups/<int:pk>/change/", groups.change, name="change"),
    path("groups/<int:pk>/hand-over/", groups.hand_over, name="hand_over"),
    path("groups/<int:pk>/move/", groups.move, name="move"),
    path("activities/", pages.activities, name="activities"),
    path("activities/new/", pages.new, name="new_activity"),
    path("activities/<int:pk>/", pages.activity, name="activity"),
    path("activities/<int:pk>/change/", pages.edit, name="change_activity"),
    path("activities/<int:pk>/go/<slug:verb>/", moves.go, name="go_activity"),
    path("activities/<int:pk>/people/", signups.people, name="signups"),
    path("activities/<int:pk>/people/new/", signups.new, name="new_signup"),
    path("activities/<int:pk>/people/calls/", signups.calls, name="calls"),
    path("activities/<int:pk>/people/list/", signups.sheet, name="signup_sheet"),
    path("activities/<int:pk>/people/list/yes/", signups.sheet_yes, name="signup_sheet_yes"),
    path("activities/<int:pk>/people/<int:signup>/<slug:what>/", signups.do, name="do_signup"),
    path("door/ready.json", door.ready, name="door_ready"),
    path("door/worker.js", door.worker, name="door_worker"),
    path("door/<int:pk>/", door.door, name="door"),
    path("door/<int:pk>/list.json", door.listed, name="door_list"),
    path("door/<int:pk>/in/<int:signup>/", door.check_in, name="check_in"),
    path("door/<int:pk>/out/<int:signup>/", door.check_out, name="check_out"),
    path("door/<int:pk>/walk-in/", door.walk_in, name="walk_in"),
    path("door/<int:pk>/count/", door.count, name="count_heads"),
    path("door/<int:pk>/kept/", door.kept, name="door_kept"),
    path("activities/<int:pk>/helpers/", helpers.note, name="note_helper"),
    path("activities/<int:pk>/helpers/<int:helping>/drop/", helpers.drop, name="drop_helper"),
    path("activities/<int:pk>/contest/", contests.contest, name="contest"),
    path("activities/<int:pk>/contest/rules/", contests.set_rules, name="contest_rules"),
    path("activities/<int:pk>/contest/judge/", contests.judge, name="contest_judge"),
    path("activities/<int:pk>/contest/deduct/", contests.deduct, name="contest_deduct"),
    path("activities/<int:pk>/contest/publish/", contests.publish, name="contest_publish"),
    path("activities/<int:pk>/contest/reveal/", contests.reveal, name="contest_reveal"),
    path("activities/<int:pk>/contest/projector/", contests.projector, name="projector"),
    path("activities/<int:pk>/contest/enter/<slug:what>/", contests.enter, name="contest_enter"),
    path("activities/<int:pk>/contest/drop/<slug:what>/<int:one>/", contests.drop, name="contest_drop"),
    path("activities/<int:pk>/parts/", parts.parts, name="parts"),
    path("activities/<int:pk>/again/", parts.again, name="again"),
    path("venues/", venues.venues, name="venues"),
    path("venues/new/", venues.add, name="add_venue"),
    path("venues/<int:pk>/", venues.change, name="change_venue"),
    path("issues/", issues.issues, name="issues"),
    path("issues/new/", issues.begin, name="new_issue"),
    path("issues/<int:pk>/", issues.issue, name="issue"),
    path("issues/<int:pk>/gather/", steps.gather, name="gather"),
    path("issues/<int:pk>/go/<slug:verb>/", steps.go, name="go_issue"),
    path("issues/<int:pk>/new/", entries.add, name="add_entry"),
    path("issues/<int:pk>/entries/<int:entry>/", entries.change, name="change_entry"),
    path("issues/<int:pk>/entries/<int:entry>/drop/", entries.drop, name="drop_entry"),
    path("issues/<int:pk>/entries/<int:entry>/move/", entries.move, name="move_entry"),
    path("issues/<int:pk>/out/<slug:what>/", outputs.out, name="out"),
    path("issues/<int:pk>/chain/", chain.chain, name="chain"),
    path("relays/<int:pk>/", chain.relay, name="relay"),
    path("late/", chain.late, name="late"),
    path("mine/", chain.mine, name="mine"),
    path("questions/", chain.questions, name="questions"),
    path("questions/<int:pk>/", chain.question, name="question"),
    path("receipts/<int:pk>.jpg", chain.photo, name="receipt_photo"),
    path("groups/<int:pk>/link/", chain.link, name="link"),
    path("numbers/", numbers.numbers, name="numbers"),
]
