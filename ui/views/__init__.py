"""What the manager sees: a module or a folder for each page of the desk."""
