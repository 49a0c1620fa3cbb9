"""The benchmark: who traded what with whom before anything changes."""
