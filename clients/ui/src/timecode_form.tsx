// The form for the frame rate of a video and the timecode of its first frame.

import { useState } from "preact/hooks";
import type { Timecode, Video } from "../../lossy/src/library.js";
import { problemText } from "./problem_text.js";
import { FRAME_RATES, parseTimecode, rateOf } from "./timecode.js";

const FIRST = "00:00:00:00";

interface TimecodeFormProps {
  video: Pick<Video, "frame_rate" | "start_timecode">;
  /** Stores the values. A rejection's text is shown below the form. */
  onSave: (timecode: Timecode) => Promise<void>;
  onDone: () => void;
}

export function TimecodeForm({ video, onSave, onDone }: TimecodeFormProps) {
  const [name, setName] = useState(rateOf(video)?.name ?? "");
  const [start, setStart] = useState(video.start_timecode ?? FIRST);
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const save = async () => {
    const chosen = FRAME_RATES.find((each) => each.name === name);
    if (!chosen) return setProblem("Choose the frame rate first.");
    const read = parseTimecode(start.trim() || FIRST, chosen);
    if ("problem" in read) return setProblem(read.problem);
    setBusy(true);
    try {
      await onSave({ frame_rate: chosen.rate, start_timecode: start.trim() || FIRST });
      onDone();
    } catch (error) {
      setProblem(problemText(error));
      setBusy(false);
    }
  };
  return (
    <form
      class="timecode-form"
      aria-label="Timecode of the video"
      onKeyDown={(event) => event.key === "Escape" && onDone()}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <div class="row">
        <div class="field">
          <label for="frame-rate">Frames per second</label>
          <select id="frame-rate" value={name} onChange={(event) => setName(event.currentTarget.value)}>
            {!name && <option value="">Choose…</option>}
            {FRAME_RATES.map((each) => (
              <option key={each.name} value={each.name}>
                {each.name}
              </option>
            ))}
          </select>
        </div>
        <div class="field">
          <label for="start-timecode">Timecode of the first frame</label>
          <input
            id="start-timecode"
            value={start}
            autocomplete="off"
            maxLength={11}
            aria-invalid={problem !== ""}
            aria-describedby={problem ? "timecode-problem" : undefined}
            onInput={(event) => setStart(event.currentTarget.value)}
          />
        </div>
      </div>
      {problem && (
        <p id="timecode-problem" class="refusal" role="alert">
          {problem}
        </p>
      )}
      <div class="row">
        <button class="main" disabled={busy}>
          Save
        </button>
        <button type="button" onClick={onDone}>
          Cancel
        </button>
      </div>
    </form>
  );
}
