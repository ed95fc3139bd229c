import type { lossy } from "./contract.js";

/** The replicas that did not answer, so that an empty list is not mistaken for the truth. */
export function UnansweredList({ list }: { list: readonly lossy.console.v1.Unanswered[] }) {
  if (list.length === 0) return null;
  return (
    <div role="alert">
      <ul class="troubles">
        {list.map(({ replica, problem }) => (
          <li key={`${replica?.program} ${replica?.address}`}>
            {replica?.program} {replica?.address} did not answer: {problem}
          </li>
        ))}
      </ul>
    </div>
  );
}
