"""Tile logs in the forms of C2SP, for either hash: proofs, tiles, notes, proof texts, policies, witness requests.

Bytes in, bytes out: no storage, clock or network. What a log stores and a witness remembers is theirs (Art. 7.3, 7.5).
"""
