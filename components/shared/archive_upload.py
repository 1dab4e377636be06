"""Upload of an archive that `pulumi up` builds."""

from collections.abc import Callable
from pathlib import Path

import pulumi
from pulumi_aws import s3

from components.shared.layout import ARTIFACTS_PREFIX

PLACEHOLDER = "`pulumi up` builds the archive; this preview found none.\n"


def upload_archive(
    name: str,
    *,
    component: str,
    archive: Path,
    build: Callable[[], Path],
    bucket: pulumi.Input[str],
    parent: pulumi.Resource,
) -> s3.BucketObjectv2:
    """Upload an archive below `artifacts/`. A preview does not build it, and shows no change.

    Args:
        name: Name of the resource, with the digest of the content, since the object's source is
            ignored in comparisons: other content is another resource.
        component: Name of the component; part of the key.
        archive: Path of the archive, with the digest in its name; it exists once it is built.
        build: Function that builds the archive if it does not exist.
        bucket: Name of the bucket.
        parent: The component.
    """
    return s3.BucketObjectv2(
        name,
        bucket=bucket,
        key=f"{ARTIFACTS_PREFIX}{component}/{archive.name}",
        source=_source(archive, build),
        # A preview on a machine without the archive must not show a change.
        opts=pulumi.ResourceOptions(parent=parent, ignore_changes=["source"]),
    )


def _source(archive: Path, build: Callable[[], Path]) -> pulumi.Asset:
    """Return the archive. A preview does not build it, which would download the packages."""
    if pulumi.runtime.is_dry_run() and not archive.exists():
        return pulumi.StringAsset(PLACEHOLDER)
    return pulumi.FileAsset(str(build()))
