"""Chinese surnames of two characters."""

from __future__ import annotations

import re

COMPOUND = frozenset(
    re.findall(
        "..",
        "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛"
        "尉迟公羊赫连澹台皇甫宗政濮阳公冶太叔申屠公孙慕容"
        "仲孙钟离长孙宇文司徒鲜于司空闾丘子车亓官司寇巫马"
        "公西颛孙壤驷公良漆雕乐正宰父谷梁拓跋夹谷轩辕令狐"
        "段干百里呼延东郭南门羊舌微生公户公玉公仪梁丘公仲"
        "公上公门公山公坚左丘公伯西门公祖第五公乘贯丘公皙"
        "南荣东里东宫仲长子书子桑即墨达奚褚师纳兰归海哥舒",
    )
)
