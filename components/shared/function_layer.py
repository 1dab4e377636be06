"""Lambda layer of a function, with the packages of a lock file."""

from enum import StrEnum
from pathlib import Path

import pulumi
from pulumi_aws import lambda_, s3

from components.shared import names
from components.shared.function_package import layer_archive, layer_digest, layer_path
from components.shared.layout import ARTIFACTS_PREFIX

PLACEHOLDER = "`pulumi up` builds the archive; this preview found none.\n"


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
    Its digest is part of the uploaded object's resource name and key: another lock creates another
    object and another layer version, and the object's source is ignored in comparisons.

    Raises:
        PackageError: If the archive cannot be built, or does not fit into Lambda.
    """
    archive = layer_path(runtime.value, architecture.value, lock)
    upload = s3.BucketObjectv2(
        f"{name}-layer-{layer_digest(runtime.value, architecture.value, lock)}",
        bucket=bucket,
        key=f"{ARTIFACTS_PREFIX}{name}/{archive.name}",
        source=_source(runtime.value, architecture.value, lock),
        # A preview on a machine without the archive must not show a change.
        opts=pulumi.ResourceOptions(parent=parent, ignore_changes=["source"]),
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


def _source(runtime: str, architecture: str, lock: Path) -> pulumi.Asset:
    """Return the archive. A preview does not build it, which would download the packages."""
    if pulumi.runtime.is_dry_run() and not layer_path(runtime, architecture, lock).exists():
        return pulumi.StringAsset(PLACEHOLDER)
    return pulumi.FileAsset(str(layer_archive(runtime, architecture, lock)))
