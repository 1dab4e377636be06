import json

from components import policies


def test_a_document_has_the_version_that_variables_need() -> None:
    assert json.loads(policies.document(policies.put_records("arn:s")))["Version"] == "2012-10-17"


def test_without_a_customer_key_nothing_is_granted_on_keys() -> None:
    assert policies.use_key(None) == []


def test_writing_objects_does_not_grant_reading_or_deleting_them() -> None:
    assert policies.write_objects("arn:b", ["events/"]) == {"Effect": "Allow", "Action": ["s3:PutObject"], "Resource": ["arn:b/events/*"]}


def test_log_writers_cannot_make_log_groups() -> None:
    assert "logs:CreateLogGroup" not in policies.write_logs("arn:g")["Action"], "a group made by accident has no retention"
