"""What people type, and what they must find first."""

from __future__ import annotations

from functools import cache

import pytest

from askable import ENTRIES
from yike.engines.search.index import Index

AS_IT_STANDS = {
    "居住证申领": "居住证申领",
    "生育登记": "生育登记",
    "失业登记": "失业登记",
    "居住登记": "居住登记",
    "公共租赁住房": "公共租赁住房申请",
    "卫生服务站": "里河社区卫生服务站",
    "大公园登记点": "大公园社区集中登记点",
    "居民养老": "城乡居民养老保险参保登记",
    "残疾补贴": "残疾人两项补贴申请",
    "ＤＱ十全街２３７號": "十全街237号",
    "社會保障卡": "社会保障卡申领",
    "臨時救助": "临时救助申请",
    "養老待遇資格認證": "养老待遇资格认证",
    "《法律援助》申请！": "法律援助申请",
}
EVERYDAY = {
    "办执照": "个体工商户登记",
    "营业执照": "个体工商户登记",
    "执照": "个体工商户登记",
    "开店": "个体工商户登记",
    "关店": "个体工商户注销登记",
    "敬老卡": "老年人优待证办理",
    "老年卡": "老年人优待证办理",
    "暂住证": "居住证申领",
    "准生证": "生育登记",
    "低保": "最低生活保障申请",
    "社保卡丢了": "社会保障卡挂失补换",
    "退休认证": "养老待遇资格认证",
    "公积金": "住房公积金提取辅导",
    "落户": "户口迁移政策咨询",
    "失业金": "失业保险金申领",
    "打官司": "法律咨询",
    "免费律师": "法律援助申请",
    "邻居吵架": "人民调解申请",
    "打疫苗": "儿童预防接种预约",
    "找工作": "求职登记与岗位推荐",
    "养狗证": "犬只登记",
    "讨薪": "劳动争议调解申请",
}
WHOLE_QUESTIONS = {
    "我要办居住证": "居住证申领",
    "请问在哪里可以办理居住证？": "居住证申领",
    "怎么开店": "个体工商户登记",
    "失业金怎么领": "失业保险金申领",
    "我想申请低保需要什么材料": "最低生活保障申请",
    "去哪里办残疾证": "残疾人证申领",
    "帮我查一下老年卡怎么办理": "老年人优待证办理",
    "你好，我想问一下公租房怎么申请呢": "公共租赁住房申请",
    "阿拉要办敬老卡": "老年人优待证办理",
    "俺要换身份证": "居民身份证到期换领预约",
    "侬晓得准生证哪能办伐": "生育登记",
    "孩子要打预防针去哪": "儿童预防接种预约",
    "老板欠工资怎么办": "劳动争议调解申请",
}
PINYIN = {
    "juzhuzheng": "居住证申领",
    "ju zhu zheng": "居住证申领",
    "JuZhuZheng": "居住证申领",
    "jzz": "居住证申领",
    "ban zz": "个体工商户登记",
    "banzhizhao": "个体工商户登记",
    "居zhu证": "居住证申领",
    "居zhud": "居住登记",
    "jzhudj": "居住登记",
    "shiyejin": "失业保险金申领",
    "syj": "失业保险金申领",
    "woyaobanjuzhuzheng": "居住证申领",
    "wo yao ban lao nian ka": "老年人优待证办理",
    "gongzuo": "求职登记与岗位推荐",
    "gjj": "住房公积金提取辅导",
    "falvyuanzhu": "法律援助申请",
    "yinhang": "工商银行道前支行",
    "zhihang": "工商银行道前支行",
    "chongqinglu": "重庆路长者食堂",
    "zhangzheshitang": "重庆路长者食堂",
    "zzst": "重庆路长者食堂",
    "leqiao24": "乐桥24小时自助区",
    "sqj237": "十全街237号",
    "stjdbmfwzx": "双塔街道便民服务中心",
    "zenmeban": None,
}
MISTYPED = {
    "居住正": "居住证申领",
    "居民证": "居住证申领",
    "居主证": "居住证申领",
    "居住申领证": "居住证申领",
    "残急人证": "残疾人证申领",
    "法律授助": "法律援助申请",
    "人民解调": "人民调解申请",
    "家庭医声签约": "家庭医生签约",
    "公共租凭住房": "公共租赁住房申请",
    "最低生活保证申请": "最低生活保障申请",
    "失业保险申领": "失业保险金申领",
    "退役军人优待优证": "退役军人优待证申领",
    "敬老咔": "老年人优待证办理",
    "juzuzheng": "居住证申领",
    "juzhuzhegn": "居住证申领",
    "shiyebaoxianjing": "失业保险金申领",
    "canjirenzhengg": "残疾人证申领",
    "falvyuanzu": "法律援助申请",
    "定惠寺巷": "定慧寺巷88号",
    "依云水案": "依云水岸花园8幢2单元",
}
ENGLISH = {
    "residence permit": "居住证申领",
    "where can I get a residence permit?": "居住证申领",
    "residance permit": "居住证申领",
    "Residence Permits": "居住证申领",
    "renew my residence permit": "居住证签注",
    "senior card": "老年人优待证办理",
    "lawyer": "法律咨询",
    "legal aid": "法律援助申请",
    "how do I register a small business": "个体工商户登记",
    "registering a business": "个体工商户登记",
    "unemployment": "失业保险金申领",
    "unemploymnet benefit": "失业保险金申领",
    "I lost my card": "社会保障卡挂失补换",
    "dog": "犬只登记",
    "vacination": "儿童预防接种预约",
    "notary": "公证咨询预约",
}
PLACES = {
    "十全街237": "十全街237号",
    "十全街23号": "十全街23号",
    "十全街1237号": "十全街1237号",
    "吴衙场15幢": "凤凰街吴衙场15幢",
    "锦帆路": "锦帆路社区便民服务站",
    "双塔便民中心": "双塔街道便民服务中心",
    "工行道前": "工商银行道前支行",
    "依云水岸8幢": "依云水岸花园8幢2单元",
}
ALL = AS_IT_STANDS | EVERYDAY | WHOLE_QUESTIONS | PINYIN | MISTYPED | ENGLISH | PLACES


@cache
def index() -> Index:
    return Index.of(ENTRIES)


@pytest.mark.parametrize(("typed", "first"), ALL.items(), ids=ALL)
def test_what_people_type_finds_what_they_mean(typed: str, first: str | None) -> None:
    hits = index().find(typed)
    assert (hits[0].title if hits else None) == first


@pytest.mark.parametrize(
    "typed",
    [
        "🙂",
        "🙂👨‍👩‍👧🎉",
        "",
        "   ",
        "？！……",
        "\x00\x01",
        "asdfghjkl",
        "qqqqqq",
        "今天天气真好",
        "龘靐齉",
        "https://",
        "xyzzy",
    ],
)
def test_what_means_nothing_finds_nothing(typed: str) -> None:
    assert index().find(typed) == ()
    assert index().suggest(typed) == ()


def test_every_letter_typed_keeps_suggesting_what_is_meant() -> None:
    for typed in ("居", "居住", "居住z", "居住证", "j", "ju", "juz", "juzh", "juzhu", "juzhuz", "juzhuzheng"):
        assert "居住证申领" in [hit.title for hit in index().suggest(typed)], typed
