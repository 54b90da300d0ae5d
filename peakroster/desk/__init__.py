"""What the manager does at the desk, without a screen: adjust the forecast, edit the roster, play what-if."""
