"""Pages of the register: parse → one query or action → template."""
