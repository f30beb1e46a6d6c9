"""The contract gate."""

GATE = "contract"
