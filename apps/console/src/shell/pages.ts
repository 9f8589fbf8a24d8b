/** Every page of the console: where it is, whom it is for, and where it stands in the navigation. */
import type { Role } from '@menzhen/contract';
import type { Component } from 'vue';

export interface PageEntry {
  name: string;
  path: string;
  title: `shell.page.${PageTitle}`;
  group: 'front' | 'manage' | 'watch';
  /** Staff roles that see it; absent: everybody signed in. */
  roles?: readonly Role[];
  load: () => Promise<{ default: Component }>;
}
type PageTitle = keyof typeof import('./shell.words.ts')['zh']['page'];

const planners = ['administrator', 'operator'] as const;
const administrator = ['administrator'] as const;

export const pages: readonly PageEntry[] = [
  {
    name: 'desk',
    path: '/desk',
    title: 'shell.page.desk',
    group: 'front',
    roles: ['clerk', 'nurse', 'cashier'],
    load: () => import('../booking/desk.page.vue'),
  },
  {
    name: 'cashier',
    path: '/cashier',
    title: 'shell.page.cashier',
    group: 'front',
    roles: ['cashier', 'clerk'],
    load: () => import('../cashier/cashier.page.vue'),
  },
  {
    name: 'queue',
    path: '/queue',
    title: 'shell.page.queue',
    group: 'front',
    roles: ['nurse', 'clerk', 'operator'],
    load: () => import('../queue/hall-queue.page.vue'),
  },
  {
    name: 'waitlist',
    path: '/waitlist',
    title: 'shell.page.waitlist',
    group: 'front',
    roles: ['clerk', 'nurse', 'operator', 'administrator'],
    load: () => import('../waitlist/waitlist.page.vue'),
  },
  {
    name: 'preconsult-alerts',
    path: '/preconsult/alerts',
    title: 'shell.page.preconsult_alerts',
    group: 'front',
    roles: ['nurse', 'clerk', 'operator'],
    load: () => import('../preconsult/alerts.page.vue'),
  },
  {
    name: 'doctor',
    path: '/doctor',
    title: 'shell.page.doctor',
    group: 'front',
    roles: ['doctor'],
    load: () => import('../queue/doctor.page.vue'),
  },
  {
    name: 'today',
    path: '/today',
    title: 'shell.page.today',
    group: 'watch',
    roles: ['administrator', 'operator', 'finance', 'auditor', 'nurse', 'clerk'],
    load: () => import('../analytics/today.page.vue'),
  },
  {
    name: 'waiting',
    path: '/waiting',
    title: 'shell.page.waiting',
    group: 'watch',
    roles: planners,
    load: () => import('../waiting/waiting.page.vue'),
  },
  {
    name: 'deliveries',
    path: '/deliveries',
    title: 'shell.page.deliveries',
    group: 'watch',
    roles: ['clerk', 'nurse', 'operator', 'administrator'],
    load: () => import('../notify/deliveries.page.vue'),
  },
  {
    name: 'preconsult-quality',
    path: '/preconsult/quality',
    title: 'shell.page.preconsult_quality',
    group: 'watch',
    roles: planners,
    load: () => import('../preconsult/quality.page.vue'),
  },
  {
    name: 'departments',
    path: '/departments',
    title: 'shell.page.departments',
    group: 'manage',
    roles: administrator,
    load: () => import('../catalog/departments.page.vue'),
  },
  {
    name: 'rooms',
    path: '/rooms',
    title: 'shell.page.rooms',
    group: 'manage',
    roles: administrator,
    load: () => import('../catalog/rooms.page.vue'),
  },
  {
    name: 'boards',
    path: '/boards',
    title: 'shell.page.boards',
    group: 'manage',
    roles: administrator,
    load: () => import('../boards/boards.page.vue'),
  },
  {
    name: 'service_points',
    path: '/service-points',
    title: 'shell.page.service_points',
    group: 'manage',
    roles: administrator,
    load: () => import('../service-points/service-points.page.vue'),
  },
  {
    name: 'doctors',
    path: '/doctors',
    title: 'shell.page.doctors',
    group: 'manage',
    roles: administrator,
    load: () => import('../catalog/doctors.page.vue'),
  },
  {
    name: 'visit-types',
    path: '/visit-types',
    title: 'shell.page.visit_types',
    group: 'manage',
    roles: administrator,
    load: () => import('../catalog/visit-types.page.vue'),
  },
  {
    name: 'templates',
    path: '/templates',
    title: 'shell.page.templates',
    group: 'manage',
    roles: planners,
    load: () => import('../scheduling/templates.page.vue'),
  },
  {
    name: 'roster',
    path: '/roster',
    title: 'shell.page.roster',
    group: 'manage',
    roles: planners,
    load: () => import('../scheduling/roster.page.vue'),
  },
  {
    name: 'sessions',
    path: '/sessions',
    title: 'shell.page.sessions',
    group: 'manage',
    roles: planners,
    load: () => import('../scheduling/sessions.page.vue'),
  },
  {
    name: 'pools',
    path: '/pools',
    title: 'shell.page.pools',
    group: 'manage',
    roles: planners,
    load: () => import('../pools/pools.page.vue'),
  },
  {
    name: 'closures',
    path: '/closures',
    title: 'shell.page.closures',
    group: 'manage',
    roles: planners,
    load: () => import('../closures/closures.page.vue'),
  },
  {
    name: 'calendar',
    path: '/calendar',
    title: 'shell.page.calendar',
    group: 'manage',
    roles: planners,
    load: () => import('../scheduling/calendar.page.vue'),
  },
  {
    name: 'maps',
    path: '/maps',
    title: 'shell.page.maps',
    group: 'manage',
    roles: ['administrator', 'operator', 'nurse'],
    load: () => import('../navigation/maps.page.vue'),
  },
  {
    name: 'preconsult-lexicon',
    path: '/preconsult/lexicon',
    title: 'shell.page.preconsult_lexicon',
    group: 'manage',
    roles: planners,
    load: () => import('../preconsult/lexicon.page.vue'),
  },
  {
    name: 'preconsult-departments',
    path: '/preconsult/departments',
    title: 'shell.page.preconsult_departments',
    group: 'manage',
    roles: planners,
    load: () => import('../preconsult/mapping.page.vue'),
  },
  {
    name: 'staff',
    path: '/staff',
    title: 'shell.page.staff',
    group: 'manage',
    roles: ['administrator', 'auditor'],
    load: () => import('../people/staff.page.vue'),
  },
  {
    name: 'payments',
    path: '/payments',
    title: 'shell.page.payments',
    group: 'watch',
    roles: ['finance', 'cashier', 'administrator'],
    load: () => import('../payment/payments.page.vue'),
  },
  {
    name: 'ledger',
    path: '/ledger',
    title: 'shell.page.ledger',
    group: 'watch',
    roles: ['finance', 'administrator', 'auditor'],
    load: () => import('../ledger/ledger.page.vue'),
  },
  {
    name: 'refunds',
    path: '/refunds',
    title: 'shell.page.refunds',
    group: 'watch',
    roles: ['finance', 'administrator'],
    load: () => import('../cashier/refunds.page.vue'),
  },
  {
    name: 'drawers',
    path: '/drawers',
    title: 'shell.page.drawers',
    group: 'watch',
    roles: ['finance', 'administrator', 'auditor'],
    load: () => import('../cashier/drawers.page.vue'),
  },
  {
    name: 'reconciliation',
    path: '/reconciliation',
    title: 'shell.page.reconciliation',
    group: 'watch',
    roles: ['finance', 'administrator', 'auditor'],
    load: () => import('../reconciliation/reconciliation.page.vue'),
  },
  {
    name: 'audit',
    path: '/audit',
    title: 'shell.page.audit',
    group: 'watch',
    roles: ['auditor', 'administrator'],
    load: () => import('../people/audit.page.vue'),
  },
  {
    name: 'facts',
    path: '/facts',
    title: 'shell.page.facts',
    group: 'watch',
    roles: ['auditor', 'administrator'],
    load: () => import('../facts/facts.page.vue'),
  },
  {
    name: 'policy',
    path: '/policy',
    title: 'shell.page.policy',
    group: 'watch',
    load: () => import('../policy/policy.page.vue'),
  },
  {
    name: 'policy_edit',
    path: '/policy/edit',
    title: 'shell.page.policy_edit',
    group: 'manage',
    roles: planners,
    load: () => import('../policy/editor.page.vue'),
  },
  {
    name: 'appeals',
    path: '/appeals',
    title: 'shell.page.appeals',
    group: 'front',
    roles: ['clerk', 'operator', 'administrator'],
    load: () => import('../policy/appeals.page.vue'),
  },
];

export const groups = ['front', 'watch', 'manage'] as const;

/** What a person with these roles may open; what a role may not do is not shown. */
export function pagesFor(roles: readonly Role[]): PageEntry[] {
  return pages.filter((page) => !page.roles || page.roles.some((role) => roles.includes(role)));
}
