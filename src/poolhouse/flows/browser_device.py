"""A browser that is remembered as a device: it need not give a second factor again on the sign-in pages.

The pages make the device's secret themselves and leave it to the browser as a cookie. What is kept is what any device
leaves: the verifier of its secret (developer guide, "Working with user devices in your user pool").
"""

from __future__ import annotations

import msgspec

from poolhouse.flows import devices
from poolhouse.flows.context import Services, SignInRequest
from poolhouse.model import srp
from poolhouse.model.device import Device, DeviceSecret, new_device
from poolhouse.model.user import User
from poolhouse.model.user_pool import UserPool
from poolhouse.ports import Records
from poolhouse.tokens.jwt import base64url

KEY = "BROWSER_DEVICE_KEY"
SECRET = "BROWSER_DEVICE_SECRET"  # noqa: S105 - the name of a parameter
_SECRET_BYTES = 32


class BrowserDevice(msgspec.Struct, frozen=True):
    """What the browser keeps. It may be another user's by now, or forgotten: unlike a client's DEVICE_KEY it is never
    an error."""

    key: str
    secret: str

    @property
    def parameters(self) -> dict[str, str]:
        """Of a sign-in from this browser."""
        return {KEY: self.key, SECRET: self.secret}


async def known(request: SignInRequest, services: Services, user: User) -> bool:
    """Whether the browser is a remembered device of this user; a cookie proves it, which the pages alone may read."""
    key, secret = request.parameters.get(KEY), request.parameters.get(SECRET)
    if not key or not secret:
        return False
    async with services.store.read() as records:
        device = await records.get_device(request.pool.id, user.sub, key)
    if device is None or not device.remembered:
        return False
    verifier = int.from_bytes(device.secret.verifier, "big")
    if not srp.password_matches(verifier, device.group_key, key, secret, device.secret.salt):
        return False
    await devices.seen(request, services, device, services.clock.now())
    return True


async def remember(
    records: Records, services: Services, pool: UserPool, user: User, *, name: str | None, source_ip: str
) -> BrowserDevice:
    """A new device, remembered from now on. ``name`` is how the browser calls itself."""
    now, entropy = services.clock.now(), services.entropy
    new, salt = new_device(pool, entropy.uuid()), srp.salt_from(entropy.token_bytes(16))
    secret = base64url(entropy.token_bytes(_SECRET_BYTES)).decode()
    device = Device(
        pool_id=pool.id,
        sub=user.sub,
        key=new.key,
        group_key=new.group_key,
        name=name,
        secret=DeviceSecret(salt=salt, verifier=srp.pad(srp.verifier(new.group_key, new.key, secret, salt))),
        status="remembered",
        last_ip=source_ip or None,
        created_at=now,
        modified_at=now,
        authenticated_at=now,
    )
    await records.add_device(device)
    return BrowserDevice(new.key, secret)
