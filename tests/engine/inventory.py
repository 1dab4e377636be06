"""Inventory of an emulator: names of all resources, by the operation that lists them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.engine.stack import Stack

LISTINGS = {
    # service, operation: members of the response, and member of an item; empty: the item is a text
    ("athena", "list_work_groups"): ("WorkGroups", "Name"),
    ("cloudwatch", "describe_alarms"): ("MetricAlarms CompositeAlarms", "AlarmName"),
    ("cloudwatch", "list_dashboards"): ("DashboardEntries", "DashboardName"),
    ("ecr", "describe_repositories"): ("repositories", "repositoryName"),
    ("events", "list_rules"): ("Rules", "Name"),
    ("firehose", "list_delivery_streams"): ("DeliveryStreamNames", ""),
    ("glue", "get_crawlers"): ("Crawlers", "Name"),
    ("glue", "get_databases"): ("DatabaseList", "Name"),
    ("glue", "get_jobs"): ("Jobs", "Name"),
    ("glue", "get_triggers"): ("Triggers", "Name"),
    ("iam", "list_policies"): ("Policies", "PolicyName"),
    ("iam", "list_roles"): ("Roles", "RoleName"),
    ("lambda", "list_event_source_mappings"): ("EventSourceMappings", "UUID"),
    ("lambda", "list_functions"): ("Functions", "FunctionName"),
    ("lambda", "list_layers"): ("Layers", "LayerName"),
    ("logs", "describe_log_groups"): ("logGroups", "logGroupName"),
    ("s3", "list_buckets"): ("Buckets", "Name"),
    ("scheduler", "list_schedules"): ("Schedules", "Name"),
    ("secretsmanager", "list_secrets"): ("SecretList", "Name"),
    ("sns", "list_subscriptions"): ("Subscriptions", "SubscriptionArn"),
    ("sns", "list_topics"): ("Topics", "TopicArn"),
    ("sqs", "list_queues"): ("QueueUrls", ""),
}
PARAMETERS: dict[str, dict[str, Any]] = {
    "describe_alarms": {"AlarmTypes": ["MetricAlarm", "CompositeAlarm"]},
    "list_policies": {"Scope": "Local"},  # policies of the account, without those of AWS
}


def inventory(stack: Stack) -> set[str]:
    """Return every resource in the stack's emulator as `service operation: name`."""
    found: set[str] = set()
    for (service, operation), (members, name) in LISTINGS.items():
        response: dict[str, Any] = getattr(stack.client(service), operation)(
            **PARAMETERS.get(operation, {})
        )
        found |= {
            f"{service} {operation}: {item[name] if name else item}"
            for member in members.split()
            for item in response.get(member, [])
        }
    return found
