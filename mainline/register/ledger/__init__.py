"""The ledger 账本: every payment as a balanced double entry in minor units. Nothing is edited; what was wrong is reversed."""
