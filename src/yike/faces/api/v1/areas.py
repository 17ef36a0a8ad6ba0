"""Areas: the list, one with its border, and which one a point is in."""

from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Field, Router
from ninja.pagination import paginate

from yike.core.areas import queries, rules
from yike.core.areas.models import Area, AreaLevel
from yike.faces.api.v1.pages import Pages
from yike.faces.api.v1.shapes import REFUSED, AreaLine, AreaWhole, Latitude, Level, Longitude

router = Router()


@router.get("", response={200: list[AreaLine], **REFUSED}, operation_id="areas")
@paginate(Pages)
def listed(request: HttpRequest, level: Level | None = None) -> Any:
    """List the areas you see, in the order of the tree; ``level`` picks one level."""
    areas = queries.visible_to(request.user).open().light()
    return areas.filter(level=level) if level else areas


@router.get("/at", response={200: AreaLine, **REFUSED}, operation_id="area_at")
def at(request: HttpRequest, lon: Longitude, lat: Latitude, level: Level = "grid") -> Area:
    """Say which area of a level a point is in; 404 where none of yours."""
    found = queries.locate_one(lon, lat, AreaLevel(level))
    if found is None or not rules.SEE.allows(request.user, found):
        raise Http404
    return found


Code = Annotated[str, Field(max_length=32, pattern=r"^[0-9A-Za-z._-]+$")]


@router.get("/one", response={200: AreaWhole, **REFUSED}, operation_id="area")
def one(request: HttpRequest, code: Code) -> AreaWhole:
    """Give one area with its border."""
    area = queries.visible_to(request.user).filter(code=code).first()
    if area is None:
        raise Http404
    around = [above.code for above in queries.ancestors(area)]
    return AreaWhole(
        code=area.code,
        name=area.name,
        level=area.level,
        households=area.households,
        polygon=area.polygon,
        around=around,
    )
