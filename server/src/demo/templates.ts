/** Who is on duty when, as plain data for scheduling: mornings 08:00 to 11:30, afternoons 13:30 to 16:30. */

export interface DemoTemplate {
  doctor: string;
  room: string;
  visit_type: string;
  /** ISO: 1 is Monday. */
  weekday: number;
  half_day: 'morning' | 'afternoon';
  weeks: 'every' | 'odd' | 'even';
  starts: string;
  ends: string;
  slot_minutes: number;
  places_per_slot: number;
}

const halves = {
  morning: { half_day: 'morning', starts: '08:00', ends: '11:30' },
  afternoon: { half_day: 'afternoon', starts: '13:30', ends: '16:30' },
} as const;
const DAYS: Record<string, number> = { 一: 1, 二: 2, 三: 3, 四: 4, 五: 5, 六: 6 };
const WEEKS = { '': 'every', 单: 'odd', 双: 'even' } as const;

/**
 * doctor, room, visit type, places a slot, duty as "mornings/afternoons" in weekdays; 五单 is every odd Friday. No two share
 * a room in the same half day of the same week.
 */
const duties: readonly (readonly [string, string, string, number, string])[] = [
  ['lin', 'r101', 'ordinary', 4, '一二三四五六/一三五'],
  ['qiao', 'r102', 'ordinary', 4, '一二三四五/一二三四五'],
  ['wen', 'r101', 'expert', 3, '/二四'],
  ['wen', 'e102', 'expert', 3, '一三五/'],
  ['shen', 'r201', 'expert', 3, '一二四/三五'],
  ['gu', 'r202', 'expert', 2, '一三五单/二'],
  ['tao', 'r202', 'ordinary', 4, '二四五双六/一三四五'],
  ['yan', 'r203', 'expert', 2, '一二三四五/'],
  ['ruan', 'r204', 'expert', 3, '一二三/三双四五单'],
  ['jiang', 'r105', 'ordinary', 4, '一二三四五六/一二三四五'],
  ['luo', 'r106', 'expert', 3, '一三四五/二四'],
  ['xie', 'r307', 'ordinary', 3, '二四/一三五'],
  ['su', 'r301', 'expert', 3, '一二三四五/二四'],
  ['he', 'r103', 'ordinary', 4, '一二三四五六/一二三四五'],
  ['ouyang', 'r302', 'ordinary', 2, '一二三四五/一二三四五'],
  ['mei', 'r303', 'ordinary', 2, '一二三四五六/一三五'],
  ['fan', 'r304', 'ordinary', 4, '一二三四五/二三四'],
  ['kang', 'r305', 'expert', 3, '一二四五/三单五双'],
  ['pei', 'r306', 'ordinary', 4, '一二三四五/一四'],
  ['bai', 'r401', 'expert', 3, '一二三四五六/一三'],
  ['chu', 'e201', 'special', 1, '一二三四/二三四'],
];

/** '一五单' -> Monday of every week, Friday of the odd ones. */
const daysOf = (text: string) =>
  [...text.matchAll(/([一二三四五六])([单双]?)/g)].map(([, day, weeks]) => ({
    weekday: DAYS[day!]!,
    weeks: WEEKS[weeks as keyof typeof WEEKS],
  }));

export const demoTemplates: readonly DemoTemplate[] = duties.flatMap(
  ([doctor, room, visit_type, places_per_slot, duty]) => {
    const [mornings = '', afternoons = ''] = duty.split('/');
    const base = { doctor, room, visit_type, slot_minutes: 30, places_per_slot };
    return [
      ...daysOf(mornings).map((day) => ({ ...base, ...day, ...halves.morning })),
      ...daysOf(afternoons).map((day) => ({ ...base, ...day, ...halves.afternoon })),
    ];
  },
);
