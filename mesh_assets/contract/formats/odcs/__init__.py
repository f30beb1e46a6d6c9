"""ODCS 3.x (Bitol, the Open Data Contract Standard).

In ODCS an absent value and a null are the same thing.
"""
