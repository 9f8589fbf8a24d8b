/** Short names of what the rules say no by. */
import type { SameKeys } from '@menzhen/ui/words';

export const zh = {
  codes: {
    policy_not_released: '还没放号',
    policy_beyond_horizon: '超出可约天数',
    policy_day_not_bookable: '早于可约日期',
    policy_next_day_cut_off: '次日号已截止',
    policy_same_day_cut_off: '当天号已截止',
    policy_booking_hours: '不在预约时间',
    policy_limit_per_department: '同科室限额',
    policy_limit_per_doctor: '同医生限额',
    policy_limit_per_day: '每天限额',
    policy_limit: '限额',
    policy_cool_down: '间隔未到',
    policy_no_show_suspended: '爽约受限',
    policy_drop_suspended: '放弃预约受限',
    policy_sex_gate: '性别不符',
    policy_age_gate: '年龄不符',
    policy_walk_in_only: '不用预约',
    policy_first_visit_id: '首诊证件',
    policy_symptoms_unasked: '症状未询问',
    policy_symptoms_barred: '有分流症状',
  },
};

export const en: SameKeys<typeof zh> = {
  codes: {
    policy_not_released: 'not released yet',
    policy_beyond_horizon: 'too far ahead',
    policy_day_not_bookable: 'too near',
    policy_next_day_cut_off: 'next-day cut-off',
    policy_same_day_cut_off: 'same-day cut-off',
    policy_booking_hours: 'outside booking hours',
    policy_limit_per_department: 'limit per department',
    policy_limit_per_doctor: 'limit per doctor',
    policy_limit_per_day: 'limit per day',
    policy_limit: 'limit',
    policy_cool_down: 'pause',
    policy_no_show_suspended: 'suspended: no-shows',
    policy_drop_suspended: 'suspended: given up',
    policy_sex_gate: 'sex',
    policy_age_gate: 'age',
    policy_walk_in_only: 'walk-in only',
    policy_first_visit_id: 'document at a first visit',
    policy_symptoms_unasked: 'symptoms not asked',
    policy_symptoms_barred: 'symptoms',
  },
};
