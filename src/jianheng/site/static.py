"""How static files are stored: hashed names, compressed, and a missing file is an error."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # published without types
    """WhiteNoise's hashed storage; the manifest is required, so a page never links a file that is not there."""
