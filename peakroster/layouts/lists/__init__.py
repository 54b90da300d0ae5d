"""Lists with a header above each column: people, leave, shifts, promotions, figures of people."""
