"""Prior art: what was known before a day, found, read, judged by a person, and reported."""
