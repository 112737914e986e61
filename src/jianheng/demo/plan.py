"""What the demo county consists of: towns, bodies and posts."""

from dataclasses import dataclass

from jianheng.rules.roles import Role

CODE = "hengchuan"
DELEGATES = 180
DEPUTIES = 220
CONFERENCE = 60
CANDIDATES = 24


@dataclass(frozen=True)
class Town:
    """A town and its place on the hexagon map."""

    code: str
    zh: str
    en: str
    q: int
    r: int
    population: int


TOWNS = (
    Town("chengguan", "城关镇", "Chengguan", 0, 0, 86200),
    Town("hekou", "河口镇", "Hekou", 1, 0, 41800),
    Town("shiqiao", "石桥镇", "Shiqiao", -1, 0, 38500),
    Town("beishan", "北山乡", "Beishan", 0, -1, 17400),
    Town("nanping", "南坪镇", "Nanping", 0, 1, 44300),
    Town("dongling", "东岭乡", "Dongling", 1, -1, 15900),
    Town("xihe", "西禾镇", "Xihe", -1, 1, 29700),
    Town("qingtang", "清塘镇", "Qingtang", 2, -1, 33100),
    Town("baimu", "柏木乡", "Baimu", -1, -1, 12800),
    Town("yunfeng", "云峰乡", "Yunfeng", 1, -2, 9700),
    Town("liutan", "柳滩镇", "Liutan", 1, 1, 36400),
    Town("maping", "麻坪乡", "Maping", -2, 1, 14200),
    Town("tianjing", "田井镇", "Tianjing", 0, 2, 27500),
    Town("guling", "古岭乡", "Guling", 2, -2, 11300),
    Town("lianhua", "莲花镇", "Lianhua", -2, 0, 30900),
    Town("shuimo", "水磨乡", "Shuimo", -1, 2, 16600),
)


@dataclass(frozen=True)
class PostPlan:
    """A post, its role and how many persons the demo puts into it."""

    code: str
    zh: str
    en: str
    role: Role
    holders: int = 1


@dataclass(frozen=True)
class BodyPlan:
    """A body and its posts."""

    code: str
    kind: str
    zh: str
    en: str
    posts: tuple[PostPlan, ...]


BOARD = BodyPlan(
    "board",
    "board",
    "县领导班子",
    "Leading offices",
    (
        PostPlan("secretary", "县委书记（兼县长）", "Party Secretary and County Head", Role.SECRETARY, 0),
        PostPlan("discipline", "县纪委书记（监委主任）", "Discipline Secretary", Role.DISCIPLINE, 0),
        PostPlan("congress", "县人大常委会主任", "Congress Chair", Role.CONGRESS, 0),
        PostPlan("consultative", "县政协主席", "Consultative Chair", Role.CONSULTATIVE, 0),
        PostPlan("executive", "县理（常务副县长）", "County Executive", Role.EXECUTIVE, 0),
    ),
)

BODIES = (
    BodyPlan(
        "organisation",
        "department",
        "县委组织部",
        "Organisation Department",
        (
            PostPlan("head", "组织部部长", "Head of the Organisation Department", Role.ORGANISATION),
            PostPlan("presiding", "选举主持人", "Presiding officer", Role.PRESIDING),
            PostPlan("teller", "计票员", "Teller", Role.TELLER, 4),
        ),
    ),
    BodyPlan(
        "secretariat",
        "department",
        "县委秘书处",
        "Secretariat",
        (
            PostPlan("head", "秘书处主任", "Head of the Secretariat", Role.SECRETARIAT),
            PostPlan("legal", "法制员", "Legal officer", Role.LEGAL),
            PostPlan("finance", "财务员", "Finance officer", Role.FINANCE),
            PostPlan("archivist", "档案员", "Archivist", Role.ARCHIVIST),
        ),
    ),
    BodyPlan(
        "commission",
        "committee",
        "县纪委监委",
        "Discipline Commission",
        (PostPlan("first-deputy", "县纪委第一副书记", "First Deputy of Discipline", Role.DISCIPLINE_DEPUTY),),
    ),
    BodyPlan(
        "supervision",
        "committee",
        "选举监督委员会",
        "Election Supervision Committee",
        (PostPlan("member", "选举监督委员", "Member of the committee", Role.SUPERVISION, 5),),
    ),
    BodyPlan(
        "party-congress",
        "party_congress",
        "县党代表大会",
        "County Party Congress",
        (PostPlan("delegate", "党代表", "Party delegate", Role.DELEGATE, DELEGATES),),
    ),
    BodyPlan(
        "peoples-congress",
        "peoples_congress",
        "县人民代表大会",
        "County People's Congress",
        (PostPlan("deputy", "人大代表", "Deputy", Role.DEPUTY, DEPUTIES),),
    ),
    BodyPlan(
        "conference",
        "consultative",
        "县政治协商会议",
        "County Consultative Conference",
        (PostPlan("member", "政协委员", "Member of the conference", Role.CONFERENCE, CONFERENCE),),
    ),
    BodyPlan(
        "qualified",
        "committee",
        "资格认证名册",
        "Register of the qualified",
        (PostPlan("candidate", "合格候选人", "Qualified candidate", Role.CANDIDATE, CANDIDATES),),
    ),
    BodyPlan(
        "city-committee",
        "outside",
        "市级功勋积分审定委员会",
        "City Review Committee on Merit",
        (PostPlan("member", "审定委员", "Member of the committee", Role.COMMITTEE, 9),),
    ),
    BodyPlan(
        "city-audit",
        "outside",
        "市审计局",
        "City Audit Office",
        (PostPlan("auditor", "审计员", "Auditor", Role.AUDITOR, 2),),
    ),
    BodyPlan(
        "academy",
        "outside",
        "制度研究所",
        "Institute for Institutional Research",
        (PostPlan("researcher", "研究员", "Researcher", Role.RESEARCHER),),
    ),
    BodyPlan(
        "platform",
        "department",
        "平台运维中心",
        "Platform Operations",
        (PostPlan("administrator", "系统管理员", "System administrator", Role.ADMINISTRATOR),),
    ),
)

# Bodies above the county that query its record; they enter the register after the history of the county.
ABOVE = (
    BodyPlan(
        "city-discipline",
        "outside",
        "临江市纪委监委",
        "Linjiang City Discipline Commission",
        (PostPlan("supervisor", "监督检查员", "Supervision officer", Role.HIGHER_DISCIPLINE, 2),),
    ),
    BodyPlan(
        "inspection",
        "outside",
        "省委第二巡视组",
        "Second Provincial Inspection Group",
        (PostPlan("inspector", "巡视员", "Inspector", Role.INSPECTION, 2),),
    ),
)

DEPARTMENTS = (
    ("development", "发展和改革局", "Development and Reform"),
    ("education", "教育局", "Education"),
    ("science", "科技局", "Science and Technology"),
    ("industry", "工业和信息化局", "Industry and Information"),
    ("security", "公安局", "Public Security"),
    ("civil", "民政局", "Civil Affairs"),
    ("justice", "司法局", "Justice"),
    ("treasury", "财政局", "Finance"),
    ("labour", "人力资源和社会保障局", "Human Resources"),
    ("land", "自然资源局", "Natural Resources"),
    ("environment", "生态环境局", "Environment"),
    ("housing", "住房和城乡建设局", "Housing and Construction"),
    ("transport", "交通运输局", "Transport"),
    ("water", "水利局", "Water"),
    ("agriculture", "农业农村局", "Agriculture"),
    ("commerce", "商务局", "Commerce"),
    ("culture", "文化和旅游局", "Culture and Tourism"),
    ("health", "卫生健康局", "Health"),
    ("veterans", "退役军人事务局", "Veterans"),
    ("emergency", "应急管理局", "Emergency Management"),
    ("audit", "审计局", "Audit"),
    ("market", "市场监督管理局", "Market Supervision"),
    ("statistics", "统计局", "Statistics"),
    ("petitions", "信访局", "Petitions"),
)
