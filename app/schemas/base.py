"""What all wire formats have in common."""

from pydantic import BaseModel, ConfigDict

from app.fields import ClosedModel


class Model(BaseModel):
    """A JSON object. The text below a field is its description in the OpenAPI document."""

    model_config = ConfigDict(use_attribute_docstrings=True)


class RequestBody(Model, ClosedModel):
    """A part of a request's body."""
