"""Who the people printed on rights are: what members said of printed names, and what follows from it."""
