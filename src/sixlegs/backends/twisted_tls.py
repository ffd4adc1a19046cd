"""Owns the TLS settings of the Twisted client, which come from pyOpenSSL where the others have the `ssl` module."""

from __future__ import annotations

import functools
import ssl
from typing import Any

from OpenSSL import SSL
from service_identity import VerificationError
from service_identity.hazmat import DNS_ID, IPAddress_ID, verify_service_identity
from service_identity.pyopenssl import extract_patterns
from twisted.internet.interfaces import IOpenSSLClientConnectionCreator
from zope.interface import implementer  # type: ignore[import-untyped]

from sixlegs.backends.lookup import is_literal
from sixlegs.backends.tls import authorities
from sixlegs.model import Policy

# pyOpenSSL hands over OpenSSL's error numbers; these are the words that the ssl module has for the common ones.
WORDS = {
    9: "certificate is not yet valid",
    10: "certificate has expired",
    18: "self-signed certificate",
    19: "self-signed certificate in certificate chain",
    20: "unable to get local issuer certificate",
    21: "unable to verify the first certificate",
}


@implementer(IOpenSSLClientConnectionCreator)
class Creator:
    """Opens TLS to one host, and keeps what was wrong with its certificate: Twisted's own error does not say."""

    def __init__(self, policy: Policy, host: str) -> None:
        self.trouble: ssl.SSLCertVerificationError | None = None
        self._insecure = policy.insecure
        self._context = context(None if policy.insecure else authorities(policy))
        self._host = host
        self._identity = IPAddress_ID(host) if is_literal(host) else DNS_ID(host)

    def clientConnectionForTLS(self, tlsProtocol: Any) -> SSL.Connection:  # noqa: N802, N803  Twisted's names
        """Make the OpenSSL side of a connection."""
        connection = SSL.Connection(self._context, None)
        connection.set_app_data(tlsProtocol)
        if not is_literal(self._host):
            connection.set_tlsext_host_name(self._host.encode("ascii"))  # RFC 6066 3: no addresses
        if not self._insecure:
            connection.set_verify(SSL.VERIFY_PEER, self._verify)
        return connection

    def _verify(self, _: object, certificate: Any, number: int, depth: int, passed: int) -> bool:
        if not passed:
            self._refuse(WORDS.get(number, "certificate verify failed"))
        elif depth == 0:
            try:
                verify_service_identity(extract_patterns(certificate), [self._identity], [])
            except Exception as error:  # noqa: BLE001  what a callback of OpenSSL raises is lost
                mismatch = "IP address" if is_literal(self._host) else "Hostname"
                words = f"{mismatch} mismatch, certificate is not valid for '{self._host}'"
                self._refuse(words if isinstance(error, VerificationError) else "certificate verify failed")
        return self.trouble is None

    def _refuse(self, words: str) -> None:
        self.trouble = ssl.SSLCertVerificationError(words)
        self.trouble.verify_message = words


@functools.cache
def context(ca_file: str | None) -> SSL.Context:
    """Make the process's context that trusts `ca_file`, or one that asks for nothing; raises SSL.Error."""
    made = SSL.Context(SSL.TLS_CLIENT_METHOD)
    made.set_min_proto_version(SSL.TLS1_2_VERSION)
    if ca_file is not None:
        made.load_verify_locations(ca_file)
    return made
