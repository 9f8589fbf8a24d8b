/** What a board does for whoever looks after it: says how it is, and loads its page anew when asked or when there is a newer one. */
import { BOARD_SIGN_SECONDS, type BoardSignView } from '@menzhen/contract';
import { onScopeDispose, watch } from 'vue';
import type { Board } from './board.ts';
import type { HallCall } from './calls.ts';
import { kept } from './memory.ts';

const LOOK_FOR_NEWER_MS = 60_000;
const VERSION = /assets\/index-([\w-]+)\.js/;

/** The name that the build gave this page's program; `dev` while it is being written. */
export const versionIn = (text: string): string => VERSION.exec(text)?.[1] ?? 'dev';
const own_version = versionIn(import.meta.url);

export interface Showing {
  sound: () => BoardSignView['sound'];
  front: () => HallCall | null;
  /** True while a call is being said: no time to leave. */
  is_speaking: () => boolean;
}

export function useUpkeep({ board, call }: Pick<Board, 'board' | 'call'>, showing: Showing) {
  function sign(): void {
    const { view } = board;
    if (!view || board.link !== 'live') return;
    const front = showing.front();
    const body: BoardSignView = {
      page_version: own_version,
      screen_width_px: window.innerWidth,
      screen_height_px: window.innerHeight,
      sound: showing.sound(),
      layout: view.layout,
      call_number: front?.ticket_number ?? null,
      call_room_name: front?.room_name || null,
      state_at: view.at,
    };
    // a sign that is lost is followed by the next one
    void call('boardSign', { body }).catch(() => undefined);
  }

  /** A page of another version is loaded once; if it does not come, it is not tried for ever. */
  async function lookForNewer(): Promise<void> {
    const page = await fetch('/board/', { cache: 'no-store' }).then((answer) => (answer.ok ? answer.text() : ''));
    const served = versionIn(page);
    if (own_version === 'dev' || served === 'dev' || served === own_version) return;
    // somebody may be standing at a kiosk: it is loaded anew only when asked to be
    if (board.view?.layout === 'kiosk' || showing.is_speaking()) return;
    if (kept.tried_version.read() === served) return;
    kept.tried_version.write(served);
    location.reload();
  }

  const signs = setInterval(sign, BOARD_SIGN_SECONDS * 1000);
  const looks = setInterval(() => void lookForNewer().catch(() => undefined), LOOK_FOR_NEWER_MS);
  onScopeDispose(() => {
    clearInterval(signs);
    clearInterval(looks);
  });
  watch(() => [board.link, board.view?.layout, showing.sound()], sign);
  watch(
    () => board.fresh && board.view?.restart_no,
    (asked, before) => {
      if (typeof asked === 'number' && typeof before === 'number' && asked > before) location.reload();
    },
  );
}
