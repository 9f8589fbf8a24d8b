/** The demo hospital's doctors. Every person is invented. */
import type { titles } from '@menzhen/contract';

export interface DemoDoctor {
  key: string;
  department: string;
  name: string;
  name_en: string;
  title: (typeof titles)[number];
  speciality: string;
  intro: string;
}

const doctor = (
  key: string,
  department: string,
  names: readonly [string, string],
  title: DemoDoctor['title'],
  speciality: string,
  intro: string,
): DemoDoctor => ({ key, department, name: names[0], name_en: names[1], title, speciality, intro });

export const demoDoctors: readonly DemoDoctor[] = [
  doctor(
    'lin',
    'general',
    ['林知秋', 'Lin Zhiqiu'],
    'attending',
    '常见病首诊、发热与上呼吸道感染、慢性病随访',
    '全科主治医师，习惯把话说慢、说清楚；不知道挂什么科时可以先来找她。',
  ),
  doctor(
    'qiao',
    'general',
    ['乔安澜', 'Qiao Anlan'],
    // of the same grade as the colleague next door, so that one may see the other's patients when a session is closed
    'attending',
    '常见病诊治、体检报告解读、复诊开药',
    '全科主治医师，负责日常门诊与慢性病复诊。',
  ),
  doctor(
    'wen',
    'general',
    ['温予怀', 'Wen Yuhuai'],
    'associate_chief',
    '高血压与糖尿病综合管理、老年人多病共存',
    '全科副主任医师，负责离退休教职工的长期健康管理。',
  ),
  doctor(
    'shen',
    'respiratory',
    ['沈听岚', 'Shen Tinglan'],
    'associate_chief',
    '慢性咳嗽、哮喘、肺部感染与肺结节随访',
    '呼吸内科副主任医师，每周开设慢性咳嗽专病时段。',
  ),
  doctor(
    'gu',
    'digestive',
    ['顾长风', 'Gu Changfeng'],
    'chief',
    '胃食管反流、功能性胃肠病、幽门螺杆菌感染',
    '消化内科主任医师，主张先把饮食和作息问明白再开检查。',
  ),
  doctor(
    'tao',
    'digestive',
    ['陶一禾', 'Tao Yihe'],
    'attending',
    '急慢性胃肠炎、便秘、脂肪肝',
    '消化内科主治医师，日常普通门诊。',
  ),
  doctor(
    'yan',
    'cardiology',
    ['严望舒', 'Yan Wangshu'],
    'chief',
    '高血压、心律失常、青年人心悸',
    '心血管内科主任医师，熟悉大学生心悸与运动前评估。',
  ),
  doctor(
    'ruan',
    'endocrine',
    ['阮清和', 'Ruan Qinghe'],
    'associate_chief',
    '糖尿病、甲状腺结节与甲亢、痛风',
    '内分泌科副主任医师，为每位糖尿病患者写一张看得懂的计划。',
  ),
  doctor(
    'jiang',
    'general_surgery',
    ['江破晓', 'Jiang Poxiao'],
    'attending',
    '外伤清创缝合、体表肿物、甲沟炎、疝',
    '普外科主治医师，门诊小手术当日可做。',
  ),
  doctor(
    'luo',
    'orthopaedics',
    ['骆行舟', 'Luo Xingzhou'],
    'associate_chief',
    '运动损伤、膝踝关节疼痛、颈肩腰腿痛',
    '骨科副主任医师，校运动队的随队医生。',
  ),
  doctor(
    'xie',
    'urology',
    ['解明远', 'Xie Mingyuan'],
    'attending',
    '前列腺疾病、泌尿系感染、男科咨询',
    '泌尿男科主治医师，诊室单独、可放心讲。',
  ),
  doctor(
    'su',
    'gynaecology',
    ['苏若微', 'Su Ruowei'],
    'associate_chief',
    '月经不调、痛经、阴道炎、避孕与 HPV 咨询',
    '妇科副主任医师，女生常问的问题她都耐心答过很多遍。',
  ),
  doctor(
    'he',
    'paediatrics',
    ['贺春生', 'He Chunsheng'],
    'attending',
    '儿童呼吸道感染、腹泻、生长发育',
    '儿科主治医师，口袋里总有贴纸。',
  ),
  doctor(
    'ouyang',
    'dental',
    ['欧阳澈', 'Ouyang Che'],
    'attending',
    '补牙、根管治疗、智齿拔除',
    '口腔科主治医师，操作前先讲步骤和费用。',
  ),
  doctor(
    'mei',
    'dental',
    ['梅映雪', 'Mei Yingxue'],
    'resident',
    '洁牙、牙周基础治疗、口腔检查',
    '口腔科住院医师，负责洁牙与首诊检查。',
  ),
  doctor(
    'fan',
    'dermatology',
    ['范星野', 'Fan Xingye'],
    'attending',
    '痤疮、湿疹、荨麻疹、脱发',
    '皮肤科主治医师，擅长用最少的药把事情说明白。',
  ),
  doctor(
    'kang',
    'eye',
    ['康见素', 'Kang Jiansu'],
    'associate_chief',
    '近视防控、干眼、结膜炎、眼底筛查',
    '眼科副主任医师，每月为新生做一次视力讲座。',
  ),
  doctor(
    'pei',
    'ent',
    ['裴鸣皋', 'Pei Minggao'],
    'attending',
    '过敏性鼻炎、咽喉炎、耳鸣与耳石症',
    '耳鼻喉科主治医师。',
  ),
  doctor(
    'bai',
    'tcm',
    ['柏怀素', 'Bai Huaisu'],
    'chief',
    '失眠调理、颈肩腰痛针灸、脾胃病',
    '中医科主任医师，针灸与中药并用。',
  ),
  doctor(
    'chu',
    'psychology',
    ['楚南星', 'Chu Nanxing'],
    'associate_chief',
    '焦虑、抑郁、失眠、学业与人际压力',
    '心理门诊副主任医师，每次留足时间听完。',
  ),
];
