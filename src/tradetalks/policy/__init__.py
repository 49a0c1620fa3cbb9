"""What governments do: measures, and the shock they add up to on a world."""
