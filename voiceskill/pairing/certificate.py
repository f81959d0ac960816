"""The coach's certificate, by which a satellite knows him again: made once, and signed by nobody else."""

import asyncio
import hashlib
import ssl
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from voiceskill.complaint import Complaint
from voiceskill.config.saving import locked
from voiceskill.pairing.place import CERTIFICATE
from voiceskill.replacing import replacing

_FROM = datetime(2020, 1, 1, tzinfo=UTC)
"""Long ago: a small machine without a network may believe that it is years earlier."""
_UNTIL = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
"""Means that there is no end (RFC 5280, 4.1.2.5)."""


def server_context(folder: Path) -> ssl.SSLContext:
    """Return what the coach speaks TLS 1.3 with; the certificate is made where there is none yet.

    Args:
        folder: Where it is kept, with its key, in one file for the owner alone.

    Raises:
        Complaint: It cannot be read or made.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    file = _certificate_file(folder)
    try:
        context.load_cert_chain(file)
    except OSError as error:  # ssl.SSLError is one
        raise _unreadable(file, error) from error
    return context


def fingerprint_of(folder: Path) -> str:
    """Return the SHA-256 of the coach's certificate in hexadecimal, 64 digits; it is made where there is none yet.

    Raises:
        Complaint: It cannot be read or made.
    """
    file = _certificate_file(folder)
    try:
        certificate = x509.load_pem_x509_certificate(file.read_bytes())
    except (OSError, ValueError) as error:
        raise _unreadable(file, error) from error
    return certificate.fingerprint(hashes.SHA256()).hex()


def satellite_context() -> ssl.SSLContext:
    """Return what a satellite speaks TLS 1.3 with: any certificate will do here, for its fingerprint is compared."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def peer_fingerprint(writer: asyncio.StreamWriter) -> str:
    """Return the SHA-256 of the certificate at the other end, in hexadecimal.

    Raises:
        ConnectionError: There is none: the connection is not encrypted, or gone.
    """
    connection: ssl.SSLObject | None = writer.get_extra_info("ssl_object")
    certificate = connection.getpeercert(binary_form=True) if connection else None
    if not certificate:
        raise ConnectionError("the other end has shown no certificate")
    return hashlib.sha256(certificate).hexdigest()


def _certificate_file(folder: Path) -> Path:
    file = folder / CERTIFICATE
    if file.exists():
        return file
    with suppress(OSError):  # `locked` says it better
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with locked(folder):
        if not file.exists():
            try:
                # Both in one file: a power cut leaves no key without its certificate.
                with replacing(file) as draft:
                    draft.write(_new_certificate())
            except OSError as error:
                raise Complaint(f"The certificate {file} cannot be written: {error.strerror}.") from error
    return file


def _new_certificate() -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "voiceskill")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_FROM)
        .not_valid_after(_UNTIL)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private + certificate.public_bytes(serialization.Encoding.PEM)


def _unreadable(file: Path, error: Exception) -> Complaint:
    # Whatever OpenSSL says of a damaged file helps nobody.
    known = isinstance(error, OSError) and not isinstance(error, ssl.SSLError)
    reason = error.strerror if known and isinstance(error, OSError) else "it is damaged"
    return Complaint(
        f"The certificate {file} cannot be read: {reason}; bring it back from a backup, or delete it and pair the "
        "satellites anew."
    )
