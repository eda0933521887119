"""Groups of commands of `lmsearcher-server`."""
