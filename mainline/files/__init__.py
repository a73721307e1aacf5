"""Files that people bring: what they are, their text, pictures of their pages, and where they are kept. No Django.

Nothing here trusts a file. :mod:`mainline.files.apart` looks at one in a process of its own, with little memory and
time and without this program's secrets; all that parses a stranger's bytes is called from there.
"""
