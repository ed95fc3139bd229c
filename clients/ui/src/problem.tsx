/** What failed, until the user has read it. Nothing if `text` is empty. */
export function Problem({ text, onClose }: { text: string; onClose: () => void }) {
  if (!text) return null;
  return (
    <p class="problem" role="alert">
      {text}
      <button type="button" onClick={onClose}>
        Close
      </button>
    </p>
  );
}
