"""Mainline: the open full-chain intellectual-property platform for a region."""

VERSION = "0.1.0"
