"""Trade wars: tariffs that governments would choose."""
