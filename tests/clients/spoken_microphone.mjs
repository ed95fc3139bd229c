// A microphone for a browser that cannot have one from a file.

import fs from "node:fs";

// A script that prepares a page before its own scripts run: its microphone plays a WAV file, from the
// start of the first recording on.
export const spokenMicrophone = (file) => `{
  let stream;
  navigator.mediaDevices.getUserMedia = async () => {
    if (stream) return stream.clone();
    const bytes = Uint8Array.from(atob("${fs.readFileSync(file).toString("base64")}"), (char) => char.charCodeAt(0));
    const context = new AudioContext();
    const voice = context.createBufferSource();
    voice.buffer = await context.decodeAudioData(bytes.buffer);
    const microphone = context.createMediaStreamDestination();
    voice.connect(microphone);
    voice.start();
    stream = microphone.stream;
    return stream;
  };
}`;
