"""The vocabulary of the house: words in two languages, places, rules, findings. Standard library only."""
