"""Files that people bring: what they are, their text, pictures of their pages, and where they are kept. No Django."""
