"""Lambda layer of a function, with the packages of a lock file."""

from enum import StrEnum
from functools import partial
from pathlib import Path

import pulumi
from pulumi_aws import lambda_

from components.shared import names
from components.shared.archive_upload import upload_archive
from components.shared.function_package import layer_archive, layer_digest, layer_path


def function_layer(
    name: str,
    *,
    lock: Path,
    description: str,
    bucket: pulumi.Input[str],
    runtime: StrEnum,
    architecture: StrEnum,
    parent: pulumi.Resource,
) -> lambda_.LayerVersion:
    """Create the layer version with the packages of `lock`.

    The archive is too large for a direct upload, so it is uploaded to `bucket` below `artifacts/`.
    Another lock creates another object and another layer version.

    Raises:
        PackageError: If the archive cannot be built, or does not fit into Lambda.
    """
    package = (runtime.value, architecture.value, lock)
    upload = upload_archive(
        f"{name}-layer-{layer_digest(*package)}",
        component=name,
        archive=layer_path(*package),
        build=partial(layer_archive, *package),
        bucket=bucket,
        parent=parent,
    )
    return lambda_.LayerVersion(
        name,
        # Pulumi generates no names for layers.
        layer_name=names.layer_name(pulumi.get_project(), pulumi.get_stack(), name),
        description=description,
        s3_bucket=upload.bucket,
        s3_key=upload.key,
        compatible_runtimes=[runtime.value],
        compatible_architectures=[architecture.value],
        opts=pulumi.ResourceOptions(parent=parent),
    )
