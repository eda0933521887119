"""An evaluator: leases trials of a job, trains them and reports. Start one per processor, on any machine.

python -m examples.digits_cells.evaluate --job JOB [--url URL] [--worker NAME]
"""

import argparse
import sys

import torch
from lmsearcher import Client

from examples.digits_cells.training import evaluate_cell


def main() -> None:
    parser = argparse.ArgumentParser(description="Trains the trials of a job until it is over.")
    parser.add_argument("--job", required=True, help="the job's id")
    parser.add_argument("--url", help="the server's address; default: LMSEARCHER_URL")
    parser.add_argument("--worker", help="a different name for each evaluator (default: chosen by the client)")
    arguments = parser.parse_args()

    torch.set_num_threads(1)
    try:
        with Client(arguments.url) as client:
            client.jobs.evaluate(arguments.job, evaluate_cell, worker_name=arguments.worker)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
