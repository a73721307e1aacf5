"""What is pure of the vault: the log's tree, the checklist, ASN.1, tokens, the demonstration's own authority."""
