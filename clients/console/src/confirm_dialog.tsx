import { useEffect, useRef, useState } from "preact/hooks";
import { failureText } from "./failure_text.js";

/** A question about an action that cannot be undone. */
export interface Question {
  title: string;
  /** What happens, and to which clients. */
  text: string;
  /** The text of the button that confirms. */
  verb: string;
  act: () => Promise<unknown>;
}

interface ConfirmDialogProps {
  question: Question;
  onClose: () => void;
  onProblem: (problem: string) => void;
}

export function ConfirmDialog({ question, onClose, onProblem }: ConfirmDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => dialog.current?.showModal(), []);
  const confirmed = async () => {
    setBusy(true);
    try {
      await question.act();
    } catch (error) {
      onProblem(failureText(error));
    }
    onClose();
  };
  return (
    <dialog ref={dialog} class="panel-dialog" aria-labelledby="question-title" onClose={onClose}>
      <h2 id="question-title">{question.title}</h2>
      <p>{question.text}</p>
      <p class="quiet">The log of each process names you as the operator.</p>
      <div class="row">
        <button type="button" class="danger confirm" disabled={busy} onClick={() => void confirmed()}>
          {question.verb}
        </button>
        <form method="dialog">
          <button>Cancel</button>
        </form>
      </div>
    </dialog>
  );
}
