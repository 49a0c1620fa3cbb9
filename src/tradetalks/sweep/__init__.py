"""Sweeps: many scenarios under many parameter draws, declared in a file, resumable, the same whatever the workers."""
