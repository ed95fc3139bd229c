import { dashboard } from "../dashboard.mjs";
import { gauge, graph, quantile, query, rate, rareRate } from "../panel.mjs";

export default dashboard("speech", "speech", "From sound to words: recognition by the embedded recogniser and by remote models", "lossy_agent_sessions", [
  graph("Recordings that wait", "short", "Recordings that wait for recognition.", [query('max by (status) (lossy_agent_queue_transcripts{@,status="recorded"})', "waiting")], [10, 100]),
  graph("Oldest recording", "s", "Age of the oldest recording that waits.", [query('max by (status) (lossy_agent_queue_oldest_seconds{@,status="recorded"})', "oldest")], [60, 120]),
  graph("Recording to words", "s", "Time from a finished recording to its words.", [quantile(0.5, "lossy_agent_note_stage_seconds", "", 'stage="heard"'), quantile(0.95, "lossy_agent_note_stage_seconds", "", 'stage="heard"')], [10, 30]),
  graph("Busy workers", "short", "Recognising and decoding processes that work on a recording.", [gauge("lossy_agent_speech_busy_workers")]),
  graph("Sound", "percentunit", "Seconds of sound that the embedded recogniser transcribes in a second.", [rate("lossy_agent_speech_audio_seconds_total", "instance")]),
  graph("Work", "percentunit", "Seconds that the embedded recogniser works in a second, summed over its workers.", [rate("lossy_agent_speech_work_seconds_total", "instance")]),
  graph("Lost workers", "cps", "Recognising and decoding processes that failed and were replaced, by reason.", [rareRate("lossy_agent_speech_workers_lost_total", "instance, reason")], [0.01]),
  graph("Sound at remote models", "percentunit", "Seconds of sound that remote models transcribe in a second.", [rareRate("lossy_agent_model_audio_seconds_total", "instance, kind")]),
]);
