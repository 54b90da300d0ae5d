"""What can be asked: rosters, sessions, calendars, publishing, health. One module each."""
