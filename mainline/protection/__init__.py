"""Protection 保护: watches, evidence, cases."""
