"""Trains one cell on scikit-learn's digits (1,797 images of 8x8) and measures it: a few seconds on one CPU thread."""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from sklearn.datasets import load_digits
from torch import Tensor
from torch.nn import functional as F  # noqa: N812  its usual name

from examples.digits_cells.cells import DigitsNetwork

TRAIN, VALID = 900, 448
"""Numbers of images for training and validation. The other 449 are for the test."""
EPOCHS = 8
RUNS = 2
"""How often an architecture is trained, each time from another seed. The mean is less noisy than one training."""
BATCH = 64
LEARNING_RATE = 0.1


@dataclass(frozen=True, slots=True)
class Split:
    """Images, float32 [n, 1, 8, 8] from 0 to 1, and their labels, int64 [n]."""

    images: Tensor
    labels: Tensor


def load_splits() -> tuple[Split, Split, Split]:
    """Training, validation and test images; the same ones every time."""
    digits = load_digits()
    images = torch.tensor(digits.images / 16, dtype=torch.float32).unsqueeze(1)
    labels = torch.tensor(digits.target)
    order = torch.randperm(len(images), generator=torch.Generator().manual_seed(0))
    train, valid, test = order[:TRAIN], order[TRAIN : TRAIN + VALID], order[TRAIN + VALID :]
    return Split(images[train], labels[train]), Split(images[valid], labels[valid]), Split(images[test], labels[test])


def evaluate_cell(architecture: Mapping[str, str], *, epochs: int = EPOCHS, runs: int = RUNS) -> dict[str, float]:
    """Returns the mean accuracies of the runs, as fractions of images, and the number of weights (`params`)."""
    train, valid, test = load_splits()
    valid_acc = test_acc = 0.0
    for seed in range(runs):
        network = train_network(architecture, train, epochs=epochs, seed=seed)
        valid_acc += accuracy(network, valid) / runs
        test_acc += accuracy(network, test) / runs
    return {"valid_acc": valid_acc, "test_acc": test_acc, "params": sum(p.numel() for p in network.parameters())}


def train_network(architecture: Mapping[str, str], train: Split, *, epochs: int, seed: int) -> DigitsNetwork:
    """Stochastic gradient descent with momentum; the learning rate rises, then falls (one cycle)."""
    torch.manual_seed(seed)
    network = DigitsNetwork(architecture)
    optimizer = torch.optim.SGD(network.parameters(), LEARNING_RATE, momentum=0.9, weight_decay=5e-4, nesterov=True)
    batches = -(-len(train.labels) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, LEARNING_RATE, total_steps=epochs * batches)
    for _ in range(epochs):
        order = torch.randperm(len(train.labels))
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            optimizer.zero_grad()
            torch.autograd.backward(F.cross_entropy(network(train.images[batch]), train.labels[batch]))
            optimizer.step()
            schedule.step()
    return network


@torch.no_grad()
def accuracy(network: DigitsNetwork, split: Split) -> float:
    network.eval()
    hits = network(split.images).argmax(dim=1) == split.labels
    return float(hits.float().mean())
