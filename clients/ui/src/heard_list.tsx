// What the user said and is no note yet, or became none.

interface HeardListProps {
  heard: readonly { id: string; text: string; failed: boolean }[];
}

export function HeardList({ heard }: HeardListProps) {
  return (
    <ul class="heard" aria-live="polite" aria-label="What was heard">
      {heard.map(({ id, text, failed }) => (
        <li key={id} class={failed ? "refusal" : undefined}>
          {text}
        </li>
      ))}
    </ul>
  );
}
