/** RSA2: SHA-256 with RSA over parameters in the order of their names. */
import { createSign, createVerify } from 'node:crypto';
import type { AlipayCredentials } from './settings.ts';

export type Parameters = Record<string, string>;

/** `a=1&b=2`: what has a value, by name, values as they are; without the parameters left out. */
export function stringToSign(parameters: Parameters, leftOut: readonly string[]): string {
  return Object.keys(parameters)
    .filter((name) => parameters[name] !== '' && !leftOut.includes(name))
    .sort()
    .map((name) => `${name}=${parameters[name]}`)
    .join('&');
}

/** The parameters of a request with their signature. */
export function signed(credentials: AlipayCredentials, parameters: Parameters): Parameters {
  const text = stringToSign(parameters, ['sign']);
  return { ...parameters, sign: createSign('RSA-SHA256').update(text, 'utf8').sign(credentials.privateKey, 'base64') };
}

const isOver = (credentials: AlipayCredentials, text: string, sign: string): boolean =>
  createVerify('RSA-SHA256').update(text, 'utf8').verify(credentials.alipayPublicKey, sign, 'base64');

/**
 * Whether Alipay signed this notice. Its gateways are of two generations: the first signs without `sign_type`, the second
 * with it; nothing in a notice says which.
 */
export function isNoticeSigned(credentials: AlipayCredentials, parameters: Parameters): boolean {
  const { sign, sign_type } = parameters;
  if (!sign || sign_type !== 'RSA2') return false;
  return (
    isOver(credentials, stringToSign(parameters, ['sign', 'sign_type']), sign) ||
    isOver(credentials, stringToSign(parameters, ['sign']), sign)
  );
}

/**
 * The body of an answer `{"<name>":{…},"sign":"…"}`, whose signature is over the very characters of the object.
 * @returns the proven object's text; undefined when nothing is proven
 */
export function provenBody(credentials: AlipayCredentials, answer: string, name: string): string | undefined {
  const text = objectAfter(answer, name);
  const sign = text === undefined ? undefined : signOf(answer);
  return text !== undefined && sign && isOver(credentials, text, sign) ? text : undefined;
}

function signOf(answer: string): string | undefined {
  try {
    const { sign } = JSON.parse(answer) as { sign?: unknown };
    return typeof sign === 'string' ? sign : undefined;
  } catch {
    return undefined;
  }
}

/** The characters of the object that follows `"name":`, its braces included. */
function objectAfter(answer: string, name: string): string | undefined {
  const at = answer.indexOf(`"${name}"`);
  const from = answer.indexOf('{', at);
  if (at < 0 || !/^"\s*:\s*$/.test(answer.slice(at + name.length + 1, from))) return undefined;
  let [depth, inText] = [0, false];
  for (let i = from; i < answer.length; i += 1) {
    const character = answer[i];
    if (inText && character === '\\') i += 1;
    else if (character === '"') inText = !inText;
    else if (!inText && character === '{') depth += 1;
    else if (!inText && character === '}') depth -= 1;
    if (depth === 0) return answer.slice(from, i + 1);
  }
  return undefined;
}
