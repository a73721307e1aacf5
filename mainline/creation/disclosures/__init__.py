"""Invention disclosures: written by inventors, sealed when handed in, assessed and decided on by their employer, filed."""
