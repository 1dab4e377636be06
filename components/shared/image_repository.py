"""ECR repository for a function's container images."""

from typing import Any, NamedTuple

import pulumi
from pulumi_aws import ecr

from components.shared import policies

KEPT_IMAGES = 10  # for a rollback; each push is one image


class ImageRepository(NamedTuple):
    """Image repository, and Lambda's right to pull from it."""

    repository: ecr.Repository
    rights: ecr.RepositoryPolicy
    """Repository policy. Without it Lambda refuses the function."""


def image_repository(
    name: str,
    *,
    force_destroy: bool,
    kms_key_arn: pulumi.Input[str] | None,
    parent: pulumi.Resource,
) -> ImageRepository:
    """Create a repository with immutable tags, image scans and the right of Lambda to pull.

    The repository keeps the last `KEPT_IMAGES` images.

    The repository keeps the encryption key that it was created with, whatever `kms_key_arn` is
    later. ECR cannot change a repository's encryption
    (https://docs.aws.amazon.com/AmazonECR/latest/userguide/encryption-at-rest.html): Pulumi would
    replace the repository by an empty one, and the function's image would be lost.
    """
    repository = ecr.Repository(
        name,
        image_tag_mutability="IMMUTABLE",
        image_scanning_configuration={"scan_on_push": True},
        encryption_configurations=policies.optional(kms_key_arn).apply(_encryption),
        force_delete=force_destroy,
        opts=pulumi.ResourceOptions(parent=parent, ignore_changes=["encryption_configurations"]),
    )
    child = pulumi.ResourceOptions(parent=repository)
    ecr.LifecyclePolicy(
        name,
        repository=repository.name,
        policy=pulumi.Output.json_dumps(_keep(KEPT_IMAGES)),
        opts=child,
    )
    rights = ecr.RepositoryPolicy(
        name,
        repository=repository.name,
        policy=repository.arn.apply(policies.lambda_pulls_images),
        opts=child,
    )
    return ImageRepository(repository, rights)


def _keep(images: int) -> dict[str, Any]:
    selection = {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": images}
    return {
        "rules": [
            {
                "rulePriority": 1,
                "description": f"Keep {images} images.",
                "selection": selection,
                "action": {"type": "expire"},
            }
        ]
    }


def _encryption(kms_key_arn: str | None) -> list[ecr.RepositoryEncryptionConfigurationArgsDict]:
    return (
        [{"encryption_type": "KMS", "kms_key": kms_key_arn}]
        if kms_key_arn
        else [{"encryption_type": "AES256"}]
    )
