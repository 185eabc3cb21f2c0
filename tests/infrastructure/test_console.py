"""The web page's stack: who may read it, its headers and its configuration."""

import json
from pathlib import Path
from typing import Any

from infrastructure.console.headers import Endpoints, content_security_policy, security_headers
from infrastructure.synthesis import synthesize
from tests.support.synthesized import Synthesized, listed, readable


def test_only_the_distribution_reads_the_bucket_and_only_over_tls(console: Synthesized) -> None:
    bucket = console.one("AWS::S3::Bucket")
    policy = console.one("AWS::S3::BucketPolicy")["PolicyDocument"]["Statement"]

    allowed = [each for each in policy if each["Effect"] == "Allow"]
    denied = [each for each in policy if each["Effect"] == "Deny"]
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    [reading] = allowed
    assert listed(reading["Action"]) == ["s3:GetObject"]
    assert reading["Principal"] == {"Service": "cloudfront.amazonaws.com"}
    source = reading["Condition"]["StringEquals"]["AWS:SourceArn"]
    assert "SiteDistribution" in json.dumps(source)
    assert [each["Condition"] for each in denied] == [{"Bool": {"aws:SecureTransport": "false"}}]


def test_the_distribution_signs_for_the_bucket_and_speaks_tls_only(console: Synthesized) -> None:
    config = console.one("AWS::CloudFront::Distribution")["DistributionConfig"]
    access = console.one("AWS::CloudFront::OriginAccessControl")["OriginAccessControlConfig"]

    assert access["SigningBehavior"] == "always"
    assert access["OriginAccessControlOriginType"] == "s3"
    assert config["DefaultCacheBehavior"]["ViewerProtocolPolicy"] == "redirect-to-https"
    assert config["DefaultRootObject"] == "index.html"


def test_browsers_receive_the_same_headers_on_aws_as_on_the_laptop(console: Synthesized) -> None:
    headers = _headers(console)

    prefix = f"<facegraph-{console.stage}"
    expected = security_headers(
        Endpoints(
            graphql=f"{prefix}-GraphqlUrl>",
            realtime=f"{prefix}-RealtimeUrl>",
            user_pool="https://cognito-idp.AWS::Region.AWS::URLSuffix",
            bucket=f"https://{prefix}-BucketName>.s3.AWS::Region.AWS::URLSuffix",
        )
    )
    hsts = headers.pop("Strict-Transport-Security")
    assert headers == expected
    assert hsts == 730 * 24 * 3600


def test_the_page_may_load_its_own_files_and_talk_to_its_backend_and_nothing_else() -> None:
    policy = content_security_policy(
        Endpoints(
            graphql="https://api",
            realtime="wss://api",
            user_pool="https://pool",
            bucket="https://bucket",
        )
    )

    directives = {name: sources for name, *sources in map(str.split, policy.split("; "))}
    assert directives.pop("img-src") == ["'self'", "https://bucket"]
    assert directives.pop("connect-src") == [
        "'self'",
        "https://api",
        "wss://api",
        "https://pool",
        "https://bucket",
    ]
    assert {source for sources in directives.values() for source in sources} == {"'none'", "'self'"}


def test_the_page_receives_the_addresses_of_its_stages_backend(console: Synthesized) -> None:
    markers = json.dumps(_uploads(console)["Pages"]["SourceMarkers"])

    for output in ("GraphqlUrl", "UserPoolId", "ClientId"):
        assert f"facegraph-{console.stage}-{output}" in markers
    assert _uploads(console)["Pages"]["DistributionPaths"] == ["/*"]


def test_only_files_named_after_their_content_are_cached_for_good(console: Synthesized) -> None:
    uploads = _uploads(console)

    kept = uploads["Assets"]["SystemMetadata"]["cache-control"]
    assert (uploads["Assets"]["Include"], uploads["Assets"]["Exclude"]) == (["assets/*"], ["*"])
    assert kept == "public, max-age=31536000, immutable"
    assert uploads["Pages"]["Exclude"] == ["assets/*"]
    assert uploads["Pages"]["SystemMetadata"]["cache-control"] == "no-cache"
    assert not uploads["Assets"]["Prune"]
    assert not uploads["Pages"]["Prune"]


def test_the_page_is_deployed_after_its_assets_and_its_backend(console: Synthesized) -> None:
    pages = console.resource("PagesCustomResource")
    manifest = console.manifest["artifacts"][f"facegraph-{console.stage}-console"]

    assert any("AssetsCustomResource" in each for each in pages["DependsOn"])
    assert f"facegraph-{console.stage}" in manifest["dependencies"]


def test_the_backend_exports_what_the_page_imports(
    console: Synthesized, stacks: dict[str, Synthesized]
) -> None:
    imported = set(_imports(console.template))

    outputs = stacks[console.stage].template["Outputs"].values()
    assert imported <= {output["Export"]["Name"] for output in outputs}
    assert imported


def test_the_laptop_deploys_no_page_since_it_serves_its_own(tmp_path: Path) -> None:
    synthesize(tmp_path, {"STAGE": "dev", "BUNDLE_TARGET": "host"})

    assert [path.name for path in tmp_path.glob("*.template.json")] == [
        "facegraph-dev.template.json"
    ]


def _headers(console: Synthesized) -> dict[str, Any]:
    config = console.one("AWS::CloudFront::ResponseHeadersPolicy")["ResponseHeadersPolicyConfig"]
    others = config["CustomHeadersConfig"]["Items"]
    own = config["SecurityHeadersConfig"]
    assert own["ContentTypeOptions"] == {"Override": True}
    return {each["Header"]: each["Value"] for each in others} | {
        "Content-Security-Policy": readable(own["ContentSecurityPolicy"]["ContentSecurityPolicy"]),
        "Referrer-Policy": own["ReferrerPolicy"]["ReferrerPolicy"],
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": own["FrameOptions"]["FrameOption"],
        "Strict-Transport-Security": own["StrictTransportSecurity"]["AccessControlMaxAgeSec"],
    }


def _uploads(console: Synthesized) -> dict[str, Any]:
    found = console.all("Custom::CDKBucketDeployment")
    return {name.removesuffix("CustomResource"): each for name, each in found.items()}


def _imports(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["Fn::ImportValue"]] if "Fn::ImportValue" in value else []
        return own + [each for inner in value.values() for each in _imports(inner)]
    if isinstance(value, list):
        return [each for inner in value for each in _imports(inner)]
    return []
