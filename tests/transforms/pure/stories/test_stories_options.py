"""The options of stories are read by each command: their module imports nothing heavy."""

import subprocess
import sys

from transforms.pure.stories.options import StoryOptions


def test_options_come_without_numpy() -> None:
    program = "import sys, transforms.pure.stories.options; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
    assert StoryOptions().look_back_days == 7
