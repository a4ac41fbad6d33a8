"""The door of the house: reads the command line, calls one command, says how it went."""
