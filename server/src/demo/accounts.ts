/** Whom the demo hospital lets in, shown openly by GET /api/demo. Every person and number is invented. */
import type { BoardLayout, Role } from '@menzhen/contract';
import { checkDigit, type PersonInput, type Relation } from '../modules/people/index.ts';

export const DEMO_PASSWORD = 'menzhen-demo-2026';

export interface DemoStaff {
  login: string;
  name: string;
  roles: readonly { role: Role; department?: string }[];
  doctor?: string;
  note: string;
}

const doctorLogin = (login: string, doctor: string, name: string, department: string, where: string): DemoStaff => ({
  login,
  name,
  roles: [{ role: 'doctor', department }],
  doctor,
  note: `医生工作台：${where} Doctor’s console`,
});

export const demoStaff: readonly DemoStaff[] = [
  { login: 'clerk', name: '窗口甲', roles: [{ role: 'clerk' }], note: '挂号窗口：建档、预约、签到 Registration desk' },
  { login: 'nurse', name: '护士甲', roles: [{ role: 'nurse' }], note: '分诊台：签到、队列 Triage desk' },
  { login: 'cashier', name: '收费甲', roles: [{ role: 'cashier' }], note: '收费窗口：收款、退款 Cashier' },
  doctorLogin('doctor1', 'lin', '林知秋', 'general', '全科门诊 101 诊室'),
  doctorLogin('doctor2', 'qiao', '乔安澜', 'general', '全科门诊 102 诊室'),
  doctorLogin('doctor3', 'gu', '顾长风', 'digestive', '消化内科 202 诊室'),
  doctorLogin('doctor4', 'ouyang', '欧阳澈', 'dental', '口腔科 302 诊室'),
  doctorLogin('doctor5', 'su', '苏若微', 'gynaecology', '妇科 301 诊室'),
  doctorLogin('doctor6', 'he', '贺春生', 'paediatrics', '儿科 103 诊室'),
  { login: 'operator', name: '运营甲', roles: [{ role: 'operator' }], note: '科室运营：今日看板、排班 Operations' },
  { login: 'finance', name: '财务甲', roles: [{ role: 'finance' }], note: '财务：订单与退款 Finance' },
  {
    login: 'admin',
    name: '管理员甲',
    roles: [{ role: 'administrator' }],
    note: '系统管理：科室、医生、员工 Administration',
  },
  { login: 'auditor', name: '审计甲', roles: [{ role: 'auditor' }], note: '审计：访问留痕 Access audit' },
];

interface DemoBoard {
  name: string;
  key: string;
  layout?: BoardLayout;
  departments: readonly string[];
  /** Of a door's board. */
  room?: string;
}
export const demoBoards: readonly DemoBoard[] = [
  {
    name: '本部一楼大厅',
    key: 'demo-board-hall-1',
    departments: ['general', 'paediatrics', 'general_surgery', 'orthopaedics'],
  },
  {
    name: '本部二楼候诊区',
    key: 'demo-board-hall-2',
    departments: ['respiratory', 'digestive', 'cardiology', 'endocrine'],
  },
  {
    name: '本部三四楼候诊区',
    key: 'demo-board-hall-3',
    departments: ['gynaecology', 'dental', 'dermatology', 'eye', 'ent', 'urology', 'tcm'],
  },
  { name: '东校区大厅', key: 'demo-board-east', departments: ['psychology', 'general'] },
  {
    name: '本部一楼自助机',
    key: 'demo-board-kiosk-1',
    layout: 'kiosk',
    departments: ['general', 'paediatrics', 'general_surgery', 'orthopaedics', 'respiratory', 'digestive'],
  },
  { name: '消化内科候诊区', key: 'demo-board-department', layout: 'department', departments: ['digestive'] },
  { name: '101 诊室门口', key: 'demo-board-door-101', layout: 'door', departments: [], room: 'r101' },
];

/** A resident number no card carries: the county code 000 is never given out, the check digit is right. */
export function inventedResidentId(birth_date: string, order: number): string {
  const first17 = `110000${birth_date.replaceAll('-', '')}${String(order).padStart(3, '0')}`;
  return `${first17}${checkDigit(first17)}`;
}

interface DemoPatient {
  relation: Relation;
  person: PersonInput;
}
export interface DemoFamily {
  phone: string;
  note: string;
  patients: readonly DemoPatient[];
}

const person = (
  name: string,
  birth_date: string,
  order: number,
  phone: string,
  payer_class: PersonInput['payer_class'],
  more: Partial<PersonInput> = {},
): PersonInput => ({
  name,
  id_kind: 'resident_id',
  id_number: inventedResidentId(birth_date, order),
  phone,
  payer_class,
  ...more,
});

/** Invented phones: the demo hospital never sends anything to one. */
export const demoFamilies: readonly DemoFamily[] = [
  {
    phone: '19900000001',
    note: '学生 A student',
    patients: [
      {
        relation: 'self',
        person: person('示例小明', '2005-03-14', 1, '19900000001', 'student', { campus_number: 'S20230001' }),
      },
    ],
  },
  {
    phone: '19900000002',
    note: '教师，带孩子和父亲 A teacher with a child and a father',
    patients: [
      {
        relation: 'self',
        person: person('示例丽华', '1988-09-02', 2, '19900000002', 'staff', { campus_number: 'T10086' }),
      },
      {
        relation: 'child',
        person: person('示例童童', '2019-06-01', 4, '19900000002', 'self_pay', {
          guardian_name: '示例丽华',
          guardian_phone: '19900000002',
        }),
      },
      { relation: 'parent', person: person('示例建国', '1954-10-01', 3, '19900000002', 'retiree') },
    ],
  },
  {
    phone: '19900000003',
    note: '离退休教师（大字版） A retired teacher, large print',
    patients: [{ relation: 'self', person: person('示例秀英', '1950-02-20', 6, '19900000003', 'retiree') }],
  },
  {
    phone: '19900000004',
    note: '留学生（护照） An overseas student with a passport',
    patients: [
      {
        relation: 'self',
        person: {
          name: 'Demo Sample',
          id_kind: 'passport',
          id_number: 'X00000001',
          birth_date: '2003-11-23',
          sex: 'female',
          phone: '19900000004',
          payer_class: 'student',
          campus_number: 'I20240007',
        },
      },
    ],
  },
  { phone: '19900000005', note: '新用户，还没有就诊人 A new account without patients', patients: [] },
];
/** What GET /api/demo shows, beside the clock. */
export const demoAccounts = {
  accounts: demoStaff.map(({ login, roles, note }) => ({
    role: roles.map((scope) => scope.role).join(', '),
    login,
    password: DEMO_PASSWORD,
    note,
  })),
  boards: demoBoards.map(({ name, key }) => ({ name, key })),
  patients: demoFamilies.map(({ phone, note }) => ({ phone, note })),
};
