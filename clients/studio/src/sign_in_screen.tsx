import { useState } from "preact/hooks";
import { problemText } from "../../ui/src/problem_text.js";
import { type Account, signInForDevelopment, type SignInOffer, signInWithOpenid } from "./sign_in.js";

interface SignInScreenProps {
  offer: SignInOffer;
  onAccount: (account: Account) => void;
  onProblem: (problem: string) => void;
}

const NAME_KEY = "lossy.name";

export function SignInScreen({ offer, onAccount, onProblem }: SignInScreenProps) {
  const { openid, development } = offer;
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
  const signInAs = async () => {
    const account = await signInForDevelopment(name.trim());
    localStorage.setItem(NAME_KEY, name.trim());
    onAccount(account);
  };
  return (
    <main class="door">
      <h1>Lossy</h1>
      <p>Speak while a video plays. Each remark becomes a note at its second.</p>
      {openid && (
        <button type="button" class="main large" disabled={busy} onClick={() => attempt(() => signInWithOpenid(openid))}>
          Sign in
        </button>
      )}
      {!openid && development && (
        <form
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
      )}
      {!openid && !development && (
        <p role="alert">
          Nobody can sign in here: /site.json must name an OpenID Connect provider. docs/studio.md says how.
        </p>
      )}
    </main>
  );
}
