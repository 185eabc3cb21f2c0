"""What browsers are told of the page: what it may load, and whom it may talk to."""

from dataclasses import dataclass

IMMUTABLE = "public, max-age=31536000, immutable"  # for files that are named after their content
REVALIDATED = "no-cache"  # for all others: kept, and asked for before each use


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoints:
    """All that the page talks to besides its own origin, as sources of a content security policy.

    `bucket` takes its forms and gives its pictures.
    """

    graphql: str
    realtime: str
    user_pool: str
    bucket: str


def content_security_policy(endpoints: Endpoints) -> str:
    asked = (endpoints.graphql, endpoints.realtime, endpoints.user_pool, endpoints.bucket)
    directives = {
        "default-src": "'none'",
        "script-src": "'self'",
        "worker-src": "'self'",
        "style-src": "'self'",
        "font-src": "'self'",
        "img-src": f"'self' {endpoints.bucket}",
        "connect-src": " ".join(["'self'", *dict.fromkeys(asked)]),
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {sources}" for name, sources in directives.items())


# Beside what CloudFront has settings of its own for.
OTHER_HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def security_headers(endpoints: Endpoints) -> dict[str, str]:
    """But for HSTS, which is CloudFront's alone: the laptop speaks plain HTTP."""
    return {
        "Content-Security-Policy": content_security_policy(endpoints),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        **OTHER_HEADERS,
    }
