"""The API reference, as Swagger UI and as ReDoc: from files of ours, so that it works without the internet."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from app.dashboard.rendering import HEADERS, render

router = APIRouter()

_REDOC_STYLES = (
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",  # an empty element, which a script fills with rules
    "'sha256-QMIg+bpjm3JdElJ388KYke01izlUW0UoNOeKjpMxdgc='",  # perfect-scrollbar's, part of redoc.standalone.js
)
"""The style elements that ReDoc makes. No others are allowed."""
_REDOC_POLICY = HEADERS["Content-Security-Policy"].replace(
    "style-src 'self'", " ".join(("style-src 'self'", *_REDOC_STYLES))
)


@router.get("/docs")
def swagger_ui() -> HTMLResponse:
    return HTMLResponse(render("swagger_ui.html", {}), headers=HEADERS)


@router.get("/redoc")
def redoc() -> HTMLResponse:
    return HTMLResponse(render("redoc.html", {}), headers=HEADERS | {"Content-Security-Policy": _REDOC_POLICY})
