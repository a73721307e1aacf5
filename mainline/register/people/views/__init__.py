"""Pages of people: parse → one query or action → template."""
