"""What the audit is told, and the tables of a plan as it reads them."""
