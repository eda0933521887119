"""The groups of commands of `lmsearcher-server`."""
