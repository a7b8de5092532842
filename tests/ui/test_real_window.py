"""A window on a real X server: what the offscreen platform cannot tell."""

import subprocess
import sys

WINDOW = """
from PySide6.QtWidgets import QApplication, QLabel
application = QApplication([])
label = QLabel("Quốc hội thông qua nghị quyết")
label.resize(400, 80)
label.show()
while not label.windowHandle().isExposed():
    application.processEvents()
shot = label.screen().grabWindow(0, label.x(), label.y(), 400, 80).toImage()
colours = {shot.pixelColor(x, y).name() for x in range(0, 400, 2) for y in range(0, 80, 2)}
print(application.platformName(), shot.width(), len(colours) > 1)
"""


def test_a_window_opens_and_is_painted(xvfb):
    done = subprocess.run(
        [sys.executable, "-c", WINDOW], env=xvfb, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "xcb 400 True\n", "")
