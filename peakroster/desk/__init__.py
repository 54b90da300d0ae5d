"""What the manager does at the desk, without a screen: adjust the forecast, change the roster, play what-if."""
