"""What an agency asks for its work: prices, bills made of what was done, their settling line by line, and how it is rated."""
