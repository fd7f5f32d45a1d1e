"""A matplotlib backend whose window is a line on stdout, for MPLBACKEND.

The line is written past Python's buffer, so it stands where the window would wait.
"""

import os
import sys

from matplotlib.backend_bases import FigureManagerBase
from matplotlib.backends.backend_agg import FigureCanvasAgg


class FigureManager(FigureManagerBase):
    def show(self):
        pass

    @classmethod
    def start_main_loop(cls):
        os.write(sys.stdout.fileno(), b"a window waits\n")


class FigureCanvas(FigureCanvasAgg):
    manager_class = FigureManager
