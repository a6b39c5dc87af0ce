"""The top IPTC Media Topics: what publishers call them, and the words that tell them."""
