import type { AnswerOf, Contract, TalkView } from '@menzhen/contract';
import { type PageName, replace } from '../shared/routes.ts';

type TalkCard = AnswerOf<Contract['talkList']>['items'][number];

/** The page on which a talk is in its state: danger before everything else. */
export function pageOfTalk(talk: Pick<TalkView, 'state' | 'emergency'>): PageName {
  if (talk.state === 'stopped' || (talk.state === 'open' && talk.emergency)) return 'talkEmergency';
  if (talk.state === 'open') return 'talk';
  return 'talkResult';
}

/** Opens the page of the talk's state, unless it is open already. `also`: a further page on which this state is shown. */
export function goWithTalk(talk: TalkView, here: PageName, also?: PageName): void {
  const page = pageOfTalk(talk);
  if (page !== here && page !== also) replace(page, { id: talk.id });
}

/** The same of a line in a list, which knows no more than state and level. */
export function pageOfCard(card: Pick<TalkCard, 'state'>): PageName {
  if (card.state === 'stopped') return 'talkEmergency';
  return card.state === 'open' ? 'talk' : 'talkResult';
}
