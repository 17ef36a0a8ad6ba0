"""Every phrase of the report, Chinese and English side by side."""

from __future__ import annotations

Pair = tuple[str, str]

WEEKDAYS: tuple[Pair, ...] = (
    ("周一", "Monday"),
    ("周二", "Tuesday"),
    ("周三", "Wednesday"),
    ("周四", "Thursday"),
    ("周五", "Friday"),
    ("周六", "Saturday"),
    ("周日", "Sunday"),
)

WEIGHT_NAMES: dict[str, Pair] = {
    "households": ("户", "households"),
    "household": ("户", "households"),
    "户数": ("户", "households"),
    "户": ("户", "households"),
    "elders": ("老人", "elders"),
    "elder": ("老人", "elders"),
    "老人": ("老人", "elders"),
    "老人数": ("老人", "elders"),
    "老年人": ("老人", "elders"),
    "population": ("居民", "residents"),
    "residents": ("居民", "residents"),
    "人口": ("居民", "residents"),
    "homes": ("住址", "homes"),
    "jobs": ("岗位", "jobs"),
}

KIND_NAMES: dict[str, Pair] = {
    "schools": ("学校", "schools"),
    "school": ("学校", "school"),
    "healthcare": ("医疗点", "health care"),
    "health": ("医疗点", "health care"),
    "pharmacy": ("药店", "pharmacy"),
    "bank": ("银行", "bank"),
    "park": ("公园", "park"),
    "market": ("菜市场", "market"),
    "便民服务中心": ("便民服务中心", "service centre"),
    "便民服务站": ("便民服务站", "community service station"),
    "党群服务站": ("党群服务站", "Party and community station"),
    "公益空间": ("公益空间", "public-good space"),
    "养老助餐": ("养老助餐", "meals for elders"),
    "卫生服务站": ("卫生服务站", "health station"),
    "就业服务站": ("就业服务站", "employment station"),
    "法律服务点": ("法律服务点", "legal help"),
    "自助区24h": ("自助区24h", "24-hour self-service"),
    "邮政网点": ("邮政网点", "post office"),
    "邻里之家": ("邻里之家", "neighbours' house"),
    "银行网点": ("银行网点", "bank branch"),
    "集中登记点": ("集中登记点", "registration point"),
}

PACE_NAMES: dict[str, Pair] = {
    "adult": ("成年人", "adult"),
    "brisk": ("快走", "brisk"),
    "elder": ("老人", "elder"),
    "wheelchair": ("轮椅", "wheelchair"),
    "pram": ("婴儿车", "pram"),
}

PHRASES: dict[str, Pair] = {
    # numbers and units
    "min": ("{n} 分钟", "{n} min"),
    "m": ("{n} 米", "{n} m"),
    "km": ("{n} 公里", "{n} km"),
    "unreached": ("走不到", "not reachable"),
    "any_time": ("不论开放时间", "opening hours not considered"),
    "of": ("{part} / {whole}", "{part} of {whole}"),
    "space": ("", " "),
    "colon": ("：", ": "),
    "minutes": ("分钟", "minutes"),
    "comma": ("，", "; "),
    # head
    "brand": ("一刻", "Yike 一刻"),
    "house": ("步行一刻钟服务圈", "the quarter-hour walk"),
    "title": ("{place}步行 {minutes} 服务圈", "{place}: the {minutes} walk"),
    "title_bare": ("步行 {minutes} 服务圈", "The {minutes} walk"),
    "sketch": ("示意图", "Sketch map, not surveyed"),
    "sketch_note": (
        "底图为示意图：道路、水系与居民数为演示而绘制，不可用于决策，也不是公开地图。",
        (
            "The base map is a sketch: streets, water and residents were drawn to demonstrate. "
            "Not for decisions, and not an official map."
        ),
    ),
    "asked": ("问的是什么", "What was asked"),
    "asked_minutes": ("走多久以内", "Within"),
    "asked_pace": ("谁的步速", "At the pace of"),
    "asked_pace_value": ("{pace}，每分钟 {speed} 米", "{pace}, {speed} m a minute"),
    "asked_moment": ("什么时候", "When"),
    "asked_weights": ("按什么计", "Counted by"),
    "asked_points": ("服务点", "Service points"),
    "asked_points_value": (
        "{points} 处，{kinds} 类",
        "{points} of {kinds} kinds",
    ),
    "asked_homes": ("住址", "Homes"),
    "made": ("制表 {day}", "Made {day}"),
    # figures
    "fig_cover": ("的{weight}走得到{kind}", "of {weight} reach {kind}"),
    "fig_cover_note": ("{reached} / {total}，限 {limit}", "{reached} of {total}, within {limit}"),
    "fig_least_note": ("各类之中最低", "the lowest of all kinds"),
    "fig_median": ("到最近{kind}的中位步行", "median walk to {kind}"),
    "fig_median_note": ("一半的{weight}更近，一半更远", "half of {weight} are nearer, half farther"),
    "fig_left": ("{weight}离{kind}超过 {limit}", "{weight} are beyond {limit} of {kind}"),
    "fig_left_note": ("分在 {gaps} 片盲区", "in {gaps} gaps"),
    "fig_left_any": ("{weight}至少缺一类", "{weight} lack at least one kind"),
    "fig_left_note_any": ("各类盲区合计 {gaps} 片", "{gaps} gaps over all kinds"),
    "fig_left_note_none": ("没有盲区", "no gap"),
    "fig_unsnapped_note": ("其中 {n} 个住址未落在路上", "{n} homes of them stand on no street"),
    "all_kinds": ("全部 {n} 类", "all {n} kinds"),
    # map
    "map": ("地图", "The map"),
    "map_of": ("到最近{kind}的步行时间", "Walk to the nearest {kind}"),
    "map_of_all": (
        "到每一类最近一处、其中最远一处的步行时间",
        "Walk to the nearest point of every kind, the farthest of them",
    ),
    "remarks": ("读数之前", "Before reading the numbers"),
    "map_alt": (
        (
            "地图：街道按步行到最近{kind}的分钟数着色；{limit} 以内为蓝，以外为红，走不到的为灰色虚线。"
            "{share}的{weight}在 {limit} 以内，另有 {gaps} 片盲区。"
        ),
        (
            "Map: streets coloured by minutes on foot to the nearest {kind}; blue within {limit}, red beyond, "
            "dashed grey where not reachable. {share} of {weight} are within {limit}; {gaps} gaps remain."
        ),
    ),
    "legend_minutes": ("街道：步行到最近一处", "Streets: walk to the nearest"),
    "legend_upto": ("{b} 分钟以内", "up to {b} min"),
    "legend_between": ("{a}–{b} 分钟", "{a}–{b} min"),
    "legend_above": ("{a} 分钟以上", "over {a} min"),
    "legend_points": ("服务点", "Service points"),
    "legend_open": ("开放", "open"),
    "legend_shut": ("此刻不开放", "closed at this moment"),
    "legend_gap": ("盲区，号码见盲区表", "gap, numbered as in the list of gaps"),
    "legend_limit": ("限 {limit}", "limit {limit}"),
    "legend_water": ("水面，只在桥上过", "water, crossed only at bridges"),
    "maps_left_out": (
        "为使本页轻便，以下类别只列表、不画图：{kinds}。",
        "To keep this page light, these kinds are in the tables but not drawn: {kinds}.",
    ),
    "gaps_left_out": (
        "图上只画最大的 {n} 片盲区，其余见表与 gaps.geojson。",
        "The map shows the {n} largest gaps; the others are in the table and in gaps.geojson.",
    ),
    "north": ("北", "N"),
    # cover
    "cover": ("覆盖", "Cover"),
    "cover_lead": (
        "每一类服务，有多少人走得到最近一处开着的点。没走到的、未落在路上的，都留在分母里。",
        (
            "For each kind: how many reach the nearest open point. Those who do not, and those who stand on no "
            "street, stay in the denominator."
        ),
    ),
    "kind": ("类别", "Kind"),
    "points": ("点", "Points"),
    "open_points": ("开放 {open} / {all}", "{open} of {all} open"),
    "limit": ("限时", "Limit"),
    "limit_radius": ("{metres}", "{metres}"),
    "source": ("依据", "Source"),
    "source_asked": ("本次设定", "as asked"),
    "verified": ("已核", "verified"),
    "unverified": ("未核", "not verified"),
    "unverified_note": (
        "标“未核”的限值尚未对照标准原文，只作默认值，请核对后使用。",
        "Limits marked “not verified” have not been checked against the standard itself: defaults, please check.",
    ),
    "median": ("中位步行", "Median walk"),
    "p90": ("九成以内", "90% within"),
    "basket": ("以上全部", "all of these"),
    "curve": ("多少分钟，多少{weight}", "Minutes, and the share of {weight} reached"),
    "curve_alt": (
        "曲线：步行分钟数与走得到的{weight}比例。{points}",
        "Curve: minutes on foot and the share of {weight} reached. {points}",
    ),
    # areas
    "areas": ("分社区", "By area"),
    "areas_lead": (
        "各社区走得到的比例，从最低的排起。",
        "The share reached in each area, lowest first.",
    ),
    "area": ("社区", "Area"),
    "area_none": ("未标社区", "no area given"),
    "areas_left_out": (
        "只列最低的 {n} 个，其余 {rest} 个见 cover.xlsx。",
        "The lowest {n} are listed; the other {rest} are in cover.xlsx.",
    ),
    # gaps
    "gaps": ("盲区", "Gaps"),
    "gaps_lead": (
        "连成一片、走到最近一处超过限时的街道，按{weight}从多到少。号码与地图一致。",
        "Connected streets beyond the limit of the nearest point, most {weight} first, numbered as on the map.",
    ),
    "gaps_none": ("限时以内没有盲区。", "There is no gap within the limit."),
    "gap_count": ("{n} 片", "{n} gaps"),
    "gap_no": ("号", "No."),
    "where": ("位置", "Where"),
    "unnamed": ("无名道路", "unnamed street"),
    "worst": ("最远", "Farthest"),
    "some_unreached": ("{n} 个住址走不到", "{n} homes cannot reach any"),
    "missed": ("最近的一处", "Nearest point missed"),
    "missed_value": ("{name}（{minutes}）", "{name} ({minutes})"),
    "none": ("无", "none"),
    "homes": ("住址", "Homes"),
    "gaps_more": ("另有 {n} 片较小的盲区，见 cover.xlsx。", "{n} smaller gaps are in cover.xlsx."),
    # hours
    "hours": ("时段", "Hours of the week"),
    "hours_lead": (
        "每天每个整点，有百分之几的{weight}走得到一处开着的{kind}。",
        "At each full hour: per cent of {weight} that reach an open point of {kind}.",
    ),
    "hours_best": (
        "最好是{best}，{best_share}；最差是{worst}，{worst_share}。",
        "Best: {best}, {best_share}. Worst: {worst}, {worst_share}.",
    ),
    "hours_same": ("一周之内没有变化：{share}。", "The same all week: {share}."),
    "hours_work": (
        "工作日 9–17 时平均 {work}，周末同一时段 {weekend}，晚间 18–21 时 {evening}。",
        "Weekdays 9–17: {work} on average; weekends at the same hours: {weekend}; evenings 18–21: {evening}.",
    ),
    "hours_unknown": (
        "{n} 处服务点没有给出开放时间，按一直开放计算；真实情况可能更差。",
        "{n} points give no hours and are taken as always open; the truth may be worse.",
    ),
    "day_hour": ("{day} {hour} 时", "{day} {hour}:00"),
    "hour": ("时", "hour"),
    # inequality
    "inequality": ("社区之间的差距", "Between areas"),
    "inequality_lead": (
        "基尼系数 0 表示各社区一样，越大差距越大。",
        "A Gini index of 0 means all areas are alike; higher means more unequal.",
    ),
    "weight": ("计量", "By"),
    "best_area": ("最高", "Highest"),
    "worst_area": ("最低", "Lowest"),
    "ratio": ("高低之比", "Ratio"),
    "gini": ("基尼系数", "Gini"),
    # unsnapped and islands
    "unsnapped": ("没有落在路上的", "What stands on no street"),
    "unsnapped_none": ("住址和服务点全部落在路上。", "All homes and points stand on a street."),
    "unsnapped_lead": (
        "以下住址或服务点没有找到可走的路。住址仍计入分母，算作走不到；服务点不起作用。",
        "No walkable street was found for these. Homes stay in the denominator as not covered; points do nothing.",
    ),
    "what": ("对象", "What"),
    "reason": ("原因", "Why"),
    "count": ("数量", "Count"),
    "home": ("住址", "home"),
    "point": ("服务点", "point"),
    "examples": ("例如", "Such as"),
    "why_too_far": ("{limit} 内没有可走的路", "no walkable street within {limit}"),
    "why_too_far_bare": ("离最近的路太远", "too far from any street"),
    "why_no_coordinate": ("没有坐标", "no coordinates"),
    "why_outside": ("在街道图之外", "outside the street map"),
    "islands": (
        "街道分成 {n} 个互不相通的部分，最大的一个占 {share} 的路长。住在小块上的人，走不到大块上的服务点。",
        (
            "The streets fall into {n} parts that do not connect; the largest holds {share} of their length. "
            "Whoever lives on a small part cannot reach points on the large one."
        ),
    ),
    "islands_one": ("街道全部连通。", "All streets are connected."),
    "island_homes": (
        "{n} 个住址在最大的一块之外。",
        "{n} homes stand outside the largest part.",
    ),
    # method
    "method": ("方法与数据", "Method and data"),
    "method_1": (
        "每个住址和服务点落到最近的可走的路上，位置精确到路段上的一点；从门口到路的一段按直线计入步行。",
        (
            "Each home and point is set on the nearest walkable street, at its exact place along it; the way "
            "from the door to the street is charged as a straight walk."
        ),
    ),
    "method_2": (
        "时间是沿街道走的最短时间，精确到十分之一秒；河不能穿，只能从桥上过；不通的就是走不到，不填任何数。",
        (
            "Times are shortest walks along the streets, exact to a tenth of a second. Water is crossed only at "
            "bridges. What is not connected is not reachable, and gets no number."
        ),
    ),
    "method_3": (
        "覆盖 = 限时以内走得到的{weights}，除以全部{weights}。",
        "Cover = {weights} that arrive within the limit, divided by all {weights}.",
    ),
    "method_4": (
        "盲区 = 走到最近一处超过限时、彼此相通的街道，及住在上面的人。",
        "A gap = connected streets beyond the limit, and those who live on them.",
    ),
    "method_5": (
        "街道颜色取路段中点到最近一处开着的点的时间。",
        "A street's colour is the walk from the middle of each segment to the nearest open point.",
    ),
    "data_streets": ("街道", "Streets"),
    "data_streets_value": (
        "{file}（{format}），{segments} 个路段，{length}",
        "{file} ({format}), {segments} segments, {length}",
    ),
    "data_date": ("数据日期 {date}", "dated {date}"),
    "data_homes": ("住址", "Homes"),
    "data_points": ("服务点", "Points"),
    "data_notes": ("读入时的说明", "Notes from reading"),
    "data_credit": ("署名", "Attribution"),
    # how to read
    "how": ("怎么读", "How to read this"),
    "how_1": (
        "蓝色街道在限时以内，越深越近；红色在限时以外，越深越远。打印时，限时以外画成双线，黑白也分得清。",
        (
            "Blue streets are within the limit, darker is nearer; red ones are beyond it, darker is farther. "
            "In print, streets beyond the limit are double lines, clear without colour too."
        ),
    ),
    "how_2": (
        "百分比后面是人数或户数，先看人数，再看百分比。",
        "Each percentage stands beside its count: look at the count first.",
    ),
    "how_3": (
        "限时的一分钟之差就可能换一片颜色；看盲区时请同时看“最远”一列。",
        "One minute can change a colour at the limit; read gaps together with the column “farthest”.",
    ),
    "how_4": (
        "本页不联网、不含外部文件，可以直接发送、打印、存档。地址与坐标只在您的文件夹里。",
        "This page needs no network and no other file: send it, print it, keep it.",
    ),
    "files": ("同一文件夹里的文件", "Files in the same folder"),
    "file_map.png": ("地图图片", "the map as a picture"),
    "file_cover.xlsx": ("全部表格", "all tables"),
    "file_cover.csv": ("覆盖表", "cover"),
    "file_homes.csv": ("每个住址到每类的分钟数", "minutes from each home to each kind"),
    "file_homes.geojson": ("住址图层", "homes as a layer"),
    "file_gaps.geojson": ("盲区图层", "gaps as a layer"),
    "file_points.geojson": ("服务点图层", "points as a layer"),
    "sheet_cover": ("覆盖", "cover"),
    "sheet_areas": ("分社区", "by area"),
    "sheet_gaps": ("盲区", "gaps"),
    "sheet_hours": ("时段", "hours"),
    "sheet_homes": ("住址", "homes"),
    "sheet_unsnapped": ("未落在路上", "unsnapped"),
    "table_region": ("{name}（可左右滑动）", "{name} (scrolls sideways)"),
}
