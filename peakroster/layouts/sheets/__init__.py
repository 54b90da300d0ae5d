"""Reads a file into sheets of text: .xlsx, .xls, and text in the encodings and with the separators in use."""
