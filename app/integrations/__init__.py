"""The ways out of the service to other systems. Nothing leaves it yet: evaluators pull."""
