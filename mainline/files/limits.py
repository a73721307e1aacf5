"""What a file may weigh and unpack to."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one file. Bytes and pixels are this installation's choice; the others hold everywhere."""

    max_bytes: int = 50 * MIB
    max_pixels: int = 100_000_000
    """Width times height of a picture, by its header."""
    max_members: int = 10_000
    """Files in an archive, those of archives in it among them."""
    max_unpacked: int = 1024 * MIB
    """Bytes that an archive may unpack to."""
    max_ratio: int = 200
    """Bytes out for each byte in, once :attr:`free_bytes` came out; office XML packs 5 to 30 to one."""
    free_bytes: int = 64 * MIB
    max_depth: int = 2
    """Archives inside one another, the outermost among them."""
