"""Every bound on user input of the domain, in one place; docs/limits.md lists them."""

MAX_DIMENSIONS = 256
MAX_OPTIONS = 1_000
MAX_CONDITIONS = 256
MAX_FORBIDDEN = 256
MAX_NAME_LENGTH = 64
MAX_LABEL_LENGTH = 200
MAX_ABS_NUMBER = 1e15
"""Options and bounds of dimensions stay exact in a double."""
MAX_COUNTING_BRANCHES = 100_000
"""Edges of the decision diagram that counts a space: how entangled conditions and forbidden combinations may be."""
MAX_JSON_DEPTH = 64
"""Of a request body; what the API takes is at most 6 levels deep."""
MAX_PROBLEMS = 32
"""Fields named by one refusal."""

MAX_POOL_SIZE = 1_024
MAX_HISTORY = 1_000
MAX_TRIALS = 100_000
MAX_PARALLEL = 1_000
MAX_WARMUP = 10_000
MAX_CALL_S = 120
"""The longest time of one callback; an evaluator that needs longer responds 202 and reports later."""
MAX_ABS_SCORE = 1e100
"""Scores beyond it are refused: their squares would overflow a double in the rankers."""

MAX_WEBHOOKS = 10
"""Endpoints of a project."""
MAX_LIVE_SECRETS = 5
"""Of an endpoint, and of a job whose evaluator is called: a message is signed with each."""
MAX_MESSAGE_BYTES = 20_000
"""Of a webhook message's body, as Standard Webhooks advises; what could be longer is left out or cut."""

MAX_KEY_LIFETIME_S = 3_650 * 86_400
MAX_KEY_OVERLAP_S = 30 * 86_400
"""That a rotated key stays good beside its successor."""
