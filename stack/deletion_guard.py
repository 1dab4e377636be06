"""Deletion guard: depends on every resource, so that `pulumi destroy` begins with it."""

import pulumi


class DeletionGuard(pulumi.ComponentResource):
    """Resource that a destroy deletes first. If it is protected, the destroy stops there.

    Pulumi checks the protection of a resource only before it deletes it, and deletes dependents
    first. Without the guard, `pulumi destroy --skip-preview` would delete unprotected resources
    before it stops.
    """

    def __init__(self, name: str, guarded: list[pulumi.Resource], *, protect: bool) -> None:
        """Create the guard. Every stage has it, because a protected guard cannot be removed."""
        super().__init__(
            "clickstream:stack:DeletionGuard",
            name,
            None,
            pulumi.ResourceOptions(protect=protect, depends_on=guarded),
        )
        self.register_outputs({})


def registered_resources() -> list[pulumi.Resource]:
    """Return a list that collects every resource that the program registers, without components."""
    resources: list[pulumi.Resource] = []

    def collect(args: pulumi.ResourceTransformationArgs) -> None:
        if isinstance(args.resource, pulumi.CustomResource):
            resources.append(args.resource)

    pulumi.runtime.register_stack_transformation(collect)
    return resources
