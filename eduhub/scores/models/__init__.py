"""Models of value-added (增值): what a school adds to what pupils with the same prior results reach."""
