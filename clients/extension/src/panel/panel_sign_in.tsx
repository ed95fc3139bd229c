import { useEffect, useState } from "preact/hooks";
import { problemText } from "../../../ui/src/problem_text.js";
import { SignInForm } from "../../../ui/src/sign_in_form.js";
import type { SignInOffer } from "../messages.js";
import { askWorker } from "../requests.js";
import { onSettings } from "../settings.js";

/** Offers the ways to sign in at the server of the settings. */
export function PanelSignIn({ onProblem }: { onProblem: (problem: string) => void }) {
  const [offer, setOffer] = useState<SignInOffer | { problem: string } | null>(null);
  const look = () => {
    setOffer(null);
    askWorker({ kind: "sign_in_offer" }).then(setOffer, (error) => setOffer({ problem: problemText(error) }));
  };
  useEffect(() => {
    look();
    return onSettings(look);
  }, []);
  return (
    <section class="door" aria-label="Sign in">
      <p>Speak while a video plays. Each remark becomes a note at its second.</p>
      {!offer && <p role="status">Looking for the server…</p>}
      {offer && "problem" in offer && (
        <>
          <p class="refusal" role="alert">
            The server of the settings cannot be reached: {offer.problem}
          </p>
          <button type="button" onClick={look}>
            Try again
          </button>
        </>
      )}
      {offer && !("problem" in offer) && (
        <>
          <SignInForm
            onOpenid={offer.openid ? async () => void (await askWorker({ kind: "sign_in_with_openid" })) : null}
            onDevelopment={
              offer.development
                ? async (user) => void (await askWorker({ kind: "sign_in_for_development", user }))
                : null
            }
            onProblem={onProblem}
          />
          {!offer.openid && !offer.development && (
            <p class="refusal" role="alert">
              This server offers no way to sign in. Its operator names an OpenID Connect provider in site.json.
            </p>
          )}
        </>
      )}
    </section>
  );
}
