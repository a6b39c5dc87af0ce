"""The command line: the commands, their arguments, and which flags go to the Beam runner. Imports nothing heavy."""
