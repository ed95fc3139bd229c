#include "services/agent/models/openai/model_endpoint_metrics.h"

#include "base/metrics/add_metric.h"

namespace lossy::agent {
namespace {

using base::AddCounter;
using base::AddGauge;

const prometheus::Histogram::BucketBoundaries kSeconds{0.05, 0.1, 0.25, 0.5, 1, 2,
                                                       4,    8,   15,   30,  60};

prometheus::Counter& Tokens(prometheus::Registry& registry, const std::string& kind,
                            const char* direction) {
  return AddCounter(registry, "lossy_agent_model_tokens_total",
                    "Tokens of remote models, by kind of call and direction",
                    {{"kind", kind}, {"direction", direction}});
}

}  // namespace

ModelEndpointMetrics::ModelEndpointMetrics(prometheus::Registry& registry, const std::string& kind)
    : kind_(kind),
      requests_(prometheus::BuildCounter()
                    .Name("lossy_agent_model_requests_total")
                    .Help("Requests to remote models, by kind of call and outcome")
                    .Register(registry)),
      unusable_(prometheus::BuildCounter()
                    .Name("lossy_agent_model_unusable_answers_total")
                    .Help("Unusable answers of remote models, by kind of call and reason")
                    .Register(registry)),
      seconds_(
          base::AddHistogram(registry, "lossy_agent_model_seconds",
                             "Duration of a request to a remote model, in seconds, by kind of call",
                             kSeconds, {{"kind", kind}})),
      retries_(AddCounter(registry, "lossy_agent_model_retries_total",
                          "Requests to remote models that repeat a failed one, by kind of call",
                          {{"kind", kind}})),
      in_flight_(AddGauge(registry, "lossy_agent_model_in_flight",
                          "Requests that wait for the answer of a remote model, by kind of call",
                          {{"kind", kind}})),
      circuit_(AddGauge(
          registry, "lossy_agent_model_circuit",
          "Circuit breaker of a remote model, by kind of call: 0 closed, requests pass; 1 half "
          "open, one request tries; 2 open, no request passes",
          {{"kind", kind}})),
      input_tokens_(Tokens(registry, kind, "input")),
      output_tokens_(Tokens(registry, kind, "output")),
      audio_seconds_(AddCounter(registry, "lossy_agent_model_audio_seconds_total",
                                "Sound that remote models transcribed, in seconds, by kind of call",
                                {{"kind", kind}})),
      cost_(AddCounter(
          registry, "lossy_agent_model_cost_dollars_total",
          "Cost of remote models at the configured prices, in US dollars, by kind of call",
          {{"kind", kind}})) {}

void ModelEndpointMetrics::Count(absl::string_view outcome) {
  requests_.Add({{"kind", kind_}, {"outcome", std::string(outcome)}}).Increment();
}

void ModelEndpointMetrics::CountUnusable(absl::string_view reason) {
  unusable_.Add({{"kind", kind_}, {"reason", std::string(reason)}}).Increment();
}

void ModelEndpointMetrics::Observe(absl::Duration took) {
  seconds_.Observe(absl::ToDoubleSeconds(took));
}

void ModelEndpointMetrics::Spend(const Usage& usage) {
  input_tokens_.Increment(static_cast<double>(usage.input_tokens));
  output_tokens_.Increment(static_cast<double>(usage.output_tokens));
  audio_seconds_.Increment(usage.audio_seconds);
  cost_.Increment(static_cast<double>(usage.cost_micros) / 1e6);
}

}  // namespace lossy::agent
