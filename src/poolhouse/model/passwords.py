"""Setting and checking passwords: policy, history and the verifier that is kept of them."""

from __future__ import annotations

import msgspec

from poolhouse.model import password_policy, srp
from poolhouse.model.identifiers import RandomBytes
from poolhouse.model.password_policy import PasswordPolicy
from poolhouse.model.user import PasswordRecord, User, UserStatus
from poolhouse.model.user_pool import UserPool

SALT_BYTES = 16
_DAY = 86400


def weakness(pool: UserPool, password: str) -> str | None:
    """Why the pool's policy refuses the password, or None."""
    policy = pool.password_policy
    return password_policy.check(
        PasswordPolicy(
            minimum_length=policy.minimum_length or 8,
            require_uppercase=policy.require_uppercase is not False,
            require_lowercase=policy.require_lowercase is not False,
            require_numbers=policy.require_numbers is not False,
            require_symbols=policy.require_symbols is not False,
        ),
        password,
    )


def new_record(
    pool: UserPool, username: str, password: str, *, now: float, random_bytes: RandomBytes, temporary: bool = False
) -> PasswordRecord:
    salt = srp.salt_from(random_bytes(SALT_BYTES))
    verifier = srp.verifier(pool.short_name, username, password, salt)
    return PasswordRecord(salt=salt, verifier=verifier.to_bytes(384, "big"), set_at=now, temporary=temporary)


def matches(pool: UserPool, username: str, record: PasswordRecord, password: str) -> bool:
    """Takes the same time whatever the outcome."""
    return srp.password_matches(
        int.from_bytes(record.verifier, "big"), pool.short_name, username, password, record.salt
    )


def used_before(pool: UserPool, user: User, password: str) -> bool:
    """True when the pool keeps a history and the password is in it."""
    history = pool.password_policy.password_history_size or 0
    known = (*((user.password,) if user.password else ()), *user.earlier_passwords)[:history]
    return any(matches(pool, user.username, record, password) for record in known)


def with_password(pool: UserPool, user: User, record: PasswordRecord, status: UserStatus, *, now: float) -> User:
    """The user with a new password, the old one in the history as far as the pool keeps one."""
    history = max(0, (pool.password_policy.password_history_size or 0) - 1)
    earlier = (*((user.password,) if user.password else ()), *user.earlier_passwords)[:history]
    return msgspec.structs.replace(user, password=record, earlier_passwords=earlier, status=status, modified_at=now)


def temporary_password_expired(pool: UserPool, record: PasswordRecord, now: float) -> bool:
    """Zero days means the default of seven (Cognito API reference, PasswordPolicyType)."""
    days = pool.password_policy.temporary_password_validity_days or 7
    return record.temporary and now > record.set_at + days * _DAY
