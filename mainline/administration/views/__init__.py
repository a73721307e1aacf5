"""Pages of the administration: parse → one query or action → template."""
