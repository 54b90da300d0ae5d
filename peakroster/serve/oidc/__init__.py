"""Log-in by a company's own directory: OpenID Connect's code flow, with PKCE."""
