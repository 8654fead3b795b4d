"""Whoosh with what its documentation says makes indexing faster: processes, memory, segments apart, all stems kept."""

from __future__ import annotations

from bench.peers import PROCESSES
from bench.peers.stock_whoosh import Whoosh

PEER = Whoosh("Whoosh, tuned", -1, procs=PROCESSES, limitmb=256, multisegment=True)
