"""Every page: its name, its address in the house, and who opens it.

Add a line here for each new page: the tests open it in Arabic and French with axe.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Page:
    """A page to open. ``path`` may name things of the house: ``/records/{item}/``."""

    name: str
    path: str
    who: str = "hafida"
    status: int = 200

    def address(self, house) -> str:
        """Return the path with the ids of the house filled in."""
        return self.path.format(**house.ids)


PAGES = (
    Page("login", "/account/login/", ""),
    Page("home", "/"),
    Page("home-reader", "/", "amina"),
    Page("account", "/me/"),
    Page("password", "/account/password/change/"),
    Page("second-factor", "/account/2fa/"),
    Page("sessions", "/account/sessions/"),
    Page("logout", "/account/logout/"),
    Page("people", "/people/"),
    Page("people-none", "/people/?q=zzzz"),
    Page("person", "/people/{hafida}/", "salma"),
    Page("person-admin", "/people/{hafida}/", "omar"),
    Page("person-new", "/people/new/", "omar"),
    Page("person-edit", "/people/{idriss}/edit/", "omar"),
    Page("person-appoint", "/people/{idriss}/appoint/", "omar"),
    Page("person-clear", "/people/{amina}/clear/", "salma"),
    Page("person-join", "/people/{amina}/join/", "salma"),
    Page("person-disable", "/people/{amina}/account/disable/", "omar"),
    Page("offices", "/offices/", "omar"),
    Page("groups", "/groups/", "salma"),
    Page("group", "/groups/{group}/", "salma"),
    Page("roles", "/roles/"),
    Page("authorities", "/authorities/"),
    Page("authorities-none", "/authorities/?q=zzzz"),
    Page("authority", "/authorities/{authority_person}/"),
    Page("authority-new", "/authorities/new/"),
    Page("authority-edit", "/authorities/{authority_person}/edit/"),
    Page("authority-merge", "/authorities/{authority_person}/merge/"),
    Page("archive", "/archive/"),
    Page("archive-reader", "/archive/", "amina"),
    Page("archive-open", "/archive/?open={fonds}"),
    Page("archive-table", "/archive/table/"),
    Page("record-fonds", "/records/{fonds}/"),
    Page("record", "/records/{series}/"),
    Page("record-unit", "/records/{unit}/"),
    Page("record-children", "/records/{series}/children/"),
    Page("record-history", "/records/{series}/history/", "hafida"),
    Page("record-new", "/records/new/?parent={series}"),
    Page("record-edit", "/records/{series}/edit/"),
    Page("record-move", "/records/{item}/move/"),
    Page("record-label", "/records/{series}/label/"),
    Page("record-authorities", "/records/{series}/authorities/"),
    Page("record-withdraw", "/records/{item}/withdraw/"),
    Page("accessions", "/accessions/"),
    Page("accessions-none", "/accessions/?q=zzzz"),
    Page("accession", "/accessions/{accession}/"),
    Page("accession-new", "/accessions/new/"),
    Page("accession-edit", "/accessions/{accession}/edit/"),
    Page("receive", "/receive/"),
    Page("submissions", "/submissions/"),
    Page("submission", "/submissions/{box}/"),
    Page("object", "/objects/{object}/"),
    Page("fixity", "/fixity/"),
    Page("desk", "/pages/{page}/"),
    Page("desk-find", "/pages/{page}/?q=محضر"),
    Page("desk-text", "/pages/{text_page}/"),
    Page("desk-correct", "/pages/{text_page}/correct/"),
    Page("passage", "/passages/{passage}/"),
    Page("search-empty", "/search/"),
    Page("search", "/search/?q=محضر"),
    Page("search-code", "/search/?q=EX-3/12"),
    Page("search-none", "/search/?q=zzzzqqq"),
    Page("policy", "/policy/"),
    Page("ledger", "/ledger/", "karim"),
    Page("ledger-line", "/ledger/3/", "karim"),
    Page("checkpoints", "/ledger/checkpoints/", "karim"),
    Page("status", "/status/", "omar"),
    Page("not-found", "/nothing-here/", status=404),
    Page("forbidden", "/people/new/", "hafida", status=403),
)
