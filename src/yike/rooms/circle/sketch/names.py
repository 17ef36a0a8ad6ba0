"""Names in the local manner: some well known in old Suzhou, most invented; none marks a real place here."""

from __future__ import annotations

from yike.rooms.circle.sketch.frame import Rng


def _words(text: str) -> list[str]:
    return text.split()


KNOWN = _words("""
    醋库巷 孔付司巷 吴衙场 东小桥弄 叶家弄 石匠弄 迎枫桥弄 甲辰巷 钟楼头 怀厚里 长洲路 苏公弄 泗井巷
    吉庆弄 阔家头巷 沈衙弄 东石匠弄 三多巷 忠信弄 望门弄 严衙前 寿星桥弄 星造弄 砖桥弄 羊王庙弄 帝师弄
    桂和坊 平桥直街 大石头巷 金狮巷 慈云弄 槐树巷 柳巷 杨柳弄 莲目巷 泮环巷 文庙弄 天官坊 太平坊
    和平里
""")
FIRST = _words("""
    茶坊 豆粉 剪金 盐仓 扇骨 绣线 船场 织里 染坊 竹行 米店 灯草 酱园 香橼 丁香 石榴 梅家 陆家 顾家
    沈家 蒋家 周家 曹家 花桥 水井 双井 古井 河埠 石埠 桑园 菱塘 藕园 蔷薇 银杏 枇杷 橘园 蟹行 糕团
    弹棉 木梳 铜作 纸廊 书坊 琴坊 砚台 油车 面坊
""")
LAST = ("弄", "巷", "里", "场", "浜")
ROADS = _words("""
    莲塘 菱湖 荷溪 采菱 听潮 映月 枕水 望塔 葑水 柳堤 芦荡 渔歌 桑榆 棠梨 兰舟 白莲 杏坞 梧桐 香樟
    海棠
""")
BRIDGES = _words("""
    望星桥 帝师桥 乌鹊桥 带城桥 砖桥 星造桥 百狮子桥 寿星桥 望门桥 官太尉桥 忠信桥 苑桥 迎枫桥 吴王桥
    船场桥 福民桥 兴市桥 朱马高桥 青龙桥 石匠桥 醋坊桥 竹行桥 香花桥 太平桥 通津桥 永安桥 里仁桥
    长庆桥 万年小桥 同善桥 思婆桥 雪糕桥 胜利桥 积善桥 众安桥 普济小桥 聚龙桥 凝秀桥 采莲桥 听橹桥
    平安桥 如意桥 竹香桥 桂香桥 梅影桥 菱花桥 荻溪桥 葑溪桥 芦花桥 渔隐桥 水香桥 云水桥 泊舟桥 枕河桥
    垂虹小桥 落帆桥
""")
KNOWN_BRIDGES = {
    ("干将东路", "外城河"): "相门桥",
    ("葑门路", "外城河"): "葑门桥",
    ("竹辉路", "外城河"): "竹辉桥",
    ("南园南路", "外城河"): "南园桥",
    ("十梓街", "官太尉河"): "望星桥",
    ("带城桥路", "十全河"): "带城桥",
    ("乌鹊桥路", "十全河"): "乌鹊桥",
}


class Names:
    """A stock of names, each given once. When it is used up, 东 西 南 北 are put before used names."""

    def __init__(self, rng: Rng, taken: set[str]) -> None:
        turn = int(rng.integers(len(LAST)))
        rounds = [
            [f + LAST[(i + k + turn) % len(LAST)] for i, f in enumerate(FIRST)] for k in range(len(LAST))
        ]
        first = [name for name in (*KNOWN, *rounds[0]) if name not in taken]
        order = _shuffled(rng, first) + [n for r in rounds[1:] for n in _shuffled(rng, r)]
        self._lanes = order + [side + name for side in "东西南北" for name in order]
        self._bridges = [b for b in BRIDGES if b not in set(KNOWN_BRIDGES.values())]
        self._bridges += [side + b for side in "东西南北" for b in self._bridges]
        self._roads = _shuffled(rng, [r + "路" for r in ROADS]) + [f + "新路" for f in FIRST]

    def lane(self) -> str:
        """Return a lane name not given before."""
        return self._lanes.pop(0)

    def bridge(self) -> str:
        """Return a bridge name not given before."""
        return self._bridges.pop(0)

    def road(self) -> str:
        """Return the name of a street between estates, not given before."""
        return self._roads.pop(0)


def _shuffled(rng: Rng, names: list[str]) -> list[str]:
    return [names[i] for i in rng.permutation(len(names))]
