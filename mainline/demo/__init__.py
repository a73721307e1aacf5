"""The demonstration province: fictional bodies, people, rights and threads, generated from a seed.

Nothing here reads the clock, the database or the network. ``generate.generate(region, seed, today)``
gives the same province for the same arguments; another region gives the same kind of province.
"""
