"""Tags of all resources, set by a stack transformation: components set no tags."""

from typing import Any, cast

import pulumi


def tag_everything() -> None:
    """Tag every resource that can have tags with project, stage and manager.

    A resource's own tags take precedence. The tags are in each resource's inputs, where previews,
    policies and tests see them, and not in the provider's default tags.
    """
    tags = {
        "project": pulumi.get_project(),
        "stage": pulumi.get_stack(),
        "managed-by": "pulumi",
    }

    def tag(args: pulumi.ResourceTransformationArgs) -> pulumi.ResourceTransformationResult | None:
        if "tags" not in args.props:  # the SDK lists every input of a resource, set or not
            return None
        props = cast("dict[str, Any]", args.props)  # typed as a bare Mapping in the SDK
        own: dict[str, str] = props["tags"] or {}
        return pulumi.ResourceTransformationResult({**props, "tags": {**tags, **own}}, args.opts)

    pulumi.runtime.register_stack_transformation(tag)
