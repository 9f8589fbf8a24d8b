import { ref } from 'vue';

/** Whether the phone says it is connected and our last request got an answer. */
export const isOnline = ref(true);

const comeback = new Set<() => void>();

export function setOnline(online: boolean): void {
  const was = isOnline.value;
  isOnline.value = online;
  if (online && !was) for (const listener of comeback) listener();
}

/** Runs `listener` each time the connection returns; gives back the way to stop. */
export function onComeback(listener: () => void): () => void {
  comeback.add(listener);
  return () => comeback.delete(listener);
}

export function watchNetwork(): void {
  uni.getNetworkType({ success: (answer) => setOnline(answer.networkType !== 'none') });
  uni.onNetworkStatusChange((status) => setOnline(status.isConnected));
  // #ifdef H5
  // uni asks for the kind of network, which a browser does not always tell
  window.addEventListener('online', () => setOnline(true));
  window.addEventListener('offline', () => setOnline(false));
  // #endif
}
