"""How a satellite is paired with a coach, by the code that was read there and typed here."""

import asyncio
import hmac
import secrets

from voiceskill.complaint import Complaint
from voiceskill.pairing.codes import prove
from voiceskill.pairing.credentials import Credential, Credentials
from voiceskill.satellite.calling import Address, RefusedError, calling
from voiceskill.satellite.messages import VERSION, Hello


async def introduce(address: Address, room: str, code: str, credentials: Credentials) -> None:
    """Pair this satellite with a coach, in place of how they knew each other before.

    Args:
        address: Where he is.
        room: Key of the room in which the satellite stands.
        code: As he has shown it.
        credentials: Where he is remembered.

    Raises:
        Complaint: He cannot be reached, has no such room, or the code is wrong; or it is not he who answers.
    """
    try:
        async with calling(address) as call:
            nonce = secrets.token_hex(16)
            proof = await asyncio.to_thread(prove, code, call.fingerprint, nonce, "satellite")
            welcome = await call.greet(Hello(version=VERSION, room=room, nonce=nonce, proof=proof))
    except RefusedError as error:
        raise Complaint(str(error)) from error
    right = await asyncio.to_thread(prove, code, call.fingerprint, nonce, "coach")
    if not welcome.token or not hmac.compare_digest(right.encode(), (welcome.proof or "").encode(errors="replace")):
        raise Complaint(
            f"Who answers at {address} does not know the code, and is no coach of yours: look which machine that is."
        )
    credentials.keep(str(address), Credential(call.fingerprint, welcome.token))
