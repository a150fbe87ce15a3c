"""People and rights: accounts, appointments, clearances, groups and offices."""
