/** The camera reads a code where the browser can do it by itself (BarcodeDetector); elsewhere a kiosk has its scanner. */
import { onScopeDispose, ref, shallowRef } from 'vue';

interface Detector {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}
type DetectorClass = new (options: { formats: string[] }) => Detector;

const LOOK_EVERY_MS = 250;
const detectorClass = (): DetectorClass | undefined =>
  (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector;

export const canReadByCamera = (): boolean => detectorClass() !== undefined && 'mediaDevices' in navigator;

export function useCamera(onCode: (text: string) => void) {
  const video = shallowRef<HTMLVideoElement | null>(null);
  const on = ref(false);
  const failed = ref(false);
  let stream: MediaStream | undefined;
  let timer: ReturnType<typeof setInterval> | undefined;

  function stop(): void {
    clearInterval(timer);
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = undefined;
    on.value = false;
  }

  async function look(detector: Detector): Promise<void> {
    if (!on.value || !video.value) return;
    const [code] = await detector.detect(video.value).catch(() => []);
    if (!code || !on.value) return;
    stop();
    onCode(code.rawValue);
  }

  async function start(): Promise<void> {
    const Class = detectorClass();
    if (!Class) return;
    failed.value = false;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'user' } });
      on.value = true;
      video.value!.srcObject = stream;
      await video.value!.play();
      const detector = new Class({ formats: ['qr_code'] });
      timer = setInterval(() => void look(detector), LOOK_EVERY_MS);
    } catch {
      stop();
      failed.value = true;
    }
  }

  onScopeDispose(stop);
  return { video, on, failed, start, stop };
}
