"""What all wire formats have in common."""

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """A JSON object. The text below a field is its description in the OpenAPI document."""

    model_config = ConfigDict(use_attribute_docstrings=True)


class RequestBody(Model):
    """A misspelt field is an error, not a silent default."""

    model_config = ConfigDict(extra="forbid")
