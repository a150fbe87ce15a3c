"""The names of fields of people, rights and authorities, as the ledger's pages call them."""

FIELD_WORDS = {
    "username": "people.username",
    "name": "people.name",
    "language": "people.language",
    "email": "people.email",
    "role": "people.role",
    "level": "people.level",
    "caveats": "people.caveats",
    "party": "people.party",
    "group": "people.group",
    "code": "people.group.code",
    "valid_from": "people.from",
    "valid_to": "people.to",
    "withdrawn_at": "state.clearance.withdrawn",
    "is_active": "state.person.active",
    "kind": "authority.kind",
    "variants": "authority.variants",
    "identifier": "authority.identifier",
    "history": "authority.history",
    "dates": "authority.dates",
    "merged_into": "authority.merge.into",
}
