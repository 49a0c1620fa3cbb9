"""What a person reads: tables, charts and the brief."""
