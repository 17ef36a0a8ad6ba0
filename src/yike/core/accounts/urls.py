"""Where the pages of the entrance and of accounts live. Names of the first part are django-allauth's own."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from yike.core.accounts.views import entrance, own, portraits, roles, setup, units, users

ours = [
    path("setup/", setup.setup, name="setup"),
    path("logout/", own.logout, name="logout"),
    path("me/", own.me, name="me"),
    path("me/portrait/", portraits.own, name="portrait"),
    path("me/password/", own.password, name="password"),
    path("me/sessions/", own.sessions, name="sessions"),
    path("me/sessions/others/end/", own.end_others, name="end_others"),
    path("me/sessions/<int:pk>/end/", own.end_session, name="end_own_session"),
    path("me/deputy/", own.deputy, name="deputy"),
    path("me/deputies/<int:pk>/end/", own.end_deputy, name="end_deputy"),
    path("desk/accounts/", users.users, name="users"),
    path("desk/accounts/new/", users.open_account, name="open_account"),
    path("desk/accounts/<int:pk>/", users.user, name="user"),
    path("desk/accounts/<int:pk>/portrait/", portraits.picture, name="picture"),
    path("desk/accounts/<int:pk>/change/", users.change_account, name="change_account"),
    path("desk/accounts/<int:pk>/password/", users.reset_password, name="reset_password"),
    path("desk/accounts/<int:pk>/close/", users.close_account, name="close_account"),
    path("desk/accounts/<int:pk>/unlock/", users.unlock, name="unlock"),
    path("desk/accounts/<int:pk>/confirm/", users.confirm_entry, name="confirm_entry"),
    path("desk/accounts/<int:pk>/sessions/end/", users.end_sessions, name="end_sessions"),
    path("desk/accounts/<int:pk>/second/clear/", users.clear_second_factor, name="clear_second_factor"),
    path("desk/accounts/<int:pk>/leave/", users.leave, name="leave"),
    path("desk/accounts/<int:pk>/roles/give/", roles.give, name="give_role"),
    path("desk/accounts/<int:pk>/roles/propose/", roles.propose, name="propose_role"),
    path("desk/accounts/<int:pk>/deputy/", roles.deputy, name="set_deputy"),
    path("desk/accounts/roles/<int:pk>/end/", roles.end, name="end_role"),
    path("desk/accounts/proposals/", roles.proposals, name="proposals"),
    path("desk/accounts/proposals/<int:pk>/grant/", roles.grant, name="grant_proposal"),
    path("desk/accounts/proposals/<int:pk>/refuse/", roles.refuse, name="refuse_proposal"),
    path("desk/accounts/proposals/<int:pk>/withdraw/", roles.withdraw, name="withdraw_proposal"),
    path("desk/accounts/rights/", roles.matrix, name="matrix"),
    path("desk/units/", units.units, name="units"),
    path("desk/units/new/", units.new_unit, name="new_unit"),
    path("desk/units/<int:pk>/", units.unit, name="unit"),
    path("desk/units/<int:pk>/change/", units.change_unit, name="change_unit"),
    path("desk/units/<int:pk>/close/", units.close_unit, name="close_unit"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("login/", entrance.login, name="account_login"),
    path("login/code/", entrance.code, name="mfa_authenticate"),
    path("login/again/", entrance.again, name="account_reauthenticate"),
    path("login/with/<slug:provider_id>/", entrance.service, name="openid_connect_login"),
    path("login/with/<slug:provider_id>/back/", entrance.service_back, name="openid_connect_callback"),
    path("me/second/", own.second, name="mfa_index"),
    path("me/second/new/", entrance.set_up_second, name="mfa_activate_totp"),
    path("me/second/off/", entrance.take_off_second, name="mfa_deactivate_totp"),
    path("me/second/codes/", entrance.codes, name="mfa_view_recovery_codes"),
    path("me/second/codes/new/", entrance.new_codes, name="mfa_generate_recovery_codes"),
    path("", include((ours, "accounts"))),
]
