/** Watches a live topic while a component is on screen. */
import type { LiveTopic } from '@menzhen/contract';
import { onScopeDispose } from 'vue';
import { live } from './api.ts';

export function useLive<T>(topic: LiveTopic, onState: (state: T) => void) {
  onScopeDispose(live.watch<T>(topic, { onState }));
}
