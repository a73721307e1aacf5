"""Reminders: who is told of which date when, by which way, and whom it goes on to where nobody acts."""
