/** Rules that hospitals publish, as data. A hospital starts from one of these and changes what it must. */
import type { Policy } from '../rules/index.ts';
import { twoCampusHospital } from './city.ts';
import { districtHospital } from './district.ts';
import { municipalHospital } from './municipal.ts';
import { specialistClinic } from './specialist.ts';

export { districtHospital } from './district.ts';

export interface Preset {
  code: string;
  zh: string;
  en: string;
  data: Policy;
}
export const presets: readonly Preset[] = [
  {
    code: 'district',
    zh: '区级综合医院：每天 07:00 放号，可约 7 天',
    en: 'District general: release at 07:00, 7 days',
    data: districtHospital([]),
  },
  {
    code: 'two_campus',
    zh: '两院区市级医院：00:00 放号，可约 14 天，发热患者分流',
    en: 'Two-campus city hospital: release at 00:00, 14 days, fever clinic',
    data: twoCampusHospital(),
  },
  {
    code: 'specialist',
    zh: '专科医院：06:00 放号，可约 28 天，市级平台另有规则',
    en: 'Specialist clinic: release at 06:00, 28 days, a city platform with rules of its own',
    data: specialistClinic(),
  },
  {
    code: 'municipal',
    zh: '市级医院：06:30 放号，14 天不含节假日，14 岁以上',
    en: 'Municipal hospital: release at 06:30, 14 days without holidays, from age 14',
    data: municipalHospital(),
  },
];
