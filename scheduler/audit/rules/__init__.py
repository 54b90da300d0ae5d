"""Every hard rule by its text, checked on the rows of a roster."""
