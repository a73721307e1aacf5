"""Pages for those who run the platform: accounts, organisations, roles, jobs, health, and the record of who did what."""
