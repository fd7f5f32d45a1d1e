"""A matplotlib backend that can show: its window is a line on stdout, closed at once.

Chosen by MPLBACKEND=module://tests.window_backend. The line goes past Python's buffer,
so it stands in the output where the window would open.
"""

import os

from matplotlib.backend_bases import FigureManagerBase
from matplotlib.backends.backend_agg import FigureCanvasAgg


class FigureManager(FigureManagerBase):
    def show(self):
        (axes,) = self.canvas.figure.axes
        os.write(1, f"window: {axes.get_title()}\n".encode())


class FigureCanvas(FigureCanvasAgg):
    manager_class = FigureManager
