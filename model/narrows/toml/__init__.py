"""What people write in TOML: values with their places, and mistakes that can be acted on."""
