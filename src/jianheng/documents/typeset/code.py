"""The QR code to the check page."""

import io

import segno


def qr_svg(address: str) -> str:
    """An SVG of a QR code with error correction M, version 4 at least, with its quiet zone."""
    code = segno.make(address, error="m", micro=False, boost_error=False)
    if isinstance(code.version, int) and code.version < 4:
        code = segno.make(address, error="m", version=4, boost_error=False)
    out = io.BytesIO()
    code.save(out, kind="svg", border=4, xmldecl=False, svgns=True, nl=False)
    return out.getvalue().decode()
