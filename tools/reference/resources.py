"""Generator of `reference/resources.md`: diagrams and numbers of each stage's resources.

The resources are recorded by a preview of the program with Pulumi's mocks
(`tests/unit/recorder.py`).
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from tests.unit.recorder import Registered, record_stack
from tools.reference.text import ROOT, fenced, page, prose, table

Key = tuple[str, str]
"""Type and name of a resource, unique in a stack."""
Graph = Mapping[Key, frozenset[Key]]
"""Dependencies of each resource."""

HIDDEN = {
    "BucketLifecycleConfiguration",
    "BucketObjectv2",
    "BucketOwnershipControls",
    "BucketPolicy",
    "BucketPublicAccessBlock",
    "BucketServerSideEncryptionConfiguration",
    "BucketVersioning",
    "DeletionGuard",
    "FunctionEventInvokeConfig",
    "LayerVersion",
    "LifecyclePolicy",
    "LogGroup",
    "LogStream",
    "MetricAlarm",
    "QueuePolicy",
    "RedriveAllowPolicy",
    "Role",
    "RolePolicy",
    "SecretVersion",
    "TopicPolicy",
    "TopicSubscription",
}
"""Types of resources that a diagram does not show.

They configure another resource, or every function, job or queue has one.
"""
FEW = 2  # resources of one type and the same dependencies: up to this number, each is a node

INTRODUCTION = """
One diagram for each stage file. A box is a component and a node is an AWS resource. An arrow leads
from a resource to a resource that depends on it, and that is created later and deleted earlier.
Resources that only configure another resource (policies, roles, bucket settings, layers, log
groups) and single alarms are not drawn; dependencies through them are. The table counts every
resource.
"""


def generate() -> str:
    """Return the page for every stage file."""
    stages = sorted(path.name.split(".")[1] for path in ROOT.glob("Pulumi.*.yaml"))
    recorded = {stage: record_stack(stage, preview=True).resources for stage in stages}
    diagrams = [
        f"## {stage}\n\n{fenced(diagram(resources), 'mermaid')}"
        for stage, resources in recorded.items()
    ]
    return page(
        "Deployed resources",
        prose(INTRODUCTION),
        *diagrams,
        "## Number of resources",
        _counts(recorded),
    )


def diagram(resources: Iterable[Registered]) -> str:
    """Return the Mermaid text of one stack's diagram."""
    by_key = {(resource.type, resource.name): resource for resource in resources}
    dependencies = {
        key: frozenset(map(_key, resource.dependencies)) & by_key.keys()
        for key, resource in by_key.items()
    }
    parents = {key: _component(key, by_key) for key in by_key}
    custom = {key for key, resource in by_key.items() if resource.custom}
    shown = {key for key in custom if _kind(key) not in HIDDEN}
    graph = _reduced({key: _nearest(key, dependencies, shown) for key in sorted(shown)})
    labels = {key: f"{_service(key)} {_kind(key)}<br/>{key[1]}" for key in graph}
    for same in _alike(graph, parents):
        labels[same[0]] = f"{len(same)} of {_service(same[0])} {_kind(same[0])}"
        graph = {key: nodes for key, nodes in graph.items() if key not in same[1:]}
    components = sorted(
        key for key, resource in by_key.items() if not resource.custom and _kind(key) not in HIDDEN
    )
    labels = {key: labels[key] for key in graph}
    lines = ["flowchart LR"]
    for component in components:
        if parents[component] not in by_key:
            lines += _subgraph(component, components, labels, parents, "  ")
    arrows = [(needed, key) for key, nodes in graph.items() for needed in sorted(nodes)]
    lines += [f"  {_id(needed)} --> {_id(key)}" for needed, key in arrows]
    return "\n".join(lines)


def _component(key: Key, by_key: Mapping[Key, Registered]) -> Key:
    """Return the component that contains a resource, or the stack."""
    parent = _key(by_key[key].parent)
    return _component(parent, by_key) if parent in by_key and by_key[parent].custom else parent


def _subgraph(
    component: Key,
    components: list[Key],
    labels: Mapping[Key, str],
    parents: Mapping[Key, Key],
    indent: str,
) -> list[str]:
    lines = [f'{indent}subgraph {_id(component)}["{_kind(component)}: {component[1]}"]']
    for inner in components:
        if parents[inner] == component:
            lines += _subgraph(inner, components, labels, parents, indent + "  ")
    lines += [
        f'{indent}  {_id(key)}["{label}"]'
        for key, label in labels.items()
        if parents[key] == component
    ]
    return [*lines, f"{indent}end"]


def _nearest(key: Key, dependencies: Graph, shown: set[Key]) -> frozenset[Key]:
    """Return the shown resources that a resource depends on, directly or through hidden ones."""
    found: set[Key] = set()
    for needed in dependencies[key]:
        found |= {needed} if needed in shown else _nearest(needed, dependencies, shown)
    return frozenset(found)


def _reduced(graph: Graph) -> Graph:
    """Return the transitive reduction: a graph without dependencies that others imply."""

    def all_dependencies(key: Key) -> frozenset[Key]:
        return graph[key].union(*map(all_dependencies, graph[key]))

    return {
        key: nodes - frozenset[Key]().union(*map(all_dependencies, nodes))
        for key, nodes in graph.items()
    }


def _alike(graph: Graph, parents: Mapping[Key, Key]) -> list[list[Key]]:
    """Return the groups of resources that are drawn as one node.

    A group has more than `FEW` resources of the same type, component and dependencies, on which no
    resource depends.
    """
    needed = frozenset[Key]().union(*graph.values())
    groups: dict[tuple[str, Key, frozenset[Key]], list[Key]] = defaultdict(list)
    for key, nodes in graph.items():
        if key not in needed:
            groups[key[0], parents[key], nodes].append(key)
    return [keys for keys in groups.values() if len(keys) > FEW]


def _counts(recorded: Mapping[str, list[Registered]]) -> str:
    counts = {
        stage: Counter(f"{_service(key)} {_kind(key)}" for key in map(_own_key, resources))
        for stage, resources in recorded.items()
    }
    kinds = sorted({kind for count in counts.values() for kind in count})
    rows = [(kind, *(str(count[kind] or "") for count in counts.values())) for kind in kinds]
    total = ("**all**", *(str(count.total()) for count in counts.values()))
    return table(("resource", *counts), [*rows, total])


def _own_key(resource: Registered) -> Key:
    return resource.type, resource.name


def _key(urn: str) -> Key:
    """Return type and name of a resource by its URN."""
    kind, name = urn.split("::")[2:4]
    return kind.rsplit("$", 1)[-1], name


def _kind(key: Key) -> str:
    return key[0].rsplit(":", 1)[-1]


def _service(key: Key) -> str:
    """Return the AWS service of a resource, or `component`."""
    package, module, _ = key[0].split(":")
    return module.split("/")[0] if package == "aws" else "component"


def _id(key: Key) -> str:
    return re.sub(r"\W", "_", f"{_kind(key)}_{key[1]}")
