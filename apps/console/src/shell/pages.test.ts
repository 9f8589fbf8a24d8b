import { expect, test } from 'vitest';
import { pagesFor } from './pages.ts';

const namesFor = (...roles: Parameters<typeof pagesFor>[0]) => pagesFor(roles).map((page) => page.name);

test('a role sees what it may do and nothing else', () => {
  expect(namesFor('doctor')).toEqual(['doctor', 'policy']);
  expect(namesFor('cashier')).toEqual(['desk', 'cashier', 'payments', 'policy']);
  expect(namesFor('clerk')).toEqual([
    'desk',
    'cashier',
    'queue',
    'waitlist',
    'preconsult-alerts',
    'today',
    'deliveries',
    'policy',
    'appeals',
  ]);
  expect(namesFor('auditor')).toEqual([
    'today',
    'staff',
    'ledger',
    'drawers',
    'reconciliation',
    'audit',
    'facts',
    'policy',
  ]);
});

test('two roles see both', () => {
  expect(namesFor('doctor', 'operator')).toContain('sessions');
  expect(namesFor('doctor', 'operator')).toContain('doctor');
});
