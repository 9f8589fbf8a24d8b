import type { TalkView } from '@menzhen/contract';
import { ref } from 'vue';
import { type Act, call, newAct, poll } from '../shared/client.ts';
import { type Problem, problemFrom } from '../shared/problem.ts';
import { useResource } from '../shared/resource.ts';

/** After this a person is told that it takes long, and what to do if it is urgent. */
const SLOW_MS = 5_000;

type Question = NonNullable<TalkView['question']>;
export interface Answer {
  choices?: string[];
  text?: string;
  skip?: true;
}

/**
 * A talk and what can be done in it. One change at a time; a change that did not arrive is made again with the same key, so
 * that it happens once. What was read last is kept on the phone until signing out.
 */
export function useTalk(id: () => string) {
  const resource = useResource(
    () => `talk.${id()}`,
    async () => newer(await poll('talkShow', { params: { id: id() } })),
  );
  const { data: talk, refresh, set } = resource;
  const busy = ref(false);
  const slow = ref(false);
  const failed = ref<Problem | null>(null);
  let last: { what: string; act: Act; run: (act: Act) => Promise<TalkView> } | null = null;

  /** An answer that was overtaken by a change of ours is not shown. */
  function newer(seen: TalkView): TalkView {
    const known = talk.value;
    return known && known.id === seen.id && known.version > seen.version ? known : seen;
  }

  async function change(what: unknown[], run: (act: Act) => Promise<TalkView>): Promise<boolean> {
    if (busy.value) return false;
    const same = JSON.stringify(what);
    last = { what: same, act: last?.what === same ? last.act : newAct(), run };
    busy.value = true;
    failed.value = null;
    const timer = setTimeout(() => {
      slow.value = true;
    }, SLOW_MS);
    try {
      set(await run(last.act));
      last = null;
      return true;
    } catch (thrown) {
      failed.value = problemFrom(thrown);
      // somebody went on elsewhere, or it had arrived: what is true now is shown
      if (failed.value.status === 409) await refresh();
      return false;
    } finally {
      clearTimeout(timer);
      busy.value = false;
      slow.value = false;
    }
  }

  const params = () => ({ id: id() });
  const version = () => talk.value?.version ?? 1;

  const say = (text: string) => {
    const body = { text, version: version() };
    return change(['say', body], (act) => call('talkMessage', { params: params(), body, act }));
  };
  const answer = (question: Question, given: Answer) => {
    const body = { question_id: question.id, ...given, version: version() };
    return change(['answer', body], (act) => call('talkAnswer', { params: params(), body, act }));
  };
  const back = () => {
    const body = { version: version() };
    return change(['back', body], (act) => call('talkBack', { params: params(), body, act }));
  };
  const finish = () => {
    const body = { version: version() };
    return change(['finish', body], (act) => call('talkFinish', { params: params(), body, act }));
  };
  const confirm = () => {
    const body = { version: version() };
    return change(['confirm', body], (act) => call('talkConfirm', { params: params(), body, act }));
  };
  const agree = (model: boolean) =>
    change(['agree', model], (act) => call('talkConsent', { params: params(), body: { model }, act }));
  const askHelp = () => change(['help'], (act) => call('talkHelp', { params: params(), act }));
  const retry = async () => (last ? change(JSON.parse(last.what), last.run) : false);

  return { ...resource, busy, slow, failed, say, answer, back, finish, confirm, agree, askHelp, retry };
}

export type TalkActs = ReturnType<typeof useTalk>;
