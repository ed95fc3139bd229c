// The field in which the user writes a note.

import type { ComponentChildren, Ref } from "preact";

interface NoteDraftProps {
  /** Receives a text that is not empty. */
  onWrite: (text: string) => void;
  field?: Ref<HTMLInputElement>;
  children?: ComponentChildren;
}

export function NoteDraft({ onWrite, field, children }: NoteDraftProps) {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const input = (event.currentTarget as HTMLFormElement).elements.namedItem("note") as HTMLInputElement;
    if (!input.value.trim()) return;
    onWrite(input.value.trim());
    input.value = "";
  };
  return (
    <form class="row draft" onSubmit={submit}>
      <input
        ref={field ?? null}
        name="note"
        aria-label="Write a note"
        placeholder="Or write a note"
        maxLength={5000}
        autocomplete="off"
      />
      <button>Add</button>
      {children}
    </form>
  );
}
