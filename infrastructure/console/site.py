"""The page behind CloudFront: a private bucket that nobody else can read."""

from aws_cdk import Duration, RemovalPolicy, aws_cloudfront, aws_cloudfront_origins, aws_s3
from constructs import Construct

from infrastructure.acknowledgement import acknowledge
from infrastructure.console.headers import OTHER_HEADERS, Endpoints, content_security_policy

_HSTS_LIFETIME = Duration.days(730)
# The page has addresses of its own: a path without a file is one of them.
_TO_THE_PAGE = """
function handler(event) {
  var request = event.request;
  if (!request.uri.split('/').pop().includes('.')) request.uri = '/index.html';
  return request;
}
"""


class Site(Construct):
    def __init__(self, scope: Construct, id: str, *, endpoints: Endpoints) -> None:
        super().__init__(scope, id)
        self.bucket = aws_s3.Bucket(
            self,
            "Bucket",
            block_public_access=aws_s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=aws_s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            encryption=aws_s3.BucketEncryption.S3_MANAGED,
            enforce_ssl=True,
            removal_policy=RemovalPolicy.DESTROY,  # a build can create its content again
        )
        self.distribution = aws_cloudfront.Distribution(
            self,
            "Distribution",
            default_root_object="index.html",
            http_version=aws_cloudfront.HttpVersion.HTTP2_AND_3,
            default_behavior=aws_cloudfront.BehaviorOptions(
                origin=aws_cloudfront_origins.S3BucketOrigin.with_origin_access_control(
                    self.bucket
                ),
                viewer_protocol_policy=aws_cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
                response_headers_policy=self._headers(endpoints),
                function_associations=[
                    aws_cloudfront.FunctionAssociation(
                        function=self._routing(),
                        event_type=aws_cloudfront.FunctionEventType.VIEWER_REQUEST,
                    )
                ],
            ),
        )
        self._acknowledge()

    @property
    def url(self) -> str:
        return f"https://{self.distribution.distribution_domain_name}"

    def _routing(self) -> aws_cloudfront.Function:
        return aws_cloudfront.Function(
            self,
            "Routing",
            code=aws_cloudfront.FunctionCode.from_inline(_TO_THE_PAGE.strip()),
            runtime=aws_cloudfront.FunctionRuntime.JS_2_0,
        )

    def _headers(self, endpoints: Endpoints) -> aws_cloudfront.ResponseHeadersPolicy:
        others = [
            aws_cloudfront.ResponseCustomHeader(header=name, value=value, override=True)
            for name, value in OTHER_HEADERS.items()
        ]
        return aws_cloudfront.ResponseHeadersPolicy(
            self,
            "Headers",
            custom_headers_behavior=aws_cloudfront.ResponseCustomHeadersBehavior(
                custom_headers=others
            ),
            security_headers_behavior=aws_cloudfront.ResponseSecurityHeadersBehavior(
                content_security_policy=aws_cloudfront.ResponseHeadersContentSecurityPolicy(
                    content_security_policy=content_security_policy(endpoints), override=True
                ),
                content_type_options=aws_cloudfront.ResponseHeadersContentTypeOptions(
                    override=True
                ),
                frame_options=aws_cloudfront.ResponseHeadersFrameOptions(
                    frame_option=aws_cloudfront.HeadersFrameOption.DENY, override=True
                ),
                referrer_policy=aws_cloudfront.ResponseHeadersReferrerPolicy(
                    referrer_policy=aws_cloudfront.HeadersReferrerPolicy.NO_REFERRER,
                    override=True,
                ),
                strict_transport_security=aws_cloudfront.ResponseHeadersStrictTransportSecurity(
                    access_control_max_age=_HSTS_LIFETIME, include_subdomains=True, override=True
                ),
            ),
        )

    def _acknowledge(self) -> None:
        acknowledge(
            self.bucket,
            "S1",
            because="Only CloudFront reads it, and everybody may have what it holds.",
        )
        reasons = {
            "CFR1": "Where its users may be is for whoever deploys it to say.",
            "CFR2": "It serves files that everybody may have; the API has a firewall of its own.",
            "CFR3": "An access log would record who looks at which image.",
            "CFR4": "With CloudFront's own domain the lowest version of TLS is its choice.",
        }
        for finding, reason in reasons.items():
            acknowledge(self.distribution, finding, because=reason)
