"""The QR code to the check page."""

import segno

NAMESPACE = 'xmlns="http://www.w3.org/2000/svg"'


def qr_svg(address: str) -> str:
    """An SVG of a QR code with error correction M, version 4 at least, with its quiet zone."""
    code = segno.make(address, error="m", micro=False, boost_error=False)
    if isinstance(code.version, int) and code.version < 4:
        code = segno.make(address, error="m", version=4, boost_error=False)
    return code.svg_inline(border=4).replace("<svg", f"<svg {NAMESPACE}", 1)
