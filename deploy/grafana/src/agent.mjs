import { dashboard } from "../dashboard.mjs";
import { gauge, graph, quantile, query, rate, rareRate, table } from "../panel.mjs";

export default dashboard("agent", "agent, models and cost", "From words to notes: the queue of the agent, its models, and what they cost", "lossy_agent_sessions", [
  graph("Sessions", "short", "Open session streams.", [gauge("lossy_agent_sessions")]),
  graph("Transcripts that wait", "short", "Transcripts that wait or are in progress, by status.", [query("max by (status) (lossy_agent_queue_transcripts{@})", "{{status}}")], [100, 1000]),
  graph("Oldest transcript", "s", "Age of the oldest transcript that waits, by status.", [query("max by (status) (lossy_agent_queue_oldest_seconds{@})", "{{status}}")], [30, 120]),
  graph("Transcripts", "cps", "Transcripts that a stage worked on, by outcome.", [rareRate("lossy_agent_transcripts_total", "outcome")]),
  graph("Words to note", "s", "Time from the words of an utterance to its note.", [quantile(0.5, "lossy_agent_note_seconds"), quantile(0.95, "lossy_agent_note_seconds")], [2]),
  graph("Time of a stage", "s", "95 % of the transcripts pass a stage in this time.", [quantile(0.95, "lossy_agent_note_stage_seconds", "stage")], [2]),
  graph("Requests to models", "reqps", "Requests to remote models, by kind and outcome.", [rareRate("lossy_agent_model_requests_total", "kind, outcome")]),
  graph("Time of a request", "s", "Duration of a request to a remote model, by kind.", [quantile(0.5, "lossy_agent_model_seconds", "kind"), quantile(0.95, "lossy_agent_model_seconds", "kind")], [4, 15]),
  graph("Requests that run", "short", "Requests that wait for a remote model, by kind.", [gauge("lossy_agent_model_in_flight", "instance, kind")], [32]),
  graph("Circuit breaker", "short", "0: closed, 1: half open, 2: open; by kind.", [query("max by (instance, kind) (lossy_agent_model_circuit{@})", "{{instance}} {{kind}}")], [1, 2]),
  graph("Retries", "reqps", "Tries after the first one of a call, by kind.", [rate("lossy_agent_model_retries_total", "kind")], [1]),
  graph("Unusable answers", "reqps", "Unusable answers of remote models, by reason.", [rareRate("lossy_agent_model_unusable_answers_total", "kind, reason")], [0.1]),
  graph("Tokens", "cps", "Tokens of remote models, by kind and direction.", [rate("lossy_agent_model_tokens_total", "kind, direction")]),
  graph("Cost of 24 hours", "currencyUSD", "Cost of remote models at the configured prices in the last 24 hours, by kind.", [query("sum by (kind) (increase(lossy_agent_model_cost_dollars_total{@}[1d]))", "{{kind}}"), query("max(lossy:cost_budget:dollars)", "budget")]),
  graph("Limited calls", "reqps", "Calls to models refused by a limit, by class of the limit.", [rareRate("lossy_agent_limited_total", "class")], [0.1]),
  table("Models in use", "short", "The implementation for each role.", query("max by (role, implementation) (lossy_agent_model_info{@})")),
]);
