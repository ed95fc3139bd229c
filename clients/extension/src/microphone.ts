// A page on which the browser asks for the microphone, because it asks in no other page of the
// extension. The permission holds for the whole extension.

import { askWorker } from "./requests.js";

const text = document.createElement("p");
text.setAttribute("role", "status");
text.textContent = "Lossy needs the microphone to hear what you say about a video.";
document.body.append(text);

async function ask(): Promise<void> {
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    for (const track of stream.getTracks()) track.stop();
  } catch (error) {
    text.textContent =
      error instanceof DOMException && error.name === "NotFoundError"
        ? "There is no microphone."
        : "The browser does not let Lossy use the microphone. The icon beside the address changes that.";
    return;
  }
  await askWorker({ kind: "microphone_allowed" });
  window.close();
}

void ask();
