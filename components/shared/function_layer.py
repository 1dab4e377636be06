"""A function's Lambda layer: the packages of a lock file, uploaded to a bucket and published from there."""

from enum import StrEnum
from pathlib import Path

import pulumi
from pulumi_aws import lambda_, s3

from components.shared import names
from components.shared.function_package import layer_archive, layer_digest, layer_path
from components.shared.layout import ARTIFACTS_PREFIX

PLACEHOLDER = "The archive is built by `pulumi up`; this preview found none.\n"


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
    """Return the layer version with the packages of `lock`. Its archive is uploaded to `bucket` below `artifacts/`, too large for a direct upload.

    The archive's content follows from its digest, and the digest is part of the uploaded object's
    resource name and key. So the object's source is ignored in comparisons, and another lock makes
    another object and another layer version.

    Raises:
        PackageError: If the archive cannot be built, or does not fit into Lambda.
    """
    archive = layer_path(runtime.value, architecture.value, lock)
    upload = s3.BucketObjectv2(
        f"{name}-layer-{layer_digest(runtime.value, architecture.value, lock)}",
        bucket=bucket,
        key=f"{ARTIFACTS_PREFIX}{name}/{archive.name}",
        source=_source(runtime.value, architecture.value, lock),
        # A preview on a machine without the archive shows no change.
        opts=pulumi.ResourceOptions(parent=parent, ignore_changes=["source"]),
    )
    return lambda_.LayerVersion(
        name,
        # Pulumi gives layers no name
        layer_name=names.layer_name(pulumi.get_project(), pulumi.get_stack(), name),
        description=description,
        s3_bucket=upload.bucket,
        s3_key=upload.key,
        compatible_runtimes=[runtime.value],
        compatible_architectures=[architecture.value],
        opts=pulumi.ResourceOptions(parent=parent),
    )


def _source(runtime: str, architecture: str, lock: Path) -> pulumi.Asset:
    """Return the archive. A preview builds none: it would download the packages."""
    if pulumi.runtime.is_dry_run() and not layer_path(runtime, architecture, lock).exists():
        return pulumi.StringAsset(PLACEHOLDER)
    return pulumi.FileAsset(str(layer_archive(runtime, architecture, lock)))
