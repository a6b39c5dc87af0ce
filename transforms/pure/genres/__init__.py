"""What sort of article it is: an agency's copy, a list, an opinion, an advertisement, a press release."""
