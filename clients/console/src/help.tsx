import { useEffect, useRef } from "preact/hooks";
import { KEYS } from "./keys.js";

export function Help({ onClose }: { onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="panel-dialog" aria-labelledby="help-title" onClose={onClose}>
      <h2 id="help-title">Keys</h2>
      <dl class="facts">
        {KEYS.map(({ shown, does }) => (
          <div key={shown}>
            <dt>
              <kbd>{shown}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <p class="quiet">
        The search takes a user's id, a topic such as video:ID or notes:video:ID, and a session as audio:ID. “user ID”,
        “topic NAME” and “session ID” name the kind.
      </p>
      <form method="dialog">
        <button class="main">Close</button>
      </form>
    </dialog>
  );
}
