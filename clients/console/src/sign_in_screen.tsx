import { useState } from "preact/hooks";
import { type Account, signIn } from "./token_store.js";

interface SignInScreenProps {
  onAccount: (account: Account) => void;
  onProblem: (problem: string) => void;
}

export function SignInScreen({ onAccount, onProblem }: SignInScreenProps) {
  const [token, setToken] = useState("");
  const [busy, setBusy] = useState(false);
  const submit = async () => {
    setBusy(true);
    try {
      onAccount(await signIn(token));
    } catch (error) {
      onProblem(`The token was not accepted: ${error instanceof Error ? error.message : error}`);
    }
    setBusy(false);
  };
  return (
    <main class="door">
      <h1>Lossy console</h1>
      <form
        class="sign-in"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <label for="token">Operator's token</label>
        <textarea
          id="token"
          rows={4}
          required
          spellcheck={false}
          autocomplete="off"
          value={token}
          onInput={(event) => setToken(event.currentTarget.value)}
        />
        <button class="main large" disabled={busy}>
          Sign in
        </button>
      </form>
      <p class="quiet">
        <code>lossyctl token --user=NAME --audience=lossy.console.v1</code> prints one. NAME is the operator in the
        log of every action. This window keeps the token until it is closed.
      </p>
    </main>
  );
}
