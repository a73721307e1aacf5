"""Needs of enterprises and offers of holders, and how they find each other."""
