/** The mini program's access token, kept and shared by all who send: WeChat gives the same one to every node that asks for it. */
export interface TokenSettings {
  appid: string;
  app_secret: string;
  /** Without a trailing slash. */
  base_url: string;
  timeout_ms: number;
}

/** Sends JSON and reads JSON; undefined when nothing readable came back. */
export type Post = (path: string, body: object) => Promise<Record<string, unknown> | undefined>;

export interface Token {
  /** Undefined: WeChat gave none; nothing was sent. */
  get(): Promise<string | undefined>;
  /** `stale` was refused by WeChat: the next `get` has another one. */
  renew(stale: string): Promise<string | undefined>;
}

/** A token is used until so shortly before its end. */
const EARLY_SECONDS = 120;

export function openToken(settings: TokenSettings, post: Post, now_ms: () => number): Token {
  let held: { value: string; until_ms: number } | undefined;
  let asking: Promise<string | undefined> | undefined;

  async function ask(force_refresh: boolean): Promise<string | undefined> {
    const { appid, app_secret: secret } = settings;
    const body = { grant_type: 'client_credential', appid, secret, force_refresh };
    const answer = await post('/cgi-bin/stable_token', body);
    const { access_token, expires_in } = answer ?? {};
    if (typeof access_token !== 'string' || access_token === '') return undefined;
    held = { value: access_token, until_ms: now_ms() + (Number(expires_in) - EARLY_SECONDS) * 1000 };
    return access_token;
  }
  /** Those who need one at the same moment wait for one asking. */
  const once = (work: () => Promise<string | undefined>): Promise<string | undefined> => {
    asking ??= work().finally(() => {
      asking = undefined;
    });
    return asking;
  };

  return {
    async get() {
      return held && held.until_ms > now_ms() ? held.value : once(() => ask(false));
    },
    async renew(stale) {
      if (held && held.value !== stale) return held.value;
      return once(async () => {
        const offered = await ask(false);
        // it may be that WeChat itself does not know yet that it is worth nothing
        return offered === stale ? ask(true) : offered;
      });
    },
  };
}
