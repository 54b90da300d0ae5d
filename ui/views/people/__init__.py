"""The people page: tables that are edited, a page for each person, and what they ask for."""
