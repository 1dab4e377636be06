"""Protection of the resources that hold data, by a stack transformation.

Reasons: docs/decisions/0035-protection-by-type.md.
"""

import pulumi

DATA_TYPES = frozenset(
    {
        "aws:s3/bucket:Bucket",
        "aws:glue/catalogDatabase:CatalogDatabase",
        "aws:glue/catalogTable:CatalogTable",
        "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
        "aws:sqs/queue:Queue",
        "aws:secretsmanager/secret:Secret",
        "aws:ecr/repository:Repository",
    }
)
"""Types of the resources that hold data, at rest or in flight.

Resources of other types can be created again without loss.
"""


def protect_data() -> None:
    """Protect resources of `DATA_TYPES`: Pulumi refuses to delete or replace them.

    A child inherits its parent's protection, so resources of other types are unprotected
    explicitly: the policy of a protected bucket can be replaced. A resource's own `protect` option
    takes precedence.
    """

    def protect(
        args: pulumi.ResourceTransformationArgs,
    ) -> pulumi.ResourceTransformationResult | None:
        if args.type_ not in DATA_TYPES and args.opts.protect is not None:
            return None
        # A copy, since several resources may share one options object.
        protection = pulumi.ResourceOptions(protect=args.type_ in DATA_TYPES)
        return pulumi.ResourceTransformationResult(
            args.props, pulumi.ResourceOptions.merge(args.opts, protection)
        )

    pulumi.runtime.register_stack_transformation(protect)
