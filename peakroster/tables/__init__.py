"""Reading and writing tables: encodings, headers, cells, findings with row and remedy, atomic files."""
