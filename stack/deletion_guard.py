"""A guard that depends on every resource of the stack, so that `pulumi destroy` begins with it."""

import pulumi


class DeletionGuard(pulumi.ComponentResource):
    """The first resource that a destroy would delete. Protected, it stops the destroy before anything is deleted.

    Pulumi finds out that a resource is protected when its turn comes, and deletes dependents first:
    without the guard a `pulumi destroy --skip-preview` deletes whatever nothing protected depends
    on, before it stops.
    """

    def __init__(self, name: str, guarded: list[pulumi.Resource], *, protect: bool) -> None:
        """Guard resources. The guard is part of every stage: one that left the program while protected could not be deleted."""
        super().__init__(
            "clickstream:stack:DeletionGuard",
            name,
            None,
            pulumi.ResourceOptions(protect=protect, depends_on=guarded),
        )
        self.register_outputs({})


def registered_resources() -> list[pulumi.Resource]:
    """Return a list that every resource joins that the program makes from now on, components left out."""
    resources: list[pulumi.Resource] = []

    def collect(args: pulumi.ResourceTransformationArgs) -> None:
        if isinstance(args.resource, pulumi.CustomResource):
            resources.append(args.resource)

    pulumi.runtime.register_stack_transformation(collect)
    return resources
