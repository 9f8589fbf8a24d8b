/** Keys that act on a screen. */
import { onScopeDispose } from 'vue';
import { keysOn } from './preferences.ts';

/** What of a key press matters, so that the rule below can be tested without a browser. */
export interface Press {
  key: string;
  ctrl: boolean;
  alt: boolean;
  repeat: boolean;
  /** Where the focus is: in something one types in, on something that Space and Enter press, in a dialog, or elsewhere. */
  on: 'typing' | 'pressable' | 'dialog' | 'page';
}

/**
 * The name of the key to act on (`Space`, `R`, `Ctrl+Enter`), or null when it must be left alone: while typing, in a dialog,
 * when held down, or when Space and Enter belong to the focused button. Ctrl+Enter also acts from a text field.
 */
export function keyName(press: Press, lettersOn: boolean): string | null {
  if (press.repeat || press.alt || press.on === 'dialog') return null;
  if (press.ctrl) return press.key === 'Enter' ? 'Ctrl+Enter' : null;
  if (press.on === 'typing' || !lettersOn) return null;
  if (press.key === ' ') return press.on === 'pressable' ? null : 'Space';
  if (press.key === '/') return '/';
  return /^[a-z]$/i.test(press.key) ? press.key.toUpperCase() : null;
}

const TYPING = 'input:not([type=checkbox],[type=radio]), textarea, select, [contenteditable], [role=combobox]';
const PRESSABLE = 'button, a[href], input, summary, [role=button], [role=tab], [role=option], [role=menuitem]';

function pressOf(event: KeyboardEvent): Press {
  const target = event.target instanceof Element ? event.target : document.body;
  const on = (selector: string) => target.closest(selector) !== null;
  return {
    key: event.key,
    ctrl: event.ctrlKey || event.metaKey,
    alt: event.altKey,
    repeat: event.repeat,
    on: document.querySelector('dialog[open]')
      ? 'dialog'
      : on(TYPING)
        ? 'typing'
        : on(PRESSABLE)
          ? 'pressable'
          : 'page',
  };
}

/** Binds keys while the component is on screen. An act that returns false leaves the key to the browser. */
export function useKeys(acts: Record<string, () => unknown>) {
  const onKey = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return;
    const name = keyName(pressOf(event), keysOn.value);
    const act = name === null ? undefined : acts[name];
    if (act && act() !== false) event.preventDefault();
  };
  document.addEventListener('keydown', onKey);
  onScopeDispose(() => document.removeEventListener('keydown', onKey));
}
