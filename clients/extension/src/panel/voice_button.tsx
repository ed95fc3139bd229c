import { useEffect, useRef } from "preact/hooks";
import type { VoicePhase } from "../messages.js";
import type { EngineLink } from "./engine_link.js";

const TEXTS: Record<VoicePhase, string> = {
  off: "Listen",
  starting: "Opening the microphone…",
  listening: "Listening: press to end",
  speaking: "Recording: press to end",
};

/** Turns voice mode on and off, and shows the level of the microphone. */
export function VoiceButton({ engine, phase }: { engine: EngineLink; phase: VoicePhase }) {
  const meter = useRef<HTMLMeterElement>(null);
  const on = phase !== "off";
  // Many levels a second change one element only.
  useEffect(
    () =>
      engine.levels.add((level) => {
        if (meter.current) meter.current.value = level;
      }),
    [engine],
  );
  return (
    <div class="row voice">
      <button
        type="button"
        class="speak"
        aria-pressed={on}
        title="Alt+Shift+V"
        onClick={() => engine.send({ kind: "set_voice_mode", on: !on })}
      >
        <span class="speak-dot" aria-hidden="true" />
        {TEXTS[phase]}
      </button>
      {on && <meter ref={meter} class="level" min={0} max={1} aria-label="Level of the microphone" />}
    </div>
  );
}
