// The ways to sign in at a server.

import { useState } from "preact/hooks";
import { problemText } from "./problem_text.js";

interface SignInFormProps {
  /** Signs in with an OpenID Connect provider. Null: the server has none. */
  onOpenid: (() => Promise<void>) | null;
  /** Signs in with the name of the user. Null: the server has no development login. */
  onDevelopment: ((name: string) => Promise<void>) | null;
  onProblem: (problem: string) => void;
}

const NAME_KEY = "lossy.name";

export function SignInForm({ onOpenid, onDevelopment, onProblem }: SignInFormProps) {
  const [name, setName] = useState(localStorage.getItem(NAME_KEY) ?? "reviewer");
  const [busy, setBusy] = useState(false);
  const attempt = async (act: () => Promise<void>) => {
    setBusy(true);
    try {
      await act();
    } catch (error) {
      onProblem(problemText(error));
    }
    setBusy(false);
  };
  if (onOpenid) {
    return (
      <button type="button" class="main large" disabled={busy} onClick={() => attempt(onOpenid)}>
        Sign in
      </button>
    );
  }
  if (!onDevelopment) return null;
  const signInAs = async () => {
    await onDevelopment(name.trim());
    localStorage.setItem(NAME_KEY, name.trim());
  };
  return (
    <form
      class="sign-in"
      onSubmit={(event) => {
        event.preventDefault();
        void attempt(signInAs);
      }}
    >
      <label for="name">Your name</label>
      <input
        id="name"
        value={name}
        maxLength={255}
        required
        autocomplete="username"
        onInput={(event) => setName(event.currentTarget.value)}
      />
      <button class="main large" disabled={busy}>
        Start
      </button>
      <p class="quiet">This is a development server: any name will do.</p>
    </form>
  );
}
