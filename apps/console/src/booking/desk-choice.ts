/** What a clerk chooses again and again at one window. */
import { ref } from 'vue';

export const channels = ['counter', 'phone'] as const;
/** Kept places that the clerk may let a patient into; age and history speak for themselves. */
export const granted = ['senior', 'referral', 'return_visit'] as const;
export type Granted = (typeof granted)[number];

/** The window's last department: the next in line mostly wants the same. */
export const lastDepartment = ref<string | null>(null);
