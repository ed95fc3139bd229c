// The whole page: signing in, then the screens of one client.

import { useEffect, useState } from "preact/hooks";
import { ConnectionState } from "../../ui/src/connection_state.js";
import { Problem } from "../../ui/src/problem.js";
import { problemText } from "../../ui/src/problem_text.js";
import { useClient } from "../../ui/src/use_client.js";
import { useValue } from "../../ui/src/use_value.js";
import type { Client } from "../../lossy/src/client.js";
import type { Video } from "../../lossy/src/library.js";
import type { RejectedSpeech } from "../../lossy/src/speech_sender.js";
import { Help } from "./help.js";
import { LibraryScreen } from "./library_screen.js";
import { ReviewScreen } from "./review_screen.js";
import { type Account, knownAccount, signInOffer, type SignInOffer } from "./sign_in.js";
import { SignInScreen } from "./sign_in_screen.js";
import { StartScreen } from "./start_screen.js";
import { detectionOf, sourceOfVideo, type VideoSource } from "./video_source.js";

type Screen =
  | { name: "start" | "library" }
  | { name: "review"; videoId: string; source: VideoSource };

export function App() {
  const [offer, setOffer] = useState<SignInOffer | null>(null);
  const [account, setAccount] = useState<Account | null>(null);
  const [problem, setProblem] = useState("");
  useEffect(() => {
    const begin = async () => {
      const found = await signInOffer();
      setAccount(await knownAccount(found));
      setOffer(found);
    };
    begin().catch((error) => setProblem(problemText(error)));
  }, []);
  const options = account && {
    origin: location.origin,
    user: account.user,
    token: account.token,
    onProblem: (error: unknown) => console.info(error),
    onRejected: ({ error, text }: RejectedSpeech) =>
      setProblem(`Something that you said is lost${text ? ` (“${text}”)` : ""}. ${problemText(error)}`),
  };
  const client = useClient(options, setProblem, [account]);
  const signOut = async () => {
    await client?.forget();
    await account?.signOut();
    setAccount(null);
  };
  return (
    <>
      <Problem text={problem} onClose={() => setProblem("")} />
      {client && account ? (
        <Screens client={client} user={account.user} onSignOut={signOut} onProblem={setProblem} />
      ) : offer && !account ? (
        <SignInScreen offer={offer} onAccount={setAccount} onProblem={setProblem} />
      ) : (
        <p class="boot">Lossy</p>
      )}
    </>
  );
}

interface ScreensProps {
  client: Client;
  user: string;
  onSignOut: () => void;
  onProblem: (problem: string) => void;
}

function Screens({ client, user, onSignOut, onProblem }: ScreensProps) {
  const [screen, setScreen] = useState<Screen>({ name: "start" });
  const [help, setHelp] = useState(false);
  const state = useValue(() => client.state, (changed) => client.onState(changed), [client]);
  useEffect(() => {
    const look = () => document.visibilityState === "visible" && client.verify();
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, [client]);

  const openVideo = (video: Video) =>
    setScreen({ name: "review", videoId: video.id, source: sourceOfVideo(video) });
  const openSource = async (source: VideoSource) => {
    try {
      if (source.kind === "absent") return openVideo(source.video);
      setScreen({ name: "review", videoId: await client.library.detect(detectionOf(source)), source });
    } catch (error) {
      onProblem(problemText(error));
    }
  };
  const tab = (name: "start" | "library", text: string) => (
    <button
      type="button"
      aria-current={screen.name === name ? "page" : undefined}
      onClick={() => setScreen({ name })}
    >
      {text}
    </button>
  );
  return (
    <>
      <header class="bar">
        <h1>Lossy</h1>
        <nav aria-label="Screens">
          {tab("start", "New review")}
          {tab("library", "Library")}
        </nav>
        <ConnectionState state={state} />
        <div class="row">
          <button type="button" aria-label="Keys of the keyboard" onClick={() => setHelp(true)}>
            ?
          </button>
          <button type="button" title={`Signed in as ${user}`} onClick={onSignOut}>
            Sign out
          </button>
        </div>
      </header>
      <main>
        {state.status === "signed_out" && (
          <p class="problem" role="alert">
            You are signed out. {state.signedOut && problemText(state.signedOut)}
            <button type="button" onClick={onSignOut}>
              Sign in again
            </button>
          </p>
        )}
        {screen.name === "start" && <StartScreen onOpen={openSource} />}
        {screen.name === "library" && (
          <LibraryScreen client={client} onOpen={openVideo} onProblem={onProblem} />
        )}
        {screen.name === "review" && (
          <ReviewScreen
            key={screen.videoId}
            client={client}
            user={user}
            videoId={screen.videoId}
            source={screen.source}
            onOpen={openSource}
            onLibrary={() => setScreen({ name: "library" })}
            onHelp={() => setHelp(true)}
            onProblem={onProblem}
          />
        )}
      </main>
      {help && <Help onClose={() => setHelp(false)} />}
    </>
  );
}
