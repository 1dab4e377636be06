"""Restricted values: dropped, hashed or kept."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING

import pytest

from clickstream.contract import Contract, Protection
from clickstream.contract.odcs import read_contract
from tests.unit.contract.files import added, column, edited, protected
from tests.unit.converter.fakes import converted, event, only_row

if TYPE_CHECKING:
    from pathlib import Path


NOT_STORED = ("ada@example.com", "192.0.2.10")


def test_a_dropped_value_is_nowhere_in_the_row(clickstream: Contract) -> None:
    row = only_row(clickstream, event(email="ada@example.com", ip_address="192.0.2.10", x=1))
    assert not {"email", "ip_address"} & set(row), "the column is not in the table"
    assert not [value for value in row.values() if str(value) in NOT_STORED], (
        "no other column has the value"
    )
    assert row["extra"] == '{"x":1}', "nor in extra"


@pytest.mark.parametrize("protection", Protection)
def test_a_restricted_value_is_not_stored_under_another_name(
    tmp_path: Path, protection: Protection
) -> None:
    contract = read_contract(
        edited(
            tmp_path,
            protected("email", str(protection)),
            column("email", transformSourceObjects=["email", "mail", "e-mail"]),
        )
    )
    for sent in (
        {"mail": "ada@example.com"},
        {"email": "x", "mail": "ada@example.com"},
        {"email": None, "mail": None, "e-mail": "ada@example.com"},
    ):
        row = only_row(contract, event(**sent))
        assert row["extra"] is None, "no alias of a restricted field is an unknown field"


def test_a_restricted_value_may_be_of_any_type(clickstream: Contract) -> None:
    row = only_row(clickstream, event(email=["ada@example.com"], ip_address={"v4": "192.0.2.10"}))
    assert row["extra"] is None, "a wrong type does not make it an unknown field"


def test_a_hashed_value_is_its_keyed_digest(tmp_path: Path) -> None:
    contract = read_contract(edited(tmp_path, protected("email", "hash")))
    key = b"a key of 16 bytes"
    expected = hmac.new(key, b"ada@example.com", hashlib.sha256).hexdigest()
    assert (
        only_row(contract, event(email="ada@example.com"), protection_key=key)["email"] == expected
    )
    assert (
        only_row(contract, event(email="ada@example.com"), protection_key=b"another key of 16")[
            "email"
        ]
        != expected
    ), "values cannot be guessed without the key"


def test_equal_values_have_equal_hashes(tmp_path: Path) -> None:
    contract = read_contract(edited(tmp_path, protected("email", "hash")))
    hashes = (
        converted(contract, event(email="a"), event(email="b"), event(email="a"), event())
        .rows["email"]
        .to_list()
    )
    assert hashes[0] == hashes[2] != hashes[1], "hashed values can be joined"
    assert hashes[3] is None, "null has no hash"


def test_hashing_without_a_key_is_refused(tmp_path: Path) -> None:
    contract = read_contract(edited(tmp_path, protected("email", "hash")))
    with pytest.raises(
        ValueError, match="column 'email' is to be hashed, but the function has no protection key"
    ):
        converted(contract, event(email="a"), protection_key=None)


def test_a_kept_value_is_stored_as_sent(tmp_path: Path) -> None:
    contract = read_contract(edited(tmp_path, protected("email", "keep")))
    assert only_row(contract, event(email="ada@example.com"))["email"] == "ada@example.com"


def test_a_kept_number_keeps_its_type(tmp_path: Path) -> None:
    contract = read_contract(edited(tmp_path, protected("quantity", "keep")))
    assert only_row(contract, event(quantity=3))["quantity"] == 3


def test_a_column_may_be_derived_from_one_that_is_dropped(tmp_path: Path) -> None:
    domain = added("email_domain", transformLogic="SPLIT_PART(email, '@', 2)")
    row = only_row(read_contract(edited(tmp_path, domain)), event(email="ada@example.com"))
    assert (row["email_domain"], "email" in row) == ("example.com", False), (
        "the derived column is stored, its source is not"
    )


def test_a_column_may_be_computed_from_a_dropped_number(tmp_path: Path) -> None:
    contract = read_contract(edited(tmp_path, protected("product_price", "drop")))
    assert (
        only_row(contract, event(event_type="purchase", product_price=1.5, quantity=2))["revenue"]
        == 3.0
    ), "a dropped column has its type"


def test_a_wrong_value_of_a_dropped_column_does_not_quarantine_the_line(tmp_path: Path) -> None:
    contract = read_contract(edited(tmp_path, protected("product_price", "drop")))
    assert (
        only_row(contract, event(event_type="purchase", product_price="secret"))["revenue"] == 0.0
    ), "the quarantine would store the dropped value"


def test_a_column_may_be_derived_from_one_that_is_hashed(tmp_path: Path) -> None:
    domain = added("email_domain", transformLogic="SPLIT_PART(email, '@', 2)")
    row = only_row(
        read_contract(edited(tmp_path, protected("email", "hash"), domain)),
        event(email="ada@example.com"),
    )
    assert (row["email_domain"], len(row["email"])) == ("example.com", 64), (
        "derivations use the value, the table stores its hash"
    )


def test_a_derived_column_may_be_hashed(tmp_path: Path) -> None:
    derived = added(
        "who",
        transformLogic="LOWER(email)",
        classification="restricted",
        customProperties=[{"property": "protection", "value": "hash"}],
    )
    rows = converted(
        read_contract(edited(tmp_path, derived)),
        event(email="Ada@Example.com"),
        event(email="ada@example.com"),
    ).rows
    assert rows["who"].n_unique() == 1, "it is hashed after it is derived"
    assert len(rows["who"][0]) == 64
