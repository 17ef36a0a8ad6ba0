"""Datums used in China: WGS-84, CGCS2000, GCJ-02, BD-09; and coordinates that cannot be right.

WGS-84 and CGCS2000 differ by far less than a metre and are one here. GCJ-02 (maps of Amap, Tencent and most
phones) shifts a place in China by some hundred metres; BD-09 (Baidu) shifts GCJ-02 once more. The formulas
are the ones in public use since 2010; the authority has never published its own. Outside the box around
China GCJ-02 is WGS-84, and BD-09 keeps only its own shift. Inverses are found by iteration, not by the usual
one-step estimate, and return to the start within a millimetre.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yike.engines.faults import Fault
from yike.engines.reach.streets.model import Floats, metres_per_degree
from yike.engines.sheets.headers import DATUMS, datum_word

Pair = tuple[Floats, Floats]
Mask = NDArray[np.bool_]

CHINA = (72.004, 0.8293, 137.8347, 55.8271)  # the box in public use: west, south, east, north
KRASOVSKY_A = 6378245.0
KRASOVSKY_E2 = 0.00669342162296594323
_BD_TURN = np.pi * 3000.0 / 180.0
_ROUNDS = 12  # of the inverse, at most; each gains a decimal and a half or more
_SETTLED = 1e-9  # degrees, a tenth of a millimetre

FAR_M = 50_000.0  # places whose middle lies farther than this from the street map belong elsewhere
DETECT_LEAST = 12  # places needed before a datum is guessed
DETECT_MOST = 20_000
CLEARLY = 0.6  # the best datum must bring places this much nearer to the streets than any other


def datum_named(name: str, *, file: object = None, row: int | None = None, column: str | None = None) -> str:
    """Return "wgs84", "cgcs2000", "gcj02" or "bd09" for a name as people write it. Raises ``Fault``."""
    found = datum_word(name)
    if found:
        return found
    raise Fault(
        f"不认得坐标系“{name}”",
        f'the datum "{name}" is not known',
        do_zh="请用其中之一：wgs84（GPS、OSM）、cgcs2000（天地图）、gcj02（高德、腾讯）、bd09（百度）",
        do_en=f"Use one of: {', '.join(DATUMS)}",
        file=file,
        row=row,
        column=column,
    )


def in_china(lon: Floats, lat: Floats) -> Mask:
    """Return which places lie in the box around China; GCJ-02 shifts only those. NaN is outside."""
    west, south, east, north = CHINA
    return np.asarray((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north))


def _waves(t: Floats, *terms: tuple[float, float]) -> Floats:
    """Return 2/3 of the sum of ``size``·sin(``turns``·π·t) over the (size, turns) given."""
    total = np.zeros_like(t)
    for size, turns in terms:
        total += size * np.sin(turns * np.pi * t)
    return total * (2.0 / 3.0)


def _gcj_shift(lon: Floats, lat: Floats) -> Pair:
    """Return the shift in degrees from WGS-84 to GCJ-02 at a place, as if all the world were China."""
    x, y = lon - 105.0, lat - 35.0
    root = np.sqrt(np.abs(x))
    ripple = _waves(x, (20.0, 6.0), (20.0, 2.0))
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east += ripple + _waves(x, (20.0, 1.0), (40.0, 1 / 3), (150.0, 1 / 12), (300.0, 1 / 30))
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north += ripple + _waves(y, (20.0, 1.0), (40.0, 1 / 3), (160.0, 1 / 12), (320.0, 1 / 30))
    phi = np.radians(lat)
    w2 = 1.0 - KRASOVSKY_E2 * np.sin(phi) ** 2
    meridian = KRASOVSKY_A * (1.0 - KRASOVSKY_E2) / (w2 * np.sqrt(w2))
    parallel = KRASOVSKY_A / np.sqrt(w2) * np.cos(phi)
    return np.degrees(east / parallel), np.degrees(north / meridian)


def _settled(change_lon: Floats, change_lat: Floats) -> bool:
    """Return whether a round changed nothing that matters. NaN does not hold it up."""
    return not ((np.abs(change_lon) > _SETTLED) | (np.abs(change_lat) > _SETTLED)).any()


def _wgs_to_gcj(lon: Floats, lat: Floats) -> Pair:
    shift_lon, shift_lat = _gcj_shift(lon, lat)
    within = in_china(lon, lat)
    return np.where(within, lon + shift_lon, lon), np.where(within, lat + shift_lat, lat)


def _gcj_to_wgs(lon: Floats, lat: Floats) -> Pair:
    """Solve place + shift(place) = given; where the solution leaves the box there was no shift."""
    near = in_china(lon, lat) | in_china(lon + 1.0, lat + 1.0) | in_china(lon - 1.0, lat - 1.0)
    x, y = np.where(near, lon, np.nan), np.where(near, lat, np.nan)  # far away the formula runs wild
    for _ in range(_ROUNDS):
        before_x, before_y = x, y
        shift_lon, shift_lat = _gcj_shift(x, y)
        x, y = lon - shift_lon, lat - shift_lat
        if _settled(x - before_x, y - before_y):
            break
    within = in_china(x, y)
    return np.where(within, x, lon), np.where(within, y, lat)


def _gcj_to_bd(lon: Floats, lat: Floats) -> Pair:
    radius = np.hypot(lon, lat) + 0.00002 * np.sin(lat * _BD_TURN)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * _BD_TURN)
    return radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006


def _bd_to_gcj(lon: Floats, lat: Floats) -> Pair:
    x, y = lon - 0.0065, lat - 0.006
    for _ in range(_ROUNDS):
        ahead_lon, ahead_lat = _gcj_to_bd(x, y)
        x, y = x + lon - ahead_lon, y + lat - ahead_lat
        if _settled(lon - ahead_lon, lat - ahead_lat):
            break
    return x, y


def _wgs_to_bd(lon: Floats, lat: Floats) -> Pair:
    return _gcj_to_bd(*_wgs_to_gcj(lon, lat))


def _bd_to_wgs(lon: Floats, lat: Floats) -> Pair:
    return _gcj_to_wgs(*_bd_to_gcj(lon, lat))


def _same(lon: Floats, lat: Floats) -> Pair:
    return lon, lat


Turn = Callable[[Floats, Floats], Pair]
TO_WGS84: Mapping[str, Turn] = {"wgs84": _same, "cgcs2000": _same, "gcj02": _gcj_to_wgs, "bd09": _bd_to_wgs}
FROM_WGS84: Mapping[str, Turn] = {"wgs84": _same, "cgcs2000": _same, "gcj02": _wgs_to_gcj, "bd09": _wgs_to_bd}


def _turned(turns: Mapping[str, Turn], lon: Floats, lat: Floats, datum: str) -> Pair:
    x, y = np.array(lon, np.float64), np.array(lat, np.float64)
    unusable = ~(np.isfinite(x) & np.isfinite(y))
    x[unusable] = y[unusable] = np.nan
    return turns[datum_named(datum)](x, y)


def to_wgs84(lon: Floats, lat: Floats, datum: str) -> Pair:
    """Return WGS-84 degrees for degrees in ``datum``, any shape, as new arrays; NaN stays NaN."""
    return _turned(TO_WGS84, lon, lat, datum)


def from_wgs84(lon: Floats, lat: Floats, datum: str) -> Pair:
    """Return degrees in ``datum`` for WGS-84 degrees, any shape, as new arrays; NaN stays NaN."""
    return _turned(FROM_WGS84, lon, lat, datum)


@dataclass(frozen=True)
class DatumGuess:
    """Which datum brings the places nearest to the streets.

    ``median_m`` is, for each datum tried, the median distance in metres from a place to its nearest street
    node. ``clear`` says whether one is so much better that it may be used without asking; otherwise
    ``datum`` is the one assumed. ``places`` is how many were looked at.
    """

    datum: str
    clear: bool
    median_m: dict[str, float]
    places: int


def _metres(lon: Floats, lat: Floats, middle: float) -> Floats:
    east, north = metres_per_degree(np.array([middle]))
    return np.column_stack((lon * east[0], lat * north[0]))


def detect(
    lon: Floats, lat: Floats, streets_lon: Floats, streets_lat: Floats, *, assumed: str = "wgs84"
) -> DatumGuess:
    """Guess the datum of k places from a WGS-84 street map, given by n points along its streets.

    Service doors and homes stand beside streets, so under the right datum the median place is near one. A
    shift of some hundred metres puts it anywhere in its block. A dense map makes that a small difference,
    so the guess is ``clear`` only with enough places, in China, and a median two fifths below the next.
    ``assumed`` is what holds otherwise.
    """
    usable = np.flatnonzero(np.isfinite(lon) & np.isfinite(lat))
    step = max(1, len(usable) // DETECT_MOST)
    x, y = lon[usable[::step]], lat[usable[::step]]
    nodes = np.isfinite(streets_lon) & np.isfinite(streets_lat)
    if len(x) < DETECT_LEAST or not nodes.any() or np.mean(in_china(x, y)) < 0.5:
        return DatumGuess(assumed, False, {}, len(x))
    middle = float(np.median(streets_lat[nodes]))
    from scipy.spatial import cKDTree  # noqa: PLC0415 - the web asks for datums often, for this never

    tree = cKDTree(_metres(streets_lon[nodes], streets_lat[nodes], middle))
    median_m = {}
    same = "cgcs2000" if assumed == "cgcs2000" else "wgs84"
    for datum in (same, "gcj02", "bd09"):
        distance, _ = tree.query(_metres(*to_wgs84(x, y, datum), middle))
        median_m[datum] = float(np.median(distance))
    best, second = sorted(median_m, key=lambda datum: median_m[datum])[:2]
    clear = median_m[best] < CLEARLY * median_m[second]
    return DatumGuess(best if clear else assumed, clear, median_m, len(x))


def _fault(zh: str, en: str, do: tuple[str, str], file: object, row: int | None) -> Fault:
    return Fault(zh, en, do_zh=do[0], do_en=do[1], file=file, row=row)


_SWAP = (
    "请对调经度、纬度两列的列名；GeoJSON 则对调每个坐标的先后",
    "Swap the names of the longitude and latitude columns; in GeoJSON, the order within each position",
)
_SWAP_ROW = ("请对调这一行的经度、纬度", "Swap longitude and latitude in this row")
_REPROJECT = (
    "请在 GIS 软件里转换为经纬度（EPSG:4326 或 EPSG:4490），单位是度",
    "Convert them to degrees (EPSG:4326 or EPSG:4490) in a GIS program",
)


def _fits(lon: Floats, lat: Floats) -> Mask:
    return np.asarray((np.abs(lon) <= 180.0) & (np.abs(lat) <= 90.0))


def _scale_of(lon: Floats, lat: Floats) -> int | None:
    """Return 10**5, 10**6 or 10**7 where whole numbers are degrees times that, as trackers store them."""
    if (lon != np.rint(lon)).any() or (lat != np.rint(lat)).any():
        return None
    for scale in (100_000, 1_000_000, 10_000_000):
        if in_china(lon / scale, lat / scale).all():
            return scale
    return None


def _misfit(lon: Floats, lat: Floats, *, every: bool) -> tuple[str, str, tuple[str, str]]:
    """Say what is wrong with the first of the places that do not fit on the globe; ``every`` if none does."""
    x, y = float(lon[0]), float(lat[0])
    if np.abs(lat).max() <= 180.0 and _fits(lat, lon).all():
        return (
            f"纬度是 {y:g}，经纬度颠倒了",
            f"the latitude is {y:g}: longitude and latitude are swapped",
            _SWAP if every else _SWAP_ROW,
        )
    if scale := _scale_of(lon, lat):
        do = f"请把两列都除以 {scale:,}", f"Divide both columns by {scale:,}"
        return (
            f"经纬度是放大了 {scale:,} 倍的整数",
            f"the degrees are whole numbers, {scale:,} times too large",
            do,
        )
    if np.abs(np.concatenate((lon, lat))).min() > 360.0:
        return (
            f"{x:g}, {y:g} 是以米计的投影坐标，不是经纬度",
            f"{x:g}, {y:g} are projected coordinates in metres, not degrees",
            _REPROJECT,
        )
    do = "请改正这一行的坐标，没有就留空", "Correct the coordinates in this row, or leave them empty"
    return f"{x:g}, {y:g} 不在地球上", f"{x:g}, {y:g} is not on the globe", do


def check_degrees(lon: Floats, lat: Floats, *, rows: NDArray[np.int64], file: object = None) -> None:
    """Refuse coordinates that are not degrees. NaN is let pass.

    Raises ``Fault`` with the first such row (``rows``, k) and the remedy: swapped columns, metres of a
    projection, degrees times 10**5 to 10**7, or a typing error in one row.
    """
    wrong = np.flatnonzero(~_fits(lon, lat) & ~(np.isnan(lon) | np.isnan(lat)))
    if not len(wrong):
        return
    first = int(wrong[0])
    every = len(wrong) == np.count_nonzero(~(np.isnan(lon) | np.isnan(lat)))
    zh, en, do = _misfit(lon[wrong], lat[wrong], every=every)
    raise _fault(zh, en, do, file, int(rows[first]))


def _outside_m(lon: Floats, lat: Floats, box: tuple[float, float, float, float]) -> Floats:
    """Return metres from each place to a box in degrees, 0 within; great-circle, good over any distance."""
    x, y = np.clip(lon, box[0], box[2]), np.clip(lat, box[1], box[3])
    half_lat, half_lon = np.radians(lat - y) / 2.0, np.radians(lon - x) / 2.0
    chord = np.sin(half_lat) ** 2 + np.cos(np.radians(lat)) * np.cos(np.radians(y)) * np.sin(half_lon) ** 2
    return 2.0 * 6_371_008.8 * np.arcsin(np.sqrt(np.minimum(chord, 1.0)))


def check_near(
    lon: Floats,
    lat: Floats,
    streets_lon: Floats,
    streets_lat: Floats,
    *,
    rows: NDArray[np.int64],
    file: object = None,
) -> None:
    """Refuse places that belong to another city than the streets: half of them lie over 50 km outside.

    Single strays pass; snapping reports those. Raises ``Fault`` with the first such row: swapped columns
    where swapping would put them on the map, else the distance.
    """
    known = np.flatnonzero(np.isfinite(lon) & np.isfinite(lat))
    if not len(known) or not len(streets_lon):
        return
    x, y = lon[known], lat[known]
    box = (streets_lon.min(), streets_lat.min(), streets_lon.max(), streets_lat.max())
    away = _outside_m(x, y, box)
    middle = float(np.median(away))
    if middle <= FAR_M:
        return
    row = int(rows[known[np.argmax(away > FAR_M)]])
    if np.abs(x).max() <= 90.0 and float(np.median(_outside_m(y, x, box))) <= FAR_M:
        raise _fault("经纬度颠倒了", "longitude and latitude are swapped", _SWAP, file, row)
    far = f"{middle / 1000.0:,.0f}"
    raise _fault(
        f"这些地点离路网有 {far} 公里（从这一行起），不是同一个地方",
        f"the places lie {far} km from the streets (from this row on): not the same city",
        (
            "请检查街道文件与表格是否属于同一城市",
            "Check that the street file and the table are of the same city",
        ),
        file,
        row,
    )
