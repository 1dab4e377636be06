"""Tags on everything, without a word of them in the components."""

from typing import Any, cast

import pulumi


def tag_everything(tags: dict[str, str]) -> None:
    """Give every resource of the stack that can have tags these; a resource's own win.

    A transformation is used, and not the provider's default tags: the tags then stand in every
    resource's own inputs, where previews, policies and tests see them.
    """

    def tag(args: pulumi.ResourceTransformationArgs) -> pulumi.ResourceTransformationResult | None:
        if "tags" not in args.props:  # the SDK puts every input of a resource there, given or not
            return None
        props = cast("dict[str, Any]", args.props)  # typed as a bare Mapping in the SDK
        own: dict[str, str] = props["tags"] or {}
        return pulumi.ResourceTransformationResult({**props, "tags": {**tags, **own}}, args.opts)

    pulumi.runtime.register_stack_transformation(tag)
