"""What publishers say of text and data mining, AI and search: each standard read by its own rules, and what follows."""
