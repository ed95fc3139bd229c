// One extension in voice mode whose user's voice session is on: it measures its microphone all the
// time, and the reviewer speaks now and then.

import { randomUUID } from "node:crypto";
import { pause } from "../integration/lib/wait.mjs";

const UTTERANCE_MS = 2_000;
const TRANSCRIPTION_MS = 480;
const NOTE_LIMIT_MS = 30_000;

// The spoken sentences, each with a number that makes it unique.
const SENTENCES = [
  (number) => `the pacing of scene ${number} is too slow`,
  (number) => `the music in scene ${number} is way too loud`,
  (number) => `cut scene ${number} a bit earlier please`,
  (number) => `shot ${number} is much too dark`,
];

export class VoiceSession {
  #audio;
  #sequence = 0;
  #speaking = false;
  // In milliseconds.
  notes = [];
  replies = [];
  failures = [];

  // On a client that has joined video:meta. Throws when the voice session is not on.
  static async join(client, videoId) {
    const params = { video_id: videoId, voice_mode: true };
    const audio = await client.join(`audio:${randomUUID()}`, params);
    if (!audio.response.voice_session_enabled) throw new Error("the voice session is not on");
    return new VoiceSession(audio);
  }

  constructor(audio) {
    this.#audio = audio;
  }

  // The number of status pushes of the session.
  get statusPushes() {
    return this.#audio.left("voice_status").length;
  }

  // Metrics each so many milliseconds, until `ended` (a promise) is.
  async measure(everyMs, ended) {
    const timer = setInterval(() => this.#sendMetrics(), everyMs);
    await ended;
    clearInterval(timer);
  }

  // One utterance, and its note.
  async speak(number) {
    const text = SENTENCES[number % SENTENCES.length](number);
    const speech = { timestamp: performance.now(), confidence: 0.9, latencyMs: 12, source: "silero" };
    await this.#push("set_timestamp", { timestamp: number });
    await this.#sendEvent("speech_start", speech);
    this.#speaking = true;
    await pause(UTTERANCE_MS);
    this.#speaking = false;
    await this.#sendEvent("speech_end", { ...speech, duration: UTTERANCE_MS });
    await pause(TRANSCRIPTION_MS);
    await this.#note(text);
  }

  async #note(text) {
    const start = performance.now();
    const note = this.#audio
      .next("note_created", ({ raw_transcript: raw }) => raw === text, NOTE_LIMIT_MS)
      .then(() => this.notes.push(performance.now() - start))
      .catch((error) => this.failures.push(error.message));
    const transcript = {
      text,
      source: "local",
      chunks: [],
      durationSeconds: UTTERANCE_MS / 1000,
      transcriptionTimeMs: TRANSCRIPTION_MS,
    };
    await Promise.all([note, this.#push("transcript_final", transcript)]);
  }

  #sendMetrics() {
    const confidence = Math.random();
    return this.#sendEvent("metrics", {
      confidence,
      latencyMs: 5 + Math.round(10 * Math.random()),
      rawConfidence: confidence,
      state: this.#speaking ? "speech" : "silence",
      speechDurationMs: this.#speaking ? UTTERANCE_MS / 2 : 0,
      silenceDurationMs: this.#speaking ? 0 : 1_000,
    });
  }

  #sendEvent(type, data) {
    return this.#push("voice_event", { type, data, sequence: ++this.#sequence });
  }

  async #push(event, payload) {
    const start = performance.now();
    try {
      await this.#audio.push(event, payload);
      this.replies.push(performance.now() - start);
    } catch (error) {
      this.failures.push(error.message);
    }
  }
}
