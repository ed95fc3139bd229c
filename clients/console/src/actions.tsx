import type { lossy } from "./contract.js";
import { clockText } from "./format.js";

/** The actions of all operators since this page was opened, the newest first. */
export function Actions({ actions }: { actions: readonly lossy.console.v1.Action[] }) {
  return (
    <section class="panel" aria-labelledby="actions-title">
      <h2 id="actions-title">Actions of operators</h2>
      {actions.length === 0 ? (
        <p class="quiet">None since this page was opened. The logs have all of them, as operator_acted.</p>
      ) : (
        <ul class="actions">
          {actions.map(({ operator, action, target, problem, taken_at }) => (
            <li key={`${taken_at} ${operator} ${target}`}>
              <time>{clockText(taken_at)}</time> <b>{operator}</b> {action.replaceAll("_", " ")}: {target}
              {problem && <span class="refusal"> {problem}</span>}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
