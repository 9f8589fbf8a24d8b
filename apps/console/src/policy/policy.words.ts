import type { SameKeys } from '@menzhen/ui/words';

export const zh = {
  intro: '患者看到的就是这些话。每个预约按它约的时候有效的版本办理。',
  version: '第 {version} 版，{from} 起生效',
  empty: '还没有规则',
};
export const en: SameKeys<typeof zh> = {
  intro: 'These are the words patients read. Each booking keeps the version it was made under.',
  version: 'Version {version}, in force since {from}',
  empty: 'No rules yet',
};
