"""What an organisation's own lists and an office say otherwise of a right, and what people decided of it."""
