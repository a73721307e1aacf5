"""Dates in a calendar: the month on a page, and a feed that people's own calendars fetch."""
