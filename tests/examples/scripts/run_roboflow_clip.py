"""Run the example roboflow-clip with a server that speaks Roboflow's interface."""

import sys

from loading import load
from roboflow import serving

with serving() as server:
    path = sys.argv[1]
    sys.argv[1:] = ["cat", "--server", server]
    load(path).main()
