"""shop.toml: its schema, presets and the lines that findings name."""
