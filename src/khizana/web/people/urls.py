"""Addresses of people and rights."""

from django.urls import path

from khizana.web.people import accounts, houses, rights, views

urlpatterns = [
    path("people/", views.people, name="people"),
    path("people/new/", views.person_new, name="person_new"),
    path("people/<uuid:pk>/", views.person, name="person"),
    path("people/<uuid:pk>/edit/", views.person_edit, name="person_edit"),
    path("people/<uuid:pk>/appoint/", rights.appoint, name="person_appoint"),
    path(
        "people/<uuid:pk>/appointments/<uuid:row>/end/",
        rights.end_appointment,
        name="appointment_end",
    ),
    path("people/<uuid:pk>/clear/", rights.clear, name="person_clear"),
    path(
        "people/<uuid:pk>/clearances/<uuid:row>/withdraw/",
        rights.withdraw,
        name="clearance_withdraw",
    ),
    path("people/<uuid:pk>/join/", rights.join_group, name="person_join"),
    path("people/<uuid:pk>/groups/<uuid:row>/end/", rights.leave_group, name="membership_end"),
    path("people/<uuid:pk>/account/<slug:step>/", accounts.account_step, name="account_step"),
    path("offices/", houses.offices, name="offices"),
    path("offices/<uuid:pk>/close/", houses.close_office, name="office_close"),
    path("groups/", houses.groups, name="groups"),
    path("groups/<uuid:pk>/", houses.group, name="group"),
    path("roles/", houses.roles, name="roles"),
]
