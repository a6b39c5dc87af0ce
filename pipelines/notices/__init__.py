"""Watch the ticks for states that last, and have notices of them delivered."""
