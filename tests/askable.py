"""A small directory to be searched: what an office does, places, addresses. All names of people are left out."""

from __future__ import annotations

from yike.engines.search.entry import Entry

SERVICES = {
    "居住登记": "外地人登记 流动人口登记",
    "居住证申领": "暂住证 办居住证 residence_permit",
    "居住证签注": "居住证续签 renewal_of_residence_permit",
    "居民身份证到期换领预约": "换身份证 identity_card",
    "户口迁移政策咨询": "落户 迁户口 household_registration",
    "老年人优待证办理": "敬老卡 老年卡 senior_card",
    "尊老金申领": "高龄津贴 高龄补贴 old_age_allowance",
    "养老服务补贴申请": "居家养老 护工补贴 care_at_home",
    "独居老人探访登记": "上门看望",
    "社会保障卡申领": "社保卡 social_security_card",
    "社会保障卡挂失补换": "社保卡丢了 lost_card",
    "养老待遇资格认证": "退休认证 人脸认证 proof_of_life",
    "城乡居民养老保险参保登记": "居民养老保险 pension_scheme",
    "城乡居民医疗保险参保登记": "居民医保 小孩医保 health_insurance",
    "灵活就业人员社会保险参保登记": "自己交社保 self_employed_insurance",
    "异地就医备案": "外地看病 treatment_elsewhere",
    "生育保险待遇申领": "生育津贴 maternity_benefit",
    "生育登记": "准生证 生育证 registration_of_birth",
    "最低生活保障申请": "低保 困难补助 minimum_living_allowance",
    "临时救助申请": "急难救助 emergency_aid",
    "残疾人证申领": "残疾证 disability_card",
    "残疾人两项补贴申请": "残疾补贴 护理补贴",
    "儿童预防接种预约": "打疫苗 打预防针 vaccination",
    "家庭医生签约": "签约医生 family_doctor",
    "就业登记": "上班登记 registration_of_employment",
    "失业登记": "失业证 registration_of_unemployment",
    "失业保险金申领": "失业金 unemployment_benefit",
    "求职登记与岗位推荐": "找工作 招聘 job",
    "创业担保贷款咨询": "创业贷款 start-up_loan",
    "个体工商户登记": "办执照 营业执照 开店 小生意 register_a_small_business",
    "个体工商户注销登记": "注销执照 关店 close_a_small_business",
    "食品经营许可咨询": "食品证 开饭店 food_licence",
    "法律咨询": "律师 打官司 legal_advice lawyer",
    "法律援助申请": "免费律师 法援 legal_aid",
    "人民调解申请": "调解 邻居吵架 纠纷 mediation",
    "公证咨询预约": "公证 遗嘱公证 notary",
    "劳动争议调解申请": "讨薪 欠工资 labour_dispute",
    "公共租赁住房申请": "公租房 廉租房 public_rental_housing",
    "住房公积金提取辅导": "公积金 取公积金 housing_fund",
    "房屋租赁登记备案": "租房备案 filing_of_a_lease",
    "水电燃气缴费": "交水费 交电费 交煤气费 pay_water_bill",
    "犬只登记": "养狗证 狗证 dog_licence",
    "党员组织关系转接": "转组织关系",
    "退役军人优待证申领": "退伍军人证 veterans_card",
}
PLACES = (
    "双塔街道便民服务中心",
    "锦帆路社区便民服务站",
    "大公园社区集中登记点",
    "里河社区卫生服务站",
    "工商银行道前支行",
    "重庆路长者食堂",
    "乐桥24小时自助区",
    "十全街237号",
    "十全街1237号",
    "十全街23号",
    "凤凰街吴衙场15幢",
    "依云水岸花园8幢2单元",
    "定慧寺巷88号",
)
ENTRIES = tuple(
    Entry(number, title, tuple(word.replace("_", " ") for word in words.split()))
    for number, (title, words) in enumerate((SERVICES | dict.fromkeys(PLACES, "")).items(), 1)
)
