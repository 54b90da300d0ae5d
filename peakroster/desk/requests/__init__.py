"""Requests of agents: asked for, listed with what they do to the roster, approved, refused, withdrawn.

``content`` says what can be asked for, ``asking`` keeps it in the store, ``effects`` says what approving
would do to the roster, ``deciding`` approves and refuses, ``words`` says all of it.
"""
