// Short answers: 有, 没有, 嗯, 不 … to what was asked in the turn before.
import type { Piece } from './clauses.ts';
import { normalise } from './normalise.ts';
import type { Assertion, ConceptKind, Mention, Reading, Turn } from './types.ts';

const YES =
  /^(?:嗯+|对+|是|有|会|好像有|对对|是的|有的|对的|嗯嗯|是啊|对啊|有啊|会的|没错|当然|确实|的确|yes|yeah|yep|y|ok|是有|有过|有点|有一点|有一些|有些|稍微有点?|偶尔|偶尔有|经常|老是|总是|一直有|一直|很|挺|厉害|严重)(?:的|啊|呢|呀|吧|哦|点|一点|些)*$/;
const NO =
  /^(?:没|没有|不|无|否|没得|冇|不是|不会|没有过|从来没有|都没有|没啊|不疼|不痛|没有啊|不曾|没了|还没|暂时没|暂时没有|目前没有|现在没有|倒没有|倒是没有|都没|这个没有|也没有|也没|没有没有|不不|不用|没发现|没注意到有|没有出现|no|nope|none|not at all|n)(?:的|啊|呢|呀|吧|哦|了|哈|过)*$/;
const UNSURE =
  /^(?:不知道|不清楚|不确定|说不好|说不清|不太清楚|不好说|可能|也许|好像|好像是|可能有|没注意|不懂|忘了|没留意|没量|没测|没看|not sure|don't know|maybe|dunno|idk)(?:的|啊|呢|呀|吧|哦|是|有)*$/;

/** What the first words of a turn answer, or undefined when they answer nothing. */
export function shortAnswer(text: string): 'present' | 'absent' | 'uncertain' | undefined {
  const first =
    normalise(text)
      .text.split(/[,。;!?、]/)
      .find((piece) => piece !== '') ?? '';
  if (UNSURE.test(first)) return 'uncertain';
  if (NO.test(first)) return 'absent';
  if (YES.test(first)) return 'present';
  return undefined;
}

/** Mentions for what was asked and is answered in so few words; what the answer names itself is read there. */
export function answered(
  asked: readonly string[],
  turn: Turn,
  index: number,
  clause: number,
  named: ReadonlySet<string>,
): Mention[] {
  const assertion: Assertion | undefined = shortAnswer(turn.text);
  if (!assertion) return [];
  const open = asked.filter((concept) => !named.has(concept));
  // 有 to a question after several things says of none which; only one is surely meant.
  const meant: Assertion = assertion === 'present' && open.length > 1 ? 'uncertain' : assertion;
  const end = /^[^,，。;；!！?？、\s]*/.exec(turn.text)?.[0].length ?? turn.text.length;
  return open.map((concept) => ({
    concept,
    words: turn.text.slice(0, end),
    start: 0,
    end,
    clause,
    assertion: meant,
    turn: index,
    answered: true,
  }));
}

/** A clause that asks: by its stop, its last word, or 有没有 in it. */
export function isAsked(piece: Piece | undefined): boolean {
  if (!piece) return false;
  return (
    piece.stop === '?' ||
    /(?:吗|么|不|没|没有|呢|否)$/.test(piece.text) ||
    /有没有|有无|是否|是不是|会不会|(.)不\1/.test(piece.text)
  );
}

/** So many turns after a question its answer is still looked for. */
const ANSWER_WITHIN = 5;

/** Gives what the asker named the standing it has by the patient's words: the answer's, else the latest said, else none is known. */
export function settle(
  { mentions, asked = [], clauses }: Reading,
  kindOf: (concept: string) => ConceptKind | undefined,
): void {
  for (const named of asked) {
    const said = mentions.filter((mention) => mention.concept === named.concept);
    const text = clauses[named.clause]?.text ?? '';
    const question = isAsked({ from: 0, to: 0, sentence: 0, stop: '', text }) || named.assertion !== 'present';
    const answer = said.find((mention) => mention.turn > named.turn && mention.turn <= named.turn + ANSWER_WITHIN);
    const known = (question ? answer : undefined) ?? said.findLast((mention) => mention.turn < named.turn) ?? answer;
    named.assertion = known?.assertion ?? (kindOf(named.concept) === 'disease' || question ? 'uncertain' : 'present');
  }
}
