import type { TalkView } from '@menzhen/contract';

/** What a person has written and not yet sent, kept on the phone until it has arrived (forgotten at sign out). */
export interface Unsent {
  text: string;
  /** The version of the talk it was sent to, when it was sent and no answer came. */
  sent_at_version: number | null;
}

const key = (talk_id: string): string => `menzhen.kept.unsent.${talk_id}`;

export function unsentOf(talk_id: string): Unsent {
  return (uni.getStorageSync(key(talk_id)) as Unsent | '') || { text: '', sent_at_version: null };
}

export function keepUnsent(talk_id: string, unsent: Unsent): void {
  if (unsent.text) uni.setStorageSync(key(talk_id), unsent);
  else uni.removeStorageSync(key(talk_id));
}

/** It was sent, the answer was lost, and yet it stands in the talk: it is not sent a second time. */
export function hasArrived(talk: Pick<TalkView, 'version' | 'messages'>, { text, sent_at_version }: Unsent): boolean {
  if (sent_at_version === null || talk.version <= sent_at_version) return false;
  const said = talk.messages.filter((message) => message.from === 'patient');
  return said.at(-1)?.text.trim() === text.trim();
}
