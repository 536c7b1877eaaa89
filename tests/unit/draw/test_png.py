import io

import numpy as np
import pytest
from PIL import Image

from tanmai.draw.png import png

PIXELS = np.random.default_rng(3).integers(0, 256, (7, 11, 4), dtype=np.uint8)


def test_a_png_gives_back_its_pixels():
    with Image.open(io.BytesIO(png(PIXELS, 300, {}))) as image:
        assert image.mode == "RGBA"
        np.testing.assert_array_equal(np.asarray(image), PIXELS)


def test_opacity_is_left_out_where_all_is_opaque():
    opaque = PIXELS.copy()
    opaque[:, :, 3] = 255
    with Image.open(io.BytesIO(png(opaque, 300, {}))) as image:
        assert image.mode == "RGB"
        np.testing.assert_array_equal(np.asarray(image), opaque[:, :, :3])


def test_a_png_says_what_it_shows_and_how_large():
    with Image.open(io.BytesIO(png(PIXELS, 300, {"Title": "省 CO₂", "Comment": ""}))) as image:
        assert image.info["Title"] == "省 CO₂"
        assert "Comment" not in image.info
        assert image.info["dpi"] == pytest.approx((300, 300), abs=0.1)
