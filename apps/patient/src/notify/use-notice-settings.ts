import type { BodyOf, Contract } from '@menzhen/contract';
import { call, newAct } from '../shared/client.ts';
import { problemFrom } from '../shared/problem.ts';
import { useResource } from '../shared/resource.ts';
import { toast } from '../shared/say.ts';
import { type Asked, askWechat, templatesToAsk } from './ask-wechat.ts';
import { t } from '../shared/i18n.ts';

/** How the account is told, and WeChat's question. */
export function useNoticeSettings() {
  const { data, asOf, problem, refresh, set } = useResource(
    () => 'notice-settings',
    () => call('noticeSettings', {}),
  );

  async function change(body: BodyOf<Contract['noticeSettingsChange']>): Promise<void> {
    try {
      set(await call('noticeSettingsChange', { body }));
      toast(t('notices.saved'));
    } catch (thrown) {
      toast(problemFrom(thrown).title);
    }
  }

  async function keep(asked: Asked): Promise<void> {
    try {
      set(await call('noticeConsent', { body: asked, act: newAct() }));
      toast(t(asked.accepted.length > 0 ? 'notices.wechatDone' : 'notices.wechatNo'));
    } catch (thrown) {
      toast(problemFrom(thrown).title);
    }
  }

  /** Must be what a tap does first: WeChat asks nobody who did not tap. */
  async function ask(): Promise<void> {
    const asked = await askWechat(templatesToAsk(data.value?.subscriptions ?? []));
    if (asked) await keep(asked);
    else toast(t('notices.wechatNo'));
  }

  return { data, asOf, problem, refresh, change, ask };
}
