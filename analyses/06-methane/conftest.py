"""The modules of this analysis stand beside its tests."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
