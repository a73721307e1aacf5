"""Screens that show several parts at once: the first page, My day, the page of one right, and their frame."""
