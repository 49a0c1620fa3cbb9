"""The table: dossiers, what packages are worth, which of them both sides can sign."""
