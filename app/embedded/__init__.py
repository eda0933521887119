"""The whole stack on one machine, without containers: Postgres and Valkey from wheels, the API and the workers."""
