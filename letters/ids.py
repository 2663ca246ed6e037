"""Ids for addresses."""

import secrets


def new_public_id() -> str:
    """An id for addresses: stable, and silent about how many there are (60 random bits)."""
    return "".join(secrets.choice("abcdefghjkmnpqrstuvwxyz23456789") for _ in range(12))
