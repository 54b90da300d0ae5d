"""Who may ask: users with roles, tokens with scopes, calendar links. No secret of theirs can be read back."""
