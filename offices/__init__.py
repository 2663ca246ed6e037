"""Who keeps letters here: offices, members of them, roles, policy."""
