"""The text of a key: it comes back as it was made, and one wrong character is detected without looking anything up."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.keys import ALL_SCOPES, Scope, allows, make_key, parse_key

KNOWN = "lmsk_test_abcDEF012345_0123456789abcdefghijABCDEFGHIJ01_4xRZwK"
CHARACTERS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


def test_a_key_comes_back_as_it_was_made() -> None:
    made = make_key("live")
    read = parse_key(made.text)
    assert read == made
    assert made.text.startswith(f"lmsk_live_{made.public_id}_{made.secret}_")
    assert made.digest == hashlib.sha256(made.secret.encode()).digest()
    assert made.matches(made.digest)
    assert not made.matches(make_key("live").digest)


def test_no_two_keys_are_alike_and_a_secret_has_at_least_160_bits() -> None:
    keys = [make_key("live") for _ in range(200)]
    assert len({key.public_id for key in keys}) == len({key.secret for key in keys}) == 200
    assert len(CHARACTERS) ** len(keys[0].secret) > 2**160
    assert {character for key in keys for character in key.secret} == set(CHARACTERS)


def test_the_form_stays_as_it_is() -> None:
    """Keys that were given out must stay good: the checksum is that of the first release."""
    assert parse_key(KNOWN) is not None


@given(place=st.integers(0, len(KNOWN) - 1), character=st.sampled_from(CHARACTERS + "_- \n"))
def test_one_wrong_character_is_detected(place: int, character: str) -> None:
    wrong = KNOWN[:place] + character + KNOWN[place + 1 :]
    assert (parse_key(wrong) is None) == (wrong != KNOWN)


@pytest.mark.parametrize("text", ["", "lmsk_", KNOWN[:-1], KNOWN + "0", KNOWN + "\n", KNOWN.upper(), KNOWN * 1000])
def test_text_that_is_no_key_is_rejected(text: str) -> None:
    assert parse_key(text) is None


def test_a_key_does_not_show_itself() -> None:
    made = make_key("live")
    assert made.secret not in repr(made)
    assert made.public_id in repr(made)


def test_admin_includes_the_other_scopes_and_nothing_else_does() -> None:
    for scope in Scope:
        assert allows({Scope.ADMIN}, scope)
        assert allows({scope}, scope)
        assert not allows(ALL_SCOPES - {scope, Scope.ADMIN}, scope)
