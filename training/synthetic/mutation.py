import numpy as np

from training.synthetic.spaces import Points


def mutate(parents: Points, counts: Points, rng: np.random.Generator) -> Points:
    """Each parent with one option changed, sometimes two or three: [n, L]."""
    children = parents.copy()
    n = len(children)
    changes = 1 + (rng.random(n) < 0.3) + (rng.random(n) < 0.09)
    for step in range(3):
        rows = np.flatnonzero(changes > step)
        where = rng.integers(0, len(counts), len(rows))
        children[rows, where] = (children[rows, where] + rng.integers(1, counts[where])) % counts[where]
    return children


def unseen(drawn: Points, seen: Points) -> Points:
    """Row numbers of the points in `drawn` that are not in `seen`, first of equals only, ascending."""
    known = {row.tobytes() for row in np.ascontiguousarray(seen, dtype=np.int64)}
    new: list[int] = []
    for i, row in enumerate(np.ascontiguousarray(drawn, dtype=np.int64)):
        if (key := row.tobytes()) not in known:
            known.add(key)
            new.append(i)
    return np.array(new, dtype=np.int64)


PARENTS = 10
"""As in the service's pool: mutations start from this many best trials."""
