/** The demo hospital's campuses, departments, rooms and visit types. All invented; the lay words are our own. */

export interface DemoDepartment {
  key: string;
  /** Key of its first-level department; absent for a first-level one. */
  parent?: string;
  name: string;
  name_en: string;
  intro: string;
  /** Complaints as people say them. */
  keywords?: string;
  sex_gate?: 'male' | 'female';
  ages?: readonly [from_years: number, to_years: number];
  location?: string;
  access?: 'walk_in';
}

export const demoHospital = {
  name: '明德大学医院',
  name_en: 'Mingde University Hospital',
  notice: '本院为演示医院，医院、人物与数据均为虚构，请勿填写真实身份信息。',
  phone: '0000-8812000',
};

export const demoCampuses = [
  { key: 'main', name: '本部门诊', name_en: 'Main Campus Clinic', address: '明德大学本部，枫林路 1 号' },
  { key: 'east', name: '东校区门诊', name_en: 'East Campus Clinic', address: '明德大学东校区，听涛路 6 号' },
] as const;

export const demoDepartments: readonly DemoDepartment[] = [
  { key: 'medicine', name: '内科', name_en: 'Internal Medicine', intro: '不需要手术的身体内部疾病。' },
  {
    key: 'general',
    parent: 'medicine',
    name: '全科门诊',
    name_en: 'General Practice',
    intro: '常见病、多发病和慢性病的首诊；不知道挂什么科时先到这里。',
    keywords:
      '感冒 发烧 发热 头痛 头疼 嗓子疼 流鼻涕 鼻塞 浑身酸痛 没力气 乏力 疲劳 不知道挂什么科 体检报告 开药 慢性病 复诊开药 怕冷 出汗多 消瘦 体重下降 健康证明 请假条 尿频 尿痛 疫苗咨询 入学体检 入职体检',
    location: '本部 1 楼 A 区',
  },
  {
    key: 'respiratory',
    parent: 'medicine',
    name: '呼吸内科',
    name_en: 'Respiratory Medicine',
    intro: '咳嗽、哮喘、支气管炎、肺炎等呼吸系统疾病。',
    keywords: '咳嗽 咳痰 老是咳 干咳 气喘 哮喘 喘不上气 呼吸困难 胸闷 支气管炎 肺炎 痰里有血 咯血 肺结节 打呼噜 戒烟',
    location: '本部 2 楼 A 区',
  },
  {
    key: 'digestive',
    parent: 'medicine',
    name: '消化内科',
    name_en: 'Gastroenterology',
    intro: '胃、肠、肝、胆、胰疾病。',
    keywords:
      '胃痛 胃疼 肚子疼 肚子痛 腹痛 拉肚子 腹泻 便秘 反酸 烧心 胃胀 打嗝 恶心 呕吐 吐了 不想吃饭 没胃口 吃坏肚子 黑便 便血 胃炎 胃镜 肠镜 幽门螺杆菌 乙肝 脂肪肝',
    location: '本部 2 楼 B 区',
  },
  {
    key: 'cardiology',
    parent: 'medicine',
    name: '心血管内科',
    name_en: 'Cardiology',
    intro: '高血压、冠心病、心律失常等。',
    keywords: '心慌 心悸 心跳快 心跳不齐 胸痛 胸口疼 高血压 血压高 血压低 头晕 晕倒 腿肿 冠心病 早搏 心电图 血脂高',
    location: '本部 2 楼 C 区',
  },
  {
    key: 'endocrine',
    parent: 'medicine',
    name: '内分泌科',
    name_en: 'Endocrinology',
    intro: '糖尿病、甲状腺疾病、痛风与肥胖。',
    keywords: '糖尿病 血糖高 口渴 多尿 脖子粗 甲状腺 甲亢 甲减 痛风 尿酸高 肥胖 减肥 骨质疏松',
    location: '本部 2 楼 C 区',
  },
  { key: 'surgery', name: '外科', name_en: 'Surgery', intro: '外伤、肿块以及需要手术处理的疾病。' },
  {
    key: 'general_surgery',
    parent: 'surgery',
    name: '普外科',
    name_en: 'General Surgery',
    intro: '外伤清创、体表肿块、阑尾、疝气、乳腺与肛肠。',
    keywords:
      '外伤 割伤 伤口 缝针 拆线 换药 流血 烫伤 肿块 长了个包 脓包 疝气 阑尾炎 右下腹疼 痔疮 屁股疼 大便带血 甲沟炎 嵌甲 乳房肿块 胆结石',
    location: '本部 1 楼 C 区',
  },
  {
    key: 'orthopaedics',
    parent: 'surgery',
    name: '骨科',
    name_en: 'Orthopaedics',
    intro: '骨折、扭伤、颈肩腰腿痛与运动损伤。',
    keywords:
      '骨折 崴脚 扭伤 脚踝肿 膝盖疼 膝盖痛 腰疼 腰痛 腰椎间盘 颈椎 脖子疼 落枕 肩膀疼 手腕疼 腱鞘炎 关节疼 打球受伤 运动损伤 跌倒 摔伤 腿麻 手麻 拍片',
    location: '本部 1 楼 C 区',
  },
  {
    key: 'urology',
    parent: 'surgery',
    name: '泌尿男科',
    name_en: "Urology and Men's Health",
    intro: '男性泌尿与生殖系统疾病。',
    keywords: '前列腺 包皮 睾丸疼 阴囊 男性尿频 男性尿痛 早泄 阳痿 精索静脉曲张 男科',
    sex_gate: 'male',
    location: '本部 3 楼 C 区',
  },
  {
    key: 'gynaecology',
    name: '妇科',
    name_en: 'Gynaecology',
    intro: '女性生殖系统疾病、月经问题与避孕咨询。',
    keywords:
      '月经不调 痛经 姨妈疼 月经推迟 不来月经 白带异常 下面痒 外阴瘙痒 阴道炎 下腹痛 怀孕 早孕 避孕 HPV 宫颈 妇科检查 子宫肌瘤 卵巢囊肿 更年期',
    sex_gate: 'female',
    location: '本部 3 楼 A 区',
  },
  {
    key: 'paediatrics',
    name: '儿科',
    name_en: 'Paediatrics',
    intro: '出生到 14 周岁的儿童疾病与生长发育。',
    keywords:
      '小孩发烧 孩子发烧 宝宝咳嗽 孩子拉肚子 小儿 儿童 不长个 长得慢 厌食 出疹子 手足口 宝宝湿疹 夜里哭闹 疫苗 尿床',
    ages: [0, 14],
    location: '本部 1 楼 B 区',
  },
  {
    key: 'dental',
    name: '口腔科',
    name_en: 'Dentistry',
    intro: '补牙、拔牙、洁牙、根管治疗与牙周治疗。',
    keywords:
      '牙疼 牙痛 智齿 拔牙 补牙 蛀牙 龋齿 牙龈出血 牙龈肿 牙结石 洗牙 洁牙 口臭 口腔溃疡 嘴里起泡 牙齿松动 牙冠 牙崩了 矫正 张不开嘴',
    location: '本部 3 楼 B 区',
  },
  {
    key: 'dermatology',
    name: '皮肤科',
    name_en: 'Dermatology',
    intro: '皮肤、毛发、指甲疾病与皮肤过敏。',
    keywords:
      '痘痘 青春痘 长痘 皮肤痒 起疹子 起红点 湿疹 荨麻疹 过敏 脱发 掉头发 头皮屑 脚气 脚痒 灰指甲 癣 疣 瘊子 痣 晒伤 被虫咬 狐臭 带状疱疹',
    location: '本部 3 楼 B 区',
  },
  {
    key: 'eye',
    name: '眼科',
    name_en: 'Ophthalmology',
    intro: '视力下降、红眼、干眼及各种眼病。',
    keywords:
      '近视 看不清 视力下降 验光 配眼镜 眼睛红 红眼病 眼睛疼 眼睛干 干眼 眼睛痒 流眼泪 麦粒肿 针眼 飞蚊 异物进眼 眼前黑影 散瞳 白内障',
    location: '本部 3 楼 D 区',
  },
  {
    key: 'ent',
    name: '耳鼻喉科',
    name_en: 'Ear, Nose and Throat',
    intro: '耳、鼻、咽喉疾病。',
    keywords:
      '耳朵疼 耳鸣 听不见 听力下降 耳朵进水 耵聍 掏耳朵 鼻炎 过敏性鼻炎 打喷嚏 流鼻血 鼻窦炎 闻不到味道 扁桃体 咽炎 嗓子哑 声音嘶哑 鱼刺 喉咙有异物 眩晕',
    location: '本部 3 楼 D 区',
  },
  {
    key: 'tcm',
    name: '中医科',
    name_en: 'Traditional Chinese Medicine',
    intro: '中药、针灸、推拿与调理。',
    keywords:
      '调理 中药 针灸 推拿 拔罐 失眠 睡不着 睡不好 手脚冰凉 脾胃虚弱 气血不足 湿气重 颈肩酸痛 面瘫 痛经调理 易上火 膏方',
    location: '本部 4 楼 A 区',
  },
  {
    key: 'psychology',
    name: '心理门诊',
    name_en: 'Counselling and Mental Health',
    intro: '情绪、压力、睡眠与人际困扰的评估、咨询与治疗。',
    keywords:
      '焦虑 抑郁 心情不好 情绪低落 压力大 睡不着 失眠 紧张 害怕 惊恐 强迫 学习压力 人际关系 失恋 想不开 注意力不集中 厌学 社恐 心理咨询',
    location: '东校区 2 楼',
  },
  {
    key: 'emergency',
    name: '急诊科',
    name_en: 'Emergency',
    intro: '24 小时开放，无需预约，直接前来。',
    location: '本部 1 楼东侧',
    access: 'walk_in',
  },
];

export const demoRooms = [
  { key: 'r101', campus: 'main', department: 'general', name: '101 诊室', floor: '1F' },
  { key: 'r102', campus: 'main', department: 'general', name: '102 诊室', floor: '1F' },
  { key: 'r103', campus: 'main', department: 'paediatrics', name: '103 诊室', floor: '1F' },
  { key: 'r104', campus: 'main', department: 'paediatrics', name: '104 诊室', floor: '1F' },
  { key: 'r105', campus: 'main', department: 'general_surgery', name: '105 诊室', floor: '1F' },
  { key: 'r106', campus: 'main', department: 'orthopaedics', name: '106 诊室', floor: '1F' },
  { key: 'r201', campus: 'main', department: 'respiratory', name: '201 诊室', floor: '2F' },
  { key: 'r202', campus: 'main', department: 'digestive', name: '202 诊室', floor: '2F' },
  { key: 'r203', campus: 'main', department: 'cardiology', name: '203 诊室', floor: '2F' },
  { key: 'r204', campus: 'main', department: 'endocrine', name: '204 诊室', floor: '2F' },
  { key: 'r301', campus: 'main', department: 'gynaecology', name: '301 诊室', floor: '3F' },
  { key: 'r302', campus: 'main', department: 'dental', name: '302 诊室', floor: '3F' },
  { key: 'r303', campus: 'main', department: 'dental', name: '303 诊室', floor: '3F' },
  { key: 'r304', campus: 'main', department: 'dermatology', name: '304 诊室', floor: '3F' },
  { key: 'r305', campus: 'main', department: 'eye', name: '305 诊室', floor: '3F' },
  { key: 'r306', campus: 'main', department: 'ent', name: '306 诊室', floor: '3F' },
  { key: 'r307', campus: 'main', department: 'urology', name: '307 诊室', floor: '3F' },
  { key: 'r401', campus: 'main', department: 'tcm', name: '401 诊室', floor: '4F' },
  { key: 'blood', campus: 'main', department: 'general', name: '抽血处', floor: '1F' },
  { key: 'drugs', campus: 'main', department: 'general', name: '药房', floor: '1F' },
  { key: 'er', campus: 'main', department: 'emergency', name: '急诊室', floor: '1F' },
  { key: 'e102', campus: 'east', department: 'general', name: '东 102 诊室', floor: '1F' },
  { key: 'e201', campus: 'east', department: 'psychology', name: '东 201 诊室', floor: '2F' },
] as const;

/** Where one waits besides the doctors' rooms; the kinds are those the house begins with. */
export const demoPoints = [
  { kind: 'test', department: 'general', name: '抽血处', name_en: 'Blood tests', mean_minutes: 3, room: 'blood' },
  { kind: 'pharmacy', department: 'general', name: '药房', name_en: 'Pharmacy', mean_minutes: 2, room: 'drugs' },
] as const;

/** Half the registration for students, a fifth less for staff; the retired register free. */
const usual = [
  { payer_class: 'student', part: 'registration', kind: 'percent', value: 50 },
  { payer_class: 'staff', part: 'registration', kind: 'percent', value: 20 },
  { payer_class: 'retiree', part: 'registration', kind: 'percent', value: 100 },
] as const;

export const demoVisitTypes = [
  {
    key: 'ordinary',
    kind: 'ordinary',
    name: '普通号',
    name_en: 'Ordinary visit',
    registration_fen: 500,
    consultation_fen: 1000,
    discounts: [...usual, { payer_class: 'retiree', part: 'consultation', kind: 'fen', value: 500 }],
  },
  {
    key: 'expert',
    kind: 'expert',
    name: '专家号',
    name_en: 'Expert visit',
    registration_fen: 500,
    consultation_fen: 3000,
    discounts: [...usual, { payer_class: 'retiree', part: 'consultation', kind: 'at_most', value: 2000 }],
  },
  {
    key: 'special',
    kind: 'special',
    name: '心理咨询号',
    name_en: 'Counselling visit',
    registration_fen: 500,
    consultation_fen: 6000,
    // counselling costs a student nothing, so that nobody stays away for the money
    discounts: [
      ...usual.slice(1),
      { payer_class: 'student', part: 'registration', kind: 'at_most', value: 0 },
      { payer_class: 'student', part: 'consultation', kind: 'at_most', value: 0 },
    ],
  },
] as const;
