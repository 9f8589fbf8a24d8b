/** The board's state: signed in by its key, live over WebSocket, kept for the next start, and never blank once seen. */
import type { BoardView } from '@menzhen/contract';
import { createClient, isProblem } from '@menzhen/ui/client';
import { hospitalTime } from '@menzhen/ui/format';
import { createLive, type LiveStatus, liveUrl } from '@menzhen/ui/live';
import { computed, onScopeDispose, reactive, ref } from 'vue';
import { kept } from './memory.ts';
import { pause } from './voice.ts';

/** `key_wrong`: unpaired, or never paired; somebody has to pair this screen. */
export type Sign = 'signing_in' | 'signed_in' | 'key_wrong';

const TRY_AGAIN_MS = 5_000;
/** The server sends a new check-in code every minute; one that is this late is asked for. */
const CODE_LATE_MS = 3_000;
/** A connection that comes back within this time is not worth a red bar. */
const QUIET_SECONDS = 2;
/** A kept state this old says that the screen was off or alone before it started. */
const OLD_STATE_MS = 90_000;

/** Without the server for so long, what was called is history. */
const HISTORY_SECONDS = 600;

/** Kept longer ago, or by a machine's clock that has gone back since, is nothing that anybody should see. */
const KEPT_MS = 8 * 3_600_000;
function keptLately() {
  const before = kept.state.read();
  const age_ms = before ? Date.now() - before.kept_at_ms : Number.POSITIVE_INFINITY;
  return age_ms >= 0 && age_ms <= KEPT_MS ? before : null;
}

function lostBeforeStart(kept_at_ms = Number.POSITIVE_INFINITY): number {
  return Date.now() - kept_at_ms > OLD_STATE_MS ? kept_at_ms : Date.now();
}

export function useBoard(key: string, locale: () => string) {
  const before = keptLately();
  const board = reactive({
    view: before?.view ?? null,
    kept_at_ms: before?.kept_at_ms ?? 0,
    /** The server has told the state since this page was opened; what was only kept is shown, and nothing of it is said. */
    fresh: false,
    sign: 'signing_in' as Sign,
    link: 'connecting' as LiveStatus,
    lost_at_ms: lostBeforeStart(before?.kept_at_ms),
  });
  const now_ms = ref(Date.now());
  let token: string | null = null;
  let stopped = false;
  let shown_at_ms: number | null = null;

  const client = createClient({ token: () => token, locale, onSignedOut: () => void signIn() });
  const live = createLive({
    url: () => liveUrl(location),
    token: () => token,
    silence_ms: 30_000,
    onStatus: (status) => {
      if (board.link === 'live' && status !== 'live') board.lost_at_ms = Date.now();
      board.link = status;
    },
  });

  /** `null`: this screen was unpaired, and shows nothing more. */
  function show(view: BoardView | null): void {
    if (!view) {
      kept.state.write(null);
      Object.assign(board, { view: null, fresh: false });
      return void signIn();
    }
    shown_at_ms = performance.now();
    Object.assign(board, { view, kept_at_ms: Date.now(), fresh: true });
    kept.state.write({ view, kept_at_ms: board.kept_at_ms });
  }

  function watchBoard(): void {
    live.watch<BoardView | null>('board', {
      onState: show,
      onRefused: ({ code }) => code !== 'too_many_requests' && void signIn(),
    });
  }

  let signing = false;
  /** Keeps trying while the server cannot be reached; ends with a session or with a key that is refused. */
  async function signIn(): Promise<void> {
    if (signing || stopped) return;
    signing = true;
    live.stop();
    while (!stopped && !(await tryKey())) await pause(TRY_AGAIN_MS);
    signing = false;
    if (board.sign === 'signed_in' && !stopped) live.hurry();
  }

  /** True when there is nothing more to try. */
  async function tryKey(): Promise<boolean> {
    try {
      token = (await client.call('signInBoard', { body: { key } })).token;
      board.sign = 'signed_in';
      return true;
    } catch (error) {
      if (!isProblem(error, 'credentials_wrong', 'input_invalid')) return false;
      board.sign = 'key_wrong';
      return true;
    }
  }

  async function refreshLateCode(): Promise<void> {
    const expires_at = board.view?.check_in.expires_at;
    const late = expires_at !== undefined && hospital_ms() - Date.parse(expires_at) > CODE_LATE_MS;
    if (!late || board.link !== 'live') return;
    await client.call('boardState').then(show, () => undefined);
  }

  /**
   * Now by the hospital's clock, carried on from the last state. A machine's clock may be set, and its counter may stand
   * while it sleeps; the longer time of both lets a call grow stale rather than young again.
   */
  function hospital_ms(): number {
    if (!board.view) return Date.now();
    const by_clock = Date.now() - board.kept_at_ms;
    const by_counter = shown_at_ms === null ? by_clock : performance.now() - shown_at_ms;
    return Date.parse(board.view.at) + Math.max(by_clock, by_counter);
  }

  const seconds = setInterval(() => {
    now_ms.value = Date.now();
    if (Math.floor(now_ms.value / 1000) % 5 === 0) void refreshLateCode();
  }, 1_000);
  const hurry = () => live.hurry();
  window.addEventListener('online', hurry);
  onScopeDispose(() => {
    stopped = true;
    clearInterval(seconds);
    window.removeEventListener('online', hurry);
    live.stop();
  });

  watchBoard();
  void signIn();

  /** Whole seconds without a connection; null while it lives, and for the moment that connecting takes. */
  const lost_seconds = computed(() => {
    const seconds = Math.round((now_ms.value - board.lost_at_ms) / 1000);
    return board.link === 'live' || seconds <= QUIET_SECONDS ? null : seconds;
  });

  return {
    board,
    /** Calls a route as this board. */
    call: client.call,
    now_ms,
    hospital_ms,
    /** Day and wall time at the hospital, ticking. */
    clock: computed(() => hospitalTime(now_ms.value && hospital_ms())),
    lost_seconds,
    /** Alone for so long that nobody should go by what is shown. */
    is_history: computed(() => (lost_seconds.value ?? 0) > HISTORY_SECONDS),
    /** The check-in code only while it can still be used. */
    check_in_url: computed(() => {
      const code = board.view?.check_in;
      return code && now_ms.value && hospital_ms() < Date.parse(code.expires_at) + CODE_LATE_MS ? code.url : null;
    }),
  };
}
export type Board = ReturnType<typeof useBoard>;
