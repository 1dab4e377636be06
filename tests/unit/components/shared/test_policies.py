import json

from components.shared import policies


def test_a_document_has_the_version_that_variables_need() -> None:
    assert json.loads(policies.document(policies.put_records("arn:s")))["Version"] == "2012-10-17"


def test_without_a_customer_key_nothing_is_granted_on_keys() -> None:
    assert policies.use_key(None) == policies.read_with_keys([None, ""]) == []


def test_a_former_key_is_for_decryption_alone() -> None:
    assert policies.use_key("arn:new", ["arn:old", "arn:older"]) == [
        {
            "Effect": "Allow",
            "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
            "Resource": ["arn:new"],
        },
        {"Effect": "Allow", "Action": ["kms:Decrypt"], "Resource": ["arn:old", "arn:older"]},
    ]


def test_a_former_key_stays_readable_after_the_customer_key_was_given_up() -> None:
    assert policies.use_key(None, ["arn:old"]) == [
        {"Effect": "Allow", "Action": ["kms:Decrypt"], "Resource": ["arn:old"]}
    ]


def test_writing_objects_does_not_grant_reading_or_deleting_them() -> None:
    assert policies.write_objects("arn:b", ["events/"]) == {
        "Effect": "Allow",
        "Action": ["s3:PutObject"],
        "Resource": ["arn:b/events/*"],
    }


def test_log_writers_cannot_make_log_groups() -> None:
    assert "logs:CreateLogGroup" not in policies.write_logs("arn:g")["Action"], (
        "a group made by accident has no retention"
    )
