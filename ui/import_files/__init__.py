"""Files dropped on the desk: what they are, what is open, what would change, imported, taken back."""
