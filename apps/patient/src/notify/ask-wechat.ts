/**
 * WeChat's own question whether the mini program may send a message. It is asked within a tap, for at most three
 * templates at once; one "yes" is one message.
 */
export interface Asked {
  accepted: string[];
  refused: string[];
}

const MOST_AT_ONCE = 3;
/** What a patient in the hall needs most, first. */
const first = ['ticket.called', 'ticket.near', 'ticket.passed'];
const rank = (kind: string): number => (first.includes(kind) ? first.indexOf(kind) : first.length);

interface Subscription {
  kind: string;
  template_id: string;
  left: number;
}

/** The templates to ask for: those of the hall, the ones with the fewest messages left first. */
export function templatesToAsk(subscriptions: readonly Subscription[]): string[] {
  const sorted = subscriptions
    .filter(({ kind }) => first.includes(kind))
    .sort((a, b) => a.left - b.left || rank(a.kind) - rank(b.kind));
  return [...new Set(sorted.map(({ template_id }) => template_id))].slice(0, MOST_AT_ONCE);
}

/** What was answered for each template; WeChat says accept, reject, ban or filter. */
export function answersOf(templates: readonly string[], told: Record<string, unknown>): Asked {
  return {
    accepted: templates.filter((id) => told[id] === 'accept'),
    refused: templates.filter((id) => told[id] === 'reject' || told[id] === 'ban'),
  };
}

/** Asks; null when WeChat could not ask. Must be the first thing that a tap does. */
export function askWechat(templates: string[]): Promise<Asked | null> {
  return new Promise((answer) => {
    uni.requestSubscribeMessage({
      tmplIds: templates,
      success: (told) => answer(answersOf(templates, told as unknown as Record<string, unknown>)),
      fail: () => answer(null),
    });
  });
}
