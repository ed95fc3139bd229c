// The settings. Each change is checked as it is made, and "Save" stores all of them.

import { useEffect, useState } from "preact/hooks";
import { problemText } from "../../../ui/src/problem_text.js";
import { useValue } from "../../../ui/src/use_value.js";
import { browserRecognitions } from "../../../voice/src/browser_recognition.js";
import type { Settings } from "../messages.js";
import { askWorker } from "../requests.js";
import { checkedSettings, type SettingsProblems } from "../settings_check.js";
import { Microphones } from "./microphones.js";

type Outcome = { saved: true } | { problem: string } | null;

// A worker may only send requests to servers that the user allowed. The browser asks only while it
// handles a click, so nothing may be waited for before this call.
function allowServer(server: string): Promise<boolean> {
  const { protocol, hostname } = new URL(server);
  return chrome.permissions.request({ origins: [`${protocol}//${hostname}/*`] });
}

export function SettingsPage() {
  const [settings, setSettings] = useState<Settings | null>(null);
  const [outcome, setOutcome] = useState<Outcome>(null);
  const [tried, setTried] = useState(false);
  const fail = (error: unknown) => setOutcome({ problem: problemText(error) });
  useEffect(() => {
    askWorker({ kind: "read_settings" }).then(setSettings, fail);
  }, []);
  if (!settings) {
    return <main class="settings">{outcome && "problem" in outcome && <p role="alert">{outcome.problem}</p>}</main>;
  }
  const { problems } = checkedSettings(settings);
  const change = (changes: Partial<Settings>) => {
    setSettings({ ...settings, ...changes });
    setOutcome(null);
  };
  const save = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    const checked = checkedSettings(settings);
    const [first] = Object.keys(checked.problems);
    if (first) return document.getElementById(first)?.focus();
    try {
      if (!(await allowServer(checked.settings.server))) {
        return setOutcome({ problem: "The browser does not let Lossy use this server, so nothing is saved." });
      }
      setSettings(await askWorker({ kind: "write_settings", settings: checked.settings }));
      setOutcome({ saved: true });
    } catch (error) {
      fail(error);
    }
  };
  return (
    <main class="settings">
      <h1>Settings of Lossy</h1>
      <form noValidate onSubmit={save}>
        <TextField
          name="server"
          label="Address of the server"
          hint="Such as https://lossy.example. On another server you sign in again."
          settings={settings}
          problems={tried ? problems : {}}
          onChange={change}
        />
        <Hearing settings={settings} problems={tried ? problems : {}} onChange={change} />
        <MicrophoneField settings={settings} onChange={change} />
        <div class="field">
          <Choice name="pauseWhileSpeaking" settings={settings} onChange={change}>
            Pause the video while I speak
          </Choice>
          <Choice name="markers" settings={settings} onChange={change}>
            Show markers of my notes on the videos of pages
          </Choice>
        </div>
        <div class="row">
          <button class="main">Save</button>
          <p role="status" class={outcome && "problem" in outcome ? "refusal" : undefined}>
            {outcome && ("problem" in outcome ? outcome.problem : "Saved.")}
          </p>
        </div>
      </form>
    </main>
  );
}

interface FieldProps {
  settings: Settings;
  onChange: (changes: Partial<Settings>) => void;
}

interface TextFieldProps extends FieldProps {
  name: "server" | "language";
  label: string;
  hint: string;
  problems: SettingsProblems;
}

function TextField({ name, label, hint, settings, problems, onChange }: TextFieldProps) {
  const problem = problems[name];
  return (
    <div class="field">
      <label for={name}>{label}</label>
      <input
        id={name}
        type="text"
        inputMode={name === "server" ? "url" : "text"}
        value={settings[name]}
        autocomplete="off"
        spellcheck={false}
        aria-invalid={problem !== undefined}
        aria-describedby={`${name}-hint`}
        onInput={(event) => onChange({ [name]: event.currentTarget.value })}
      />
      <p id={`${name}-hint`} class={problem ? "refusal" : "quiet"} role={problem ? "alert" : undefined}>
        {problem ?? hint}
      </p>
    </div>
  );
}

function Hearing({ settings, problems, onChange }: FieldProps & { problems: SettingsProblems }) {
  const hears = browserRecognitions() !== null;
  const way = (value: Settings["recognition"], text: string, disabled: boolean) => (
    <label class="choice">
      <input
        type="radio"
        name="recognition"
        checked={settings.recognition === value}
        disabled={disabled}
        onChange={() => onChange({ recognition: value })}
      />
      {text}
    </label>
  );
  return (
    <fieldset>
      <legend>Who hears what I say</legend>
      {way("server", "The server: the recordings of my voice are sent to it", false)}
      {way(
        "browser",
        hears
          ? "The browser: only words are sent to the server. The maker of the browser may get the recordings"
          : "The browser: this one does not recognise speech",
        !hears,
      )}
      {settings.recognition === "browser" && (
        <TextField
          name="language"
          label="Language that I speak"
          hint="A tag such as en-GB. Empty: the language of the browser."
          settings={settings}
          problems={problems}
          onChange={onChange}
        />
      )}
    </fieldset>
  );
}

function MicrophoneField({ settings, onChange }: FieldProps) {
  const [microphones] = useState(() => new Microphones());
  useEffect(() => () => microphones.close(), [microphones]);
  const known = useValue(() => microphones.known, (changed) => microphones.changes.add(changed), [microphones]);
  const missing = settings.microphone !== "" && !known.some(({ id }) => id === settings.microphone);
  return (
    <div class="field">
      <label for="microphone">Microphone</label>
      <select
        id="microphone"
        value={settings.microphone}
        onChange={(event) => onChange({ microphone: event.currentTarget.value })}
      >
        <option value="">That of the system</option>
        {known.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
        {missing && <option value={settings.microphone}>One that is not connected now</option>}
      </select>
      {microphones.allowed ? null : (
        <button type="button" onClick={() => void askWorker({ kind: "ask_for_microphone" })}>
          Allow the microphone
        </button>
      )}
    </div>
  );
}

interface ChoiceProps extends FieldProps {
  name: "pauseWhileSpeaking" | "markers";
  children: string;
}

function Choice({ name, settings, onChange, children }: ChoiceProps) {
  return (
    <label class="choice">
      <input
        id={name}
        type="checkbox"
        checked={settings[name]}
        onChange={(event) => onChange({ [name]: event.currentTarget.checked })}
      />
      {children}
    </label>
  );
}
