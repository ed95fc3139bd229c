// The panel beside the page: the notes of the video in the active tab.

import { useEffect, useState } from "preact/hooks";
import { ConnectionState } from "../../../ui/src/connection_state.js";
import { Problem } from "../../../ui/src/problem.js";
import { problemText } from "../../../ui/src/problem_text.js";
import { useValue } from "../../../ui/src/use_value.js";
import { askWorker } from "../requests.js";
import type { EngineLink } from "./engine_link.js";
import { PanelSignIn } from "./panel_sign_in.js";
import { Review } from "./review.js";
import { shownState } from "./shown_state.js";
import { useOwnClient } from "./use_own_client.js";
import { VoiceButton } from "./voice_button.js";

export function Panel({ engine }: { engine: EngineLink }) {
  const [problem, setProblem] = useState("");
  const state = useValue(() => engine.state, (changed) => engine.changes.add(changed), [engine]);
  useEffect(() => engine.problems.add(setProblem), [engine]);
  const user = state?.user ?? null;
  const client = useOwnClient(user, setProblem);
  const own = useValue(() => client?.state ?? null, (changed) => client?.onState(changed) ?? (() => {}), [client]);
  const signOut = () => askWorker({ kind: "sign_out" }).catch((error) => setProblem(problemText(error)));
  const video = state?.video ?? null;
  return (
    <>
      <Problem text={problem} onClose={() => setProblem("")} />
      <header class="bar">
        <h1>Lossy</h1>
        {user && <ConnectionState state={shownState(state, own)} />}
        <div class="row">
          <button type="button" onClick={() => void chrome.runtime.openOptionsPage()}>
            Settings
          </button>
          {user && (
            <button type="button" title={`Signed in as ${user}`} onClick={signOut}>
              Sign out
            </button>
          )}
        </div>
      </header>
      <main>
        {!state && (
          <p class="empty" role="status">
            Starting…
          </p>
        )}
        {state && !user && <PanelSignIn onProblem={setProblem} />}
        {state && user && <VoiceButton engine={engine} phase={state.voice} />}
        {state && user && !video && <p class="empty">Open a page with a video, and play it.</p>}
        {state && user && client && video && (
          <Review key={video.videoId ?? ""} engine={engine} state={state} video={video} client={client} user={user} onProblem={setProblem} />
        )}
      </main>
    </>
  );
}
