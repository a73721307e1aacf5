"""Pledge financing: packs of rights, banks that are invited to read them, offers, signatures, registration and release."""
