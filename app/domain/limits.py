"""All bounds of the domain on user input; docs/limits.md lists them."""

MAX_DIMENSIONS = 256
MAX_OPTIONS = 1_000
MAX_CONDITIONS = 256
MAX_FORBIDDEN = 256
MAX_NAME_LENGTH = 64
MAX_LABEL_LENGTH = 200
MAX_ABS_NUMBER = 1e15
"""Options and bounds of dimensions up to here are exact in a double."""
MAX_COUNTING_BRANCHES = 100_000
"""The most edges of the decision diagram that counts a space. It bounds how entangled the constraints may be."""
MAX_JSON_DEPTH = 64
"""The deepest nesting of a request body; what the API accepts is at most 6 levels deep."""
MAX_PROBLEMS = 32
"""The most invalid fields that one error names."""

MAX_POOL_SIZE = 1_024
MAX_HISTORY = 1_000
MAX_TRIALS = 100_000
MAX_PARALLEL = 1_000
MAX_WARMUP = 10_000
MAX_CALLBACK_S = 120
"""The most seconds of one callback. An evaluator that needs longer responds 202 and reports later."""
MAX_ABS_SCORE = 1e100
"""Larger scores are refused, because their squares would overflow a double in the rankers."""

MAX_WEBHOOKS = 10
"""The most endpoints of a project."""
MAX_LIVE_SECRETS = 5
"""The most valid secrets of an endpoint or of a job with callbacks. Each message is signed with all of them."""
MAX_MESSAGE_BYTES = 20_000
"""The most bytes in the body of a webhook message, as Standard Webhooks advises. Longer parts are left out or cut."""

MAX_KEY_LIFETIME_S = 3_650 * 86_400
MAX_KEY_OVERLAP_S = 30 * 86_400
"""The most seconds that a rotated key stays valid beside its successor."""
