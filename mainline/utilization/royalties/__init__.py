"""Royalties 许可费: what the licensee reports, checked against the clauses; what is invoiced, received and matched."""
