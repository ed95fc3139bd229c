// The video on screen, of any source.

import { useEffect, useRef } from "preact/hooks";
import { FilePlayer, type Player, VimeoPlayer, YoutubePlayer } from "./players.js";
import { SAMPLE_HEIGHT, SAMPLE_WIDTH, SamplePlayer } from "./sample_player.js";
import { sourceOfFile, titleOf, type VideoSource } from "./video_source.js";

interface StageProps {
  source: VideoSource;
  /** Receives the player when it is on screen, and null when it is gone. */
  onPlayer: (player: Player | null) => void;
  /** Receives the file of a video whose file this page did not have. */
  onFile: (source: VideoSource) => void;
}

export function Stage({ source, onPlayer, onFile }: StageProps) {
  const video = useRef<HTMLVideoElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const frame = useRef<HTMLIFrameElement>(null);
  useEffect(() => {
    const player = makePlayer();
    onPlayer(player);
    return () => {
      player?.close();
      onPlayer(null);
    };
  }, [source]);
  const makePlayer = (): Player | null => {
    if (video.current) return new FilePlayer(video.current);
    if (canvas.current) return new SamplePlayer(canvas.current);
    if (!frame.current) return null;
    return source.kind === "youtube" ? new YoutubePlayer(frame.current) : new VimeoPlayer(frame.current);
  };
  const title = titleOf(source);
  switch (source.kind) {
    case "file":
      return <video ref={video} class="stage" src={source.url} aria-label={title} playsInline preload="auto" />;
    case "sample":
      return (
        <canvas
          ref={canvas}
          class="stage"
          width={SAMPLE_WIDTH}
          height={SAMPLE_HEIGHT}
          role="img"
          aria-label="Sample: a moving ball and a counting clock"
        />
      );
    case "absent":
      return (
        <label class="stage absent">
          <span>The file of “{title}” is not open in this window. Its notes are here.</span>
          <input
            type="file"
            accept="video/*"
            onChange={async (event) => {
              const [chosen] = event.currentTarget.files ?? [];
              if (chosen) onFile(await sourceOfFile(chosen));
            }}
          />
        </label>
      );
    default: {
      const Embedded = source.kind === "youtube" ? YoutubePlayer : VimeoPlayer;
      return (
        <iframe
          ref={frame}
          class="stage"
          title={title}
          src={Embedded.url(source.id)}
          allow="autoplay; fullscreen; encrypted-media; picture-in-picture"
        />
      );
    }
  }
}
