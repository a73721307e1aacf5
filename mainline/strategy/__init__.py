"""Strategy: the programme, indicators that open to their records, the sense of gain."""
