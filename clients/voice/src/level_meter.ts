// The level of a microphone, about every 20 ms.

/** The level of a moment. */
export interface SoundLevel {
  /** The root mean square of the samples, which are from -1 to 1. */
  level: number;
  /** The time in milliseconds at which the audio thread had the sound, by the system's clock. */
  ms: number;
}

let loading: Promise<AudioContext> | null = null;

// A page has one context, which sleeps while nothing is measured.
async function load(): Promise<AudioContext> {
  const context = new AudioContext();
  await context.audioWorklet.addModule(new URL("level_worklet.js", import.meta.url));
  return context;
}

/** Loads what `watchLevel` needs, so that it works without a network later. Rejects without one. */
export function loadLevelMeter(): Promise<AudioContext> {
  loading ??= load();
  loading.catch(() => {
    loading = null;
  });
  return loading;
}

/** Calls `onLevel` for all of the sound of a stream, until `signal` ends that. */
export async function watchLevel(
  stream: MediaStream,
  onLevel: (level: SoundLevel) => void,
  signal: AbortSignal,
): Promise<void> {
  const context = await loadLevelMeter();
  if (signal.aborted) return;
  const source = context.createMediaStreamSource(stream);
  const meter = new AudioWorkletNode(context, "level", { numberOfOutputs: 0 });
  meter.port.onmessage = ({ data }) => onLevel(data);
  source.connect(meter);
  const end = () => {
    meter.port.onmessage = null;
    meter.port.postMessage("end");
    source.disconnect();
    void context.suspend();
  };
  signal.addEventListener("abort", end, { once: true });
  await context.resume();
}
