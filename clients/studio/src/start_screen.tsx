import { useRef, useState } from "preact/hooks";
import { sourceOfFile, sourceOfLink, type VideoSource } from "./video_source.js";

export function StartScreen({ onOpen }: { onOpen: (source: VideoSource) => void }) {
  const file = useRef<HTMLInputElement>(null);
  const [link, setLink] = useState("");
  const [refused, setRefused] = useState(false);
  const openLink = () => {
    const source = sourceOfLink(link);
    setRefused(source === null);
    if (source) onOpen(source);
  };
  const openFile = async (chosen: File | undefined) => {
    if (chosen) onOpen(await sourceOfFile(chosen));
  };
  return (
    <section
      class="start"
      aria-labelledby="start-title"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        void openFile(event.dataTransfer?.files[0]);
      }}
    >
      <h2 id="start-title">Which video?</h2>
      <button type="button" class="main large" onClick={() => onOpen({ kind: "sample" })}>
        Try it with a sample
      </button>
      <button type="button" class="large" onClick={() => file.current?.click()}>
        Open a video file…
      </button>
      <input
        ref={file}
        type="file"
        accept="video/*"
        aria-label="Video file"
        hidden
        onChange={(event) => openFile(event.currentTarget.files?.[0])}
      />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          openLink();
        }}
      >
        <label for="link">Link of a video on YouTube or Vimeo</label>
        <div class="row">
          <input
            id="link"
            type="text"
            inputMode="url"
            value={link}
            autocomplete="off"
            aria-invalid={refused}
            aria-describedby={refused ? "link-problem" : undefined}
            onInput={(event) => setLink(event.currentTarget.value)}
          />
          <button>Open</button>
        </div>
        {refused && (
          <p id="link-problem" class="refusal" role="alert">
            That is no link of a video on YouTube or Vimeo.
          </p>
        )}
      </form>
      <p class="quiet">A file stays on this computer: only your words are sent.</p>
    </section>
  );
}
