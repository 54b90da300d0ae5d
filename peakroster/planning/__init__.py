"""What the domain needs and makes: forecast, staffing and roster, each in a room of its own."""
