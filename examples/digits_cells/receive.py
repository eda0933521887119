"""An evaluator for callbacks: it trains the trials that the server sends.

CALLBACK_SECRET=whsec_... uvicorn examples.digits_cells.receive:receiver --port 9000

CALLBACK_SECRET is the secret in the job's `evaluation`; `lmsearcher.new_signing_secret()` makes one.
"""

import os

import torch
from lmsearcher import Receiver

from examples.digits_cells.training import evaluate_cell

torch.set_num_threads(1)
receiver = Receiver(os.environ["CALLBACK_SECRET"])
receiver.evaluate(evaluate_cell)
