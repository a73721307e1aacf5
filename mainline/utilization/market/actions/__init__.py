"""What people do with needs, offers and matches."""
