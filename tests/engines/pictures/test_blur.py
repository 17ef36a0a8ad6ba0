"""What is blurred cannot be known again, and the rest stays as it was."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from yike.engines.faults import Fault
from yike.engines.pictures.blur import CELLS, COARSE, blurred, cells
from yike.engines.pictures.clean import clean_photo


def noise(width: int = 320, height: int = 160) -> bytes:
    pixels = np.random.default_rng(7).integers(0, 255, (height, width, 3), np.uint8)
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG")
    return clean_photo(out.getvalue()).jpeg


def pixels(jpeg: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(jpeg)), np.int16)


def test_a_cell_is_its_part_of_the_photo() -> None:
    [box] = cells([CELLS + 2])
    assert (box.left, box.top, box.right, box.bottom) == (2 / 8, 1 / 8, 3 / 8, 2 / 8)
    assert cells([5, 5, 3]) == cells([3, 5])


@pytest.mark.parametrize("cell", [-1, 64, 10_000])
def test_a_cell_outside_is_refused(cell: int) -> None:
    with pytest.raises(Fault, match="outside the photo"):
        cells([cell])


def test_noise_in_a_blurred_cell_becomes_few_flat_squares_and_the_rest_stays() -> None:
    before = noise()
    photo = blurred(before, cells([0, 1, 8, 9]))
    assert (photo.width, photo.height) == (320, 160)
    inside, outside = pixels(photo.jpeg)[4:36, 4:76], pixels(photo.jpeg)[60:, 120:]
    assert inside.std() < 0.4 * pixels(before)[4:36, 4:76].std()
    assert np.abs(outside - pixels(before)[60:, 120:]).mean() < 12  # what JPEG itself changes
    assert COARSE < 8


def test_nothing_ticked_changes_no_more_than_writing_it_again_does() -> None:
    before = noise()
    assert np.abs(pixels(blurred(before, []).jpeg) - pixels(before)).mean() < 12
