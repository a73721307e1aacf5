"""Backups, restores, and what an organisation takes away: one signed format, and the verification of it and of a live register.

``container``, ``writing``, ``reading`` and ``checking`` know no Django: an archive is verified anywhere, with
``python -m mainline.archive FILE`` and nothing but the file.
"""
