"""How fast the desk answers: its functions by themselves, and its pages in a browser."""
