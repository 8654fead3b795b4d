"""Engines that index documents and answer queries; `base.py` has the contract."""
