"""Signs a commit as a FIDO security key does (ed25519 and ecdsa), touched and untouched; PROTOCOL.sshsig and PROTOCOL.u2f of OpenSSH."""

import base64
import hashlib
import struct
import sys

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, utils
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

APPLICATION = b"ssh:"


def string(value):
    return struct.pack(">I", len(value)) + value


def mpint(number):
    return string(number.to_bytes(number.bit_length() // 8 + 1, "big"))


class Ed25519:
    kind = b"sk-ssh-ed25519@openssh.com"

    def __init__(self):
        self.key = ed25519.Ed25519PrivateKey.generate()

    def public(self):
        return string(self.kind) + string(self.key.public_key().public_bytes_raw()) + string(APPLICATION)

    def sign(self, message):
        return self.key.sign(message)


class Ecdsa:
    kind = b"sk-ecdsa-sha2-nistp256@openssh.com"

    def __init__(self):
        self.key = ec.generate_private_key(ec.SECP256R1())

    def public(self):
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return string(self.kind) + string(b"nistp256") + string(point) + string(APPLICATION)

    def sign(self, message):
        r, s = utils.decode_dss_signature(self.key.sign(message, ec.ECDSA(hashes.SHA256())))
        return mpint(r) + mpint(s)


def armored(key, payload, flags):
    to_sign = b"SSHSIG" + string(b"git") + string(b"") + string(b"sha512") + string(hashlib.sha512(payload).digest())
    tail = bytes([flags]) + struct.pack(">I", 7)
    signed = hashlib.sha256(APPLICATION).digest() + tail + hashlib.sha256(to_sign).digest()
    signature = string(key.kind) + string(key.sign(signed)) + tail
    blob = b"SSHSIG" + struct.pack(">I", 1) + string(key.public()) + string(b"git") + string(b"") + string(b"sha512")
    text = base64.b64encode(blob + string(signature)).decode()
    lines = [text[i : i + 70] for i in range(0, len(text), 70)]
    return "\n".join(["-----BEGIN SSH SIGNATURE-----", *lines, "-----END SSH SIGNATURE-----"])


def signed_commit(key, payload, flags):
    headers, message = payload.split(b"\n\n", 1)
    return headers + b"\ngpgsig " + armored(key, payload, flags).replace("\n", "\n ").encode() + b"\n\n" + message


def main():
    if sys.argv[1] == "--signature":
        header = open(sys.argv[2], "rb").read().split(b"\ngpgsig ", 1)[1].split(b"\n\n", 1)[0]
        sys.stdout.buffer.write(header.replace(b"\n ", b"\n") + b"\n")
        return
    payload = open(sys.argv[1], "rb").read()
    for name, key in (("sk-ed25519", Ed25519()), ("sk-ecdsa", Ecdsa())):
        with open(f"{sys.argv[2]}/{name}.pub", "w") as file:
            file.write(f"{key.kind.decode()} {base64.b64encode(key.public()).decode()}\n")
        for suffix, flags in (("", 1), ("-untouched", 0)):
            with open(f"{sys.argv[2]}/{name}{suffix}.commit", "wb") as file:
                file.write(signed_commit(key, payload, flags))


main()
