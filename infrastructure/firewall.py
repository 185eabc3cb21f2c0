"""A web ACL in front of the API: AWS's common rules, and a limit for each address."""

from aws_cdk import aws_wafv2 as waf
from constructs import Construct

MAX_REQUESTS_PER_5_MINUTES = 3000  # from one address


class Firewall(Construct):
    """Checks users' requests. The publisher's signed requests pass: its events are larger than
    the common rules allow, and many come from one address. A request with a false signature also
    passes, and AppSync refuses it."""

    def __init__(self, scope: Construct, id: str, *, api_arn: str) -> None:
        super().__init__(scope, id)
        acl = waf.CfnWebACL(
            self,
            "Acl",
            scope="REGIONAL",
            default_action=waf.CfnWebACL.DefaultActionProperty(allow={}),
            visibility_config=_visibility("Firewall"),
            rules=[_rate_rule(), _common_rules()],
        )
        waf.CfnWebACLAssociation(
            self, "Association", resource_arn=api_arn, web_acl_arn=acl.attr_arn
        )


def _rate_rule() -> waf.CfnWebACL.RuleProperty:
    statement = waf.CfnWebACL.RateBasedStatementProperty(
        limit=MAX_REQUESTS_PER_5_MINUTES,
        aggregate_key_type="IP",
        scope_down_statement=_unsigned(),
    )
    return waf.CfnWebACL.RuleProperty(
        name="RateLimit",
        priority=0,
        action=waf.CfnWebACL.RuleActionProperty(block={}),
        statement=waf.CfnWebACL.StatementProperty(rate_based_statement=statement),
        visibility_config=_visibility("RateLimit"),
    )


def _common_rules() -> waf.CfnWebACL.RuleProperty:
    statement = waf.CfnWebACL.ManagedRuleGroupStatementProperty(
        vendor_name="AWS",
        name="AWSManagedRulesCommonRuleSet",
        scope_down_statement=_unsigned(),
    )
    return waf.CfnWebACL.RuleProperty(
        name="CommonRules",
        priority=1,
        override_action=waf.CfnWebACL.OverrideActionProperty(none={}),
        statement=waf.CfnWebACL.StatementProperty(managed_rule_group_statement=statement),
        visibility_config=_visibility("CommonRules"),
    )


def _unsigned() -> waf.CfnWebACL.StatementProperty:
    signed = waf.CfnWebACL.ByteMatchStatementProperty(
        field_to_match=waf.CfnWebACL.FieldToMatchProperty(single_header={"Name": "authorization"}),
        positional_constraint="STARTS_WITH",
        search_string="AWS4-HMAC-SHA256",
        text_transformations=[waf.CfnWebACL.TextTransformationProperty(priority=0, type="NONE")],
    )
    return waf.CfnWebACL.StatementProperty(
        not_statement=waf.CfnWebACL.NotStatementProperty(
            statement=waf.CfnWebACL.StatementProperty(byte_match_statement=signed)
        )
    )


def _visibility(name: str) -> waf.CfnWebACL.VisibilityConfigProperty:
    """Counts only: samples would hold whole requests, with their tokens."""
    return waf.CfnWebACL.VisibilityConfigProperty(
        cloud_watch_metrics_enabled=True, metric_name=name, sampled_requests_enabled=False
    )
