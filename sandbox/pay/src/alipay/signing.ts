import { createSign, createVerify, type KeyObject } from 'node:crypto';

/** Alipay's string to sign: what has a value, sorted by name, `k=v` joined by `&`. */
function canonical(parameters: Record<string, string>, left: readonly string[]): string {
  return Object.keys(parameters)
    .filter((name) => !left.includes(name) && parameters[name] !== '')
    .sort()
    .map((name) => `${name}=${parameters[name]}`)
    .join('&');
}

/** RSA2 over what the channel sends by itself (callbacks, the way back): without `sign_type`, as it always was. */
export const signParameters = (parameters: Record<string, string>, key: KeyObject): string =>
  signText(canonical(parameters, ['sign', 'sign_type']), key);

export const signText = (text: string, key: KeyObject): string =>
  createSign('RSA-SHA256').update(text, 'utf8').sign(key, 'base64');

/** Whether the merchant signed this request; here `sign_type` is part of what is signed. */
export const isSigned = (parameters: Record<string, string>, key: KeyObject): boolean =>
  createVerify('RSA-SHA256')
    .update(canonical(parameters, ['sign']), 'utf8')
    .verify(key, parameters.sign ?? '', 'base64');
