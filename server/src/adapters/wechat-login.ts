/** Signing in with WeChat: a mini program's one-time code becomes the person's openid (`code2Session`). */

export interface WechatLoginSettings {
  appid: string;
  app_secret: string;
  /** `https://api.weixin.qq.com`, or the address of a stand-in. */
  base_url: string;
  /** How long to wait for an answer; 5000 if not given. */
  timeout_ms?: number;
}

interface WechatIdentity {
  openid: string;
  /** Set when the app is bound to an open-platform account. */
  unionid?: string;
}

export interface WechatLogin {
  /** @throws WechatLoginRefused */
  exchange(code: string): Promise<WechatIdentity>;
}

/**
 * bad_code: unknown, expired or used; the app must call `wx.login` again.
 * too_often: this person signs in too often. blocked: WeChat holds this person for a risk.
 * unavailable: WeChat is busy or gave no usable answer; try again later. misconfigured: our appid or secret is wrong.
 */
export type WechatLoginRefusal = 'bad_code' | 'too_often' | 'blocked' | 'unavailable' | 'misconfigured';

export class WechatLoginRefused extends Error {
  override readonly name = 'WechatLoginRefused';
  readonly code: WechatLoginRefusal;
  /** WeChat's own number; undefined when there was no answer. */
  readonly errcode: number | undefined;

  constructor(code: WechatLoginRefusal, errcode?: number) {
    super(`wechat sign-in refused: ${code}${errcode === undefined ? '' : ` (${errcode})`}`);
    this.code = code;
    this.errcode = errcode;
  }
}

const REFUSALS: Record<number, WechatLoginRefusal> = {
  [-1]: 'unavailable',
  40029: 'bad_code',
  40163: 'bad_code',
  41008: 'bad_code',
  40226: 'blocked',
  45011: 'too_often',
  40013: 'misconfigured',
  40125: 'misconfigured',
};

export function wechatLogin(settings: WechatLoginSettings): WechatLogin {
  return {
    async exchange(code) {
      const answer = await ask(settings, code);
      const errcode = answer.errcode === undefined ? 0 : Number(answer.errcode);
      if (errcode !== 0) throw new WechatLoginRefused(REFUSALS[errcode] ?? 'unavailable', errcode);
      const { openid, unionid } = answer;
      if (typeof openid !== 'string' || openid === '') throw new WechatLoginRefused('unavailable');
      // session_key stays here: nothing of ours decrypts with it, and it must never reach a client.
      return typeof unionid === 'string' ? { openid, unionid } : { openid };
    },
  };
}

/** The body is read as JSON whatever its declared type: WeChat sends text/plain. The address holds the secret, so no error quotes it. */
async function ask(settings: WechatLoginSettings, code: string): Promise<Record<string, unknown>> {
  const query = new URLSearchParams({
    appid: settings.appid,
    secret: settings.app_secret,
    js_code: code,
    grant_type: 'authorization_code',
  });
  try {
    const answer = await fetch(`${settings.base_url.replace(/\/+$/, '')}/sns/jscode2session?${query.toString()}`, {
      redirect: 'error',
      signal: AbortSignal.timeout(settings.timeout_ms ?? 5000),
    });
    const json: unknown = JSON.parse(await answer.text());
    if (typeof json === 'object' && json !== null) return json as Record<string, unknown>;
  } catch {
    // No answer, or none that can be read: said below.
  }
  throw new WechatLoginRefused('unavailable');
}
