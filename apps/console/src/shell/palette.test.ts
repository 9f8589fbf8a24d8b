import { expect, test } from 'vitest';
import { findCommands } from './palette.ts';

const command = (label: string, also: string) => ({ id: label, label, also, run: () => null });
const all = [command('今日运行', 'Today /today'), command('出诊班次', 'Sessions'), command('深色', 'Dark theme')];

test('found by either language, every word must match', () => {
  expect(findCommands(all, 'today').map((found) => found.label)).toEqual(['今日运行']);
  expect(findCommands(all, '班次').map((found) => found.label)).toEqual(['出诊班次']);
  expect(findCommands(all, 'dark theme')).toHaveLength(1);
  expect(findCommands(all, 'dark session')).toHaveLength(0);
  expect(findCommands(all, '  ')).toHaveLength(3);
});
