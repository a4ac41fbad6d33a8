"""The invented example cities: what is decided about them, and how the rest is drawn."""
