"""Published rosters over HTTP: for scripts, attendance systems and phones, by person and by shop.

``app`` puts the application together, ``run`` listens; ``routes`` say what is asked and answered, ``rosters``
reads publications, ``accounts`` knows people, tokens and links, ``guard`` stands before it all. It knows no
screen, and writes nothing but accounts and what it is told to publish.
"""
