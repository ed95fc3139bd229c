// The engine: it joins the pages, the panels, the microphone and the connection.

import { BrowserRecognition, browserRecognitions } from "../../../voice/src/browser_recognition.js";
import { Microphone } from "../../../voice/src/microphone.js";
import type { SpeechInput } from "../../../voice/src/speech_input.js";
import type { Note } from "../../../lossy/src/notes.js";
import type { Moment } from "../../../lossy/src/utterance.js";
import type { EngineEnd } from "../local_port.js";
import { messageOf } from "../message_of.js";
import type {
  CapturedFrame,
  EngineCommand,
  EngineState,
  EngineToPage,
  EngineToPanel,
  PageToEngine,
  PanelToEngine,
  Settings,
} from "../messages.js";
import { askWorker } from "../requests.js";
import { DEFAULT_SETTINGS } from "../settings.js";
import { shownLevels } from "./level.js";
import { type Page, secondAt } from "./page.js";
import { Pages } from "./pages.js";
import { type PortSender, senderTo } from "./port_sender.js";
import { detectionOf, Review } from "./review.js";
import { VoiceMode } from "./voice_mode.js";

type PanelPort = PortSender<EngineToPanel>;

const NO_NOTES: readonly Note[] = [];
const OFFLINE = { status: "offline", waiting: 0, full: false, blocked: null } as const;

export class Engine {
  #pages = new Pages();
  #panels = new Set<PanelPort>();
  #settings: Settings = DEFAULT_SETTINGS;
  #user: string | null = null;
  #review: Review | null = null;
  #selected: string | null = null;
  #wanted = false; // True if voice mode is on, or begins when it can.
  #frames = new Map<string, PanelPort>(); // The panels that wait for frames, by the request.
  #microphone = new Microphone((problem) => this.#listeningFailed(problem));
  #recognition = recognitionOf((problem) => this.#listeningFailed(problem));
  #voice = new VoiceMode({ hold: () => this.#hold() });
  #loading = Promise.resolve(); // Changes of the settings and the account, one after the other.

  constructor() {
    this.#pages.changes.add(() => this.#update());
    this.#voice.changes.add((phase) => {
      for (const page of this.#pages.all) page.send({ kind: "voice", phase });
      this.#update();
    });
    const shown = shownLevels((level) => this.#tell({ kind: "level", level }));
    this.#microphone.levels.add(shown);
    for (const input of [this.#microphone, this.#recognition]) {
      input?.utterances.add(() => this.#review?.utteranceEnded());
    }
  }

  async start(): Promise<void> {
    const { tabId } = await askWorker({ kind: "active_tab" });
    if (tabId !== null) this.#pages.look(tabId);
    await this.#reload();
  }

  /** A command of the worker. */
  async command(command: EngineCommand): Promise<void> {
    switch (command.kind) {
      case "toggle_voice_mode":
        return this.#turnVoiceMode(!this.#wanted);
      case "tab_activated":
        return this.#pages.look(command.tabId);
      case "settings_changed":
        return this.#reload();
      case "microphone_allowed":
        return this.#turnVoiceMode(true);
    }
  }

  addPage(port: chrome.runtime.Port): void {
    const tabId = port.sender?.tab?.id;
    if (tabId === undefined) return port.disconnect();
    const sender = senderTo<EngineToPage>(port);
    port.onMessage.addListener((message: PageToEngine) => {
      if (message.kind === "frame") return this.#captured(message);
      if (message.kind === "note_selected") return this.#select(message.noteId);
      this.#pages.receive(sender, tabId, message);
    });
    port.onDisconnect.addListener(() => this.#pages.remove(sender));
  }

  addPanel(port: EngineEnd): void {
    const panel = senderTo(port);
    this.#panels.add(panel);
    port.onMessage.addListener((message) => void this.#receive(panel, message));
    port.onDisconnect.addListener(() => this.#panels.delete(panel));
    panel.postMessage({ kind: "state", state: this.#state });
  }

  async #receive(panel: PanelPort, message: PanelToEngine): Promise<void> {
    const page = this.#pages.reviewed;
    switch (message.kind) {
      case "set_voice_mode":
        return this.#turnVoiceMode(message.on);
      case "select_note":
        return this.#select(message.noteId);
      case "capture_frame":
        if (!page) return panel.postMessage({ kind: "frame", request: message.request, error: "no video is open" });
        this.#frames.set(message.request, panel);
        return page.send(message);
      default:
        page?.send(message);
    }
  }

  #reload(): Promise<void> {
    this.#loading = this.#loading.then(() => this.#load()).catch((error) => this.#problem(messageOf(error)));
    return this.#loading;
  }

  // The settings or the account changed.
  async #load(): Promise<void> {
    const [settings, account] = await Promise.all([
      askWorker({ kind: "read_settings" }),
      askWorker({ kind: "read_account" }),
    ]);
    const user = account?.user ?? null;
    const same = this.#review !== null && user === this.#user && settings.server === this.#settings.server;
    this.#settings = settings;
    this.#user = user;
    this.#microphone.device = settings.microphone;
    if (this.#recognition) this.#recognition.language = settings.language;
    if (!same) await this.#restart();
    this.#update();
  }

  async #restart(): Promise<void> {
    this.#voice.stop();
    const former = this.#review;
    this.#review = null;
    // A user who signed out leaves nothing here.
    if (this.#user === null) await former?.forget();
    former?.close();
    if (this.#user === null) return;
    const { server } = this.#settings;
    const review = await Review.start({ server, user: this.#user, onProblem: (text) => this.#problem(text) });
    review.changes.add(() => this.#update());
    this.#review = review;
    if (this.#wanted) await this.#setVoiceMode(true);
  }

  // A new engine may not know yet who is signed in.
  async #turnVoiceMode(on: boolean): Promise<void> {
    this.#wanted = on;
    await this.#loading;
    if (this.#wanted === on) await this.#setVoiceMode(on);
  }

  async #setVoiceMode(on: boolean): Promise<void> {
    if (!on) return this.#voice.stop();
    if (!this.#review) return this.#problem("Sign in to Lossy first.");
    await this.#voice.start(this.#input, this.#review.session, (agoMs) => this.#moment(agoMs));
  }

  get #input(): SpeechInput {
    return (this.#settings.recognition === "browser" && this.#recognition) || this.#microphone;
  }

  // A page can ask for the microphone; this one cannot.
  #listeningFailed(problem: unknown): void {
    if (this.#voice.phase === "off") this.#wanted = false;
    if (problem instanceof DOMException && problem.name === "NotAllowedError") {
      void askWorker({ kind: "ask_for_microphone" });
    } else if (problem instanceof DOMException && problem.name === "NotFoundError") {
      this.#problem("There is no microphone.");
    } else {
      this.#problem(messageOf(problem));
    }
  }

  #moment(agoMs: number): Moment {
    const page = this.#pages.reviewed;
    if (!page) return { videoId: null, timestamp: null };
    return {
      videoId: this.#review?.videoIdOf(page.seen) ?? null,
      video: detectionOf(page.seen),
      timestamp: secondAt(page.playback, Date.now() - agoMs),
    };
  }

  #hold(): () => void {
    const page = this.#settings.pauseWhileSpeaking ? this.#pages.reviewed : null;
    page?.send({ kind: "hold" });
    return () => page?.send({ kind: "release" });
  }

  #select(noteId: string | null): void {
    this.#selected = noteId;
    this.#update();
  }

  #captured(message: { kind: "frame" } & CapturedFrame): void {
    this.#frames.get(message.request)?.postMessage(message);
    this.#frames.delete(message.request);
  }

  #problem(text: string): void {
    this.#tell({ kind: "problem", text });
  }

  #tell(message: EngineToPanel): void {
    for (const panel of this.#panels) panel.postMessage(message);
  }

  get #state(): EngineState {
    const page = this.#pages.reviewed;
    const { status, waiting, full, blocked } = this.#review?.client.state ?? OFFLINE;
    return {
      user: this.#user,
      connection: { status, waiting, full, blocked: blocked && { message: blocked.message } },
      voice: this.#voice.phase,
      video: page && this.#videoOf(page),
      selected: this.#selected,
      heard: this.#review?.heard ?? [],
    };
  }

  #videoOf({ tabId, seen, playback }: Page): EngineState["video"] {
    return { tabId, seen, playback, videoId: this.#review?.videoIdOf(seen) ?? null };
  }

  #update(): void {
    const review = this.#review;
    review?.follow(this.#pages.all.map(({ seen }) => seen));
    review?.look(this.#pages.reviewed?.seen ?? null);
    this.#tell({ kind: "state", state: this.#state });
    for (const page of this.#pages.all) page.mark(review?.notesOf(page.seen) ?? NO_NOTES, this.#selected);
  }
}

function recognitionOf(onProblem: (problem: unknown) => void): BrowserRecognition | null {
  const make = browserRecognitions();
  return make && new BrowserRecognition(make, onProblem);
}
