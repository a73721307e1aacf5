"""The stock of rights of universities and institutes 存量专利: graded by their holders and by firms, sorted into tiers."""
