// The frame of all screens: the bar, the search, the keys, and the overview that every screen shares.

import { useEffect, useRef, useState } from "preact/hooks";
import type { Connection, ConnectionPhase } from "../../lossy/src/connection.js";
import { Actions } from "./actions.js";
import { ConfirmDialog, type Question } from "./confirm_dialog.js";
import type { lossy } from "./contract.js";
import type { ConsoleTopic } from "./console_topic.js";
import { failureText } from "./failure_text.js";
import { Help } from "./help.js";
import { commandOf } from "./keys.js";
import { OverviewScreen } from "./overview_screen.js";
import { hashOf, screenOf, searchOf } from "./routes.js";
import { SessionScreen } from "./session_screen.js";
import { TopicScreen } from "./topic_screen.js";
import { UserScreen } from "./user_screen.js";
import { useTopic } from "./use_topic.js";

type Overview = lossy.console.v1.Overview;
type Action = lossy.console.v1.Action;

// The service publishes for half a minute after each request.
const WATCH_MS = 15_000;
const MAX_ACTIONS = 50;

interface ConsoleProps {
  connection: Connection;
  operator: string;
  onSignOut: () => void;
  onSignedOut: (reason: string) => void;
  onProblem: (problem: string) => void;
}

/** What every screen gets. */
export interface ScreenProps {
  connection: Connection;
  /** Shows a question, and calls its action if the operator confirms. */
  ask: (question: Question) => void;
  onProblem: (problem: string) => void;
}

export function Console({ connection, operator, onSignOut, onSignedOut, onProblem }: ConsoleProps) {
  const [overview, setOverview] = useState<Overview | null>(null);
  const [actions, setActions] = useState<readonly Action[]>([]);
  const [question, setQuestion] = useState<Question | null>(null);
  const [help, setHelp] = useState(false);
  const [reloads, setReloads] = useState(0);
  const search = useRef<HTMLInputElement>(null);
  const screen = useScreen();
  const phase = usePhase(connection, onSignedOut);
  const shared = useTopic(connection, "admin:overview", (topic) => {
    topic.joins.add(({ reply }) => setOverview(reply.overview));
    topic.on("overview_changed", setOverview);
    topic.on("action_taken", (action) => setActions((all) => [action, ...all].slice(0, MAX_ACTIONS)));
  });
  useWatch(shared?.topic ?? null, setOverview);

  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const command = commandOf(event);
      if (!command) return;
      event.preventDefault();
      if (command === "search") search.current?.focus();
      if (command === "overview") location.hash = hashOf({ name: "overview" });
      if (command === "reload") setReloads((count) => count + 1);
      if (command === "help") setHelp(true);
      if (command === "follow") document.querySelector<HTMLButtonElement>(".follow-button")?.click();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);

  const props = { connection, ask: setQuestion, onProblem };
  const key = `${hashOf(screen)} ${reloads}`;
  return (
    <>
      <header class="bar">
        <h1>
          <a href={hashOf({ name: "overview" })}>Lossy console</a>
        </h1>
        <SearchForm input={search} />
        <p class="connection" role="status" data-kind={PHASES[phase].kind}>
          <span class="connection-dot" aria-hidden="true" />
          {phase === "open" && shared?.phase !== "joined" ? "Joining" : PHASES[phase].text}
        </p>
        <div class="row">
          <button type="button" aria-label="Keys of the keyboard" onClick={() => setHelp(true)}>
            ?
          </button>
          <button type="button" title={`Signed in as ${operator}`} onClick={onSignOut}>
            Sign out
          </button>
        </div>
      </header>
      <main>
        {shared?.topic.refusal && <p class="refusal" role="alert">{failureText(shared.topic.refusal)}</p>}
        {screen.name === "overview" && shared && (
          <>
            <OverviewScreen {...props} overview={overview} topic={shared.topic} />
            <Actions actions={actions} />
          </>
        )}
        {screen.name === "user" && <UserScreen key={key} {...props} user={screen.id} />}
        {screen.name === "topic" && <TopicScreen key={key} {...props} name={screen.id} />}
        {screen.name === "session" && shared && (
          <SessionScreen key={key} {...props} topic={shared.topic} id={screen.id} />
        )}
      </main>
      {question && <ConfirmDialog question={question} onClose={() => setQuestion(null)} onProblem={onProblem} />}
      {help && <Help onClose={() => setHelp(false)} />}
    </>
  );
}

const PHASES: Record<ConnectionPhase, { kind: string; text: string }> = {
  closed: { kind: "offline", text: "Closed" },
  connecting: { kind: "offline", text: "Offline" },
  open: { kind: "live", text: "Live" },
  signed_out: { kind: "signed_out", text: "Signed out" },
};

function useScreen() {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const change = () => setHash(location.hash);
    addEventListener("hashchange", change);
    return () => removeEventListener("hashchange", change);
  }, []);
  return screenOf(hash);
}

function usePhase(connection: Connection, onSignedOut: (reason: string) => void): ConnectionPhase {
  const [phase, setPhase] = useState(connection.phase);
  useEffect(() => {
    const show = (changed: ConnectionPhase) => {
      setPhase(changed);
      if (changed === "signed_out") onSignedOut(connection.signedOut?.message ?? "sign in again");
    };
    show(connection.phase);
    return connection.changes.add(show);
  }, [connection]);
  return phase;
}

// Keeps the service publishing while the page is visible, and catches up when it is shown again.
function useWatch(topic: ConsoleTopic<"admin:overview"> | null, onOverview: (overview: Overview | null) => void) {
  useEffect(() => {
    if (!topic) return;
    const watch = () => {
      if (document.visibilityState !== "visible" || topic.phase !== "joined") return;
      topic.read("get_overview", {}).then(
        ({ overview }) => onOverview(overview),
        (error) => console.info(error),
      );
    };
    const timer = setInterval(watch, WATCH_MS);
    document.addEventListener("visibilitychange", watch);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", watch);
    };
  }, [topic]);
}

function SearchForm({ input }: { input: { current: HTMLInputElement | null } }) {
  const [text, setText] = useState("");
  return (
    <form
      class="search"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        const found = searchOf(text);
        if (!found) return;
        location.hash = hashOf(found);
        input.current?.blur();
      }}
    >
      <label class="hidden-label" for="search">
        User, topic or session
      </label>
      <input
        id="search"
        ref={input}
        type="search"
        placeholder="User, topic or audio:session"
        autocomplete="off"
        spellcheck={false}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <button>Show</button>
    </form>
  );
}
