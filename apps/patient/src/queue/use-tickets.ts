import { computed, ref } from 'vue';
import type { WalkView } from '../navigation/next-stop.ts';
import { habits, loadHabits } from '../navigation/use-way.ts';
import { call } from '../shared/client.ts';
import { watchLive } from '../shared/live.ts';
import { onComeback } from '../shared/network.ts';
import { useResource } from '../shared/resource.ts';
import { isUnderWay, newCalls, type Place, sortedPlaces } from './places.ts';
import { shake } from './shake.ts';

const poll_ms = 20_000;

/**
 * All places of the day in which the account's patients stand, the most pressing first, kept true while the page is open:
 * the live socket says when something changed, a slow poll stands in when it is silent. Kept for reading without a network.
 */
export function useTickets() {
  const { data, asOf, problem, refresh } = useResource(
    () => 'tickets',
    () => call('myTickets', {}),
  );
  const places = computed(() => (data.value ? sortedPlaces(data.value.items) : null));
  /** By ticket, when to start walking. */
  const walks = ref<Record<string, WalkView>>({});
  let stopLive: (() => void) | null = null;
  let stopComeback: (() => void) | null = null;
  let timer: ReturnType<typeof setInterval> | undefined;
  let before: readonly Place[] | null = null;

  async function readWalks(): Promise<void> {
    const asking = (places.value ?? []).filter(isUnderWay).map(({ ticket }) => ticket.id);
    const query = { ...habits.value };
    // a place that is not on the map has no way: the ticket is shown without
    const found = await Promise.all(
      asking.map((id) => call('whenToWalk', { params: { id }, query }).catch(() => null)),
    );
    walks.value = Object.fromEntries(found.flatMap((walk) => (walk ? [[walk.ticket_id, walk]] : [])));
  }

  async function read(): Promise<void> {
    await refresh();
    if (problem.value || !data.value) return;
    if (before && newCalls(before, data.value.items)) shake();
    before = data.value.items;
    await readWalks();
  }

  function stop(): void {
    stopLive?.();
    stopComeback?.();
    stopLive = stopComeback = null;
    clearInterval(timer);
  }

  async function start(): Promise<void> {
    stop();
    loadHabits();
    stopLive = watchLive('tickets', read);
    // the line may have outlived a short gap in which nothing could be read
    stopComeback = onComeback(read);
    timer = setInterval(read, poll_ms);
    await read();
  }

  return { places, walks, asOf, problem, start, stop };
}
