import { SignInForm } from "../../ui/src/sign_in_form.js";
import { type Account, signInForDevelopment, type SignInOffer, signInWithOpenid } from "./sign_in.js";

interface SignInScreenProps {
  offer: SignInOffer;
  onAccount: (account: Account) => void;
  onProblem: (problem: string) => void;
}

export function SignInScreen({ offer, onAccount, onProblem }: SignInScreenProps) {
  const { openid, development } = offer;
  return (
    <main class="door">
      <h1>Lossy</h1>
      <p>Speak while a video plays. Each remark becomes a note at its second.</p>
      <SignInForm
        onOpenid={openid && (() => signInWithOpenid(openid))}
        onDevelopment={development ? async (name) => onAccount(await signInForDevelopment(name)) : null}
        onProblem={onProblem}
      />
      {!openid && !development && (
        <p role="alert">
          Nobody can sign in here: /site.json must name an OpenID Connect provider. docs/studio.md says how.
        </p>
      )}
    </main>
  );
}
