"""The page's security headers: what it may load, and where it may connect."""

from dataclasses import dataclass

IMMUTABLE = "public, max-age=31536000, immutable"  # for files whose names are hashes
REVALIDATED = "no-cache"  # for all others: browsers check for a new version before each use


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoints:
    """Where the page connects besides its own origin, as sources of a content security policy.

    `bucket` accepts the page's forms and serves its pictures.
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


# CloudFront has separate settings for the other headers.
OTHER_HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def security_headers(endpoints: Endpoints) -> dict[str, str]:
    """Without HSTS, which only CloudFront sends: the laptop uses plain HTTP."""
    return {
        "Content-Security-Policy": content_security_policy(endpoints),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        **OTHER_HEADERS,
    }
