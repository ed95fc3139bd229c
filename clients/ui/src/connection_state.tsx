// The state of the connection, which assistive technology reads when it changes.

import { connectionText, type ShownState } from "./connection_text.js";

export function ConnectionState({ state }: { state: ShownState }) {
  const { kind, text } = connectionText(state);
  return (
    <p class="connection" role="status" data-kind={kind}>
      <span class="connection-dot" aria-hidden="true" />
      {text}
    </p>
  );
}
