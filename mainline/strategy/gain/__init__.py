"""The sense of gain of holders and inventors, as its parts: money, rights, time, use, and how they feel served."""
