"""Pages of accounts: logging in, one's own account, members of an organisation, invitations."""
