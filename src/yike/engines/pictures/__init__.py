"""Photographs from strangers' phones: looked at, turned upright, freed of all they tell besides the picture."""

from yike.engines.pictures.clean import Photo, clean_photo

__all__ = ["Photo", "clean_photo"]
