"""The one component of our own: grid and Gantt of the roster page, in TypeScript, and its Python side."""
