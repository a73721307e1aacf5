"""Every route × every role × own and other organisation, against a matrix that people read."""
