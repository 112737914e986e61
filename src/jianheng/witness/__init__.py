"""The separate program of a witness, and of a mirror: run by a body that owes the county nothing (Art. 7.3).

It needs neither the county's database nor its settings: crypto and charter are all it stands on.
"""
