"""What the server sends to a receiver: one trial to evaluate, with everything that is needed to report it."""

from typing import Annotated, Literal

from pydantic import Field

from lmsearcher import models

# They go into headers and into one line to the lease keeper.
Visible = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[!-~]+$")]
Address = Annotated[str, Field(max_length=1_000, pattern=r"^https?://[!-~]+$")]


class MessageLease(models.Lease):
    token: Visible
    lease_s: Annotated[float, Field(gt=0, allow_inf_nan=False)]


class MessageTrial(models.Model):
    id: Visible
    number: int
    ncode: str
    architecture: models.Architecture
    source: str
    attempt: int


class Urls(models.Model):
    """Where to report to, with the lease's token as bearer."""

    result: Address
    heartbeat: Address
    release: Address


class Assignment(models.Model):
    """One attempt at one trial."""

    objective: models.Objective
    trial: MessageTrial
    lease: MessageLease
    urls: Urls

    @property
    def leased(self) -> models.LeasedTrial:
        return models.LeasedTrial(**dict(self.trial), lease=self.lease)


class Message(models.Model):
    type: Literal["trial.evaluate"]
    data: Assignment
