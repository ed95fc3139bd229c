#include "services/agent/models/pocketsphinx/speech_metrics.h"

#include "base/metrics/add_metric.h"

namespace lossy::agent {
namespace {

using prometheus::BuildCounter;

const char* ReasonOf(const absl::Status& error) {
  switch (error.code()) {
    case absl::StatusCode::kDeadlineExceeded:
      return "deadline";
    case absl::StatusCode::kResourceExhausted:
      return "limit";
    case absl::StatusCode::kDataLoss:
      return "nonsense";
    case absl::StatusCode::kPermissionDenied:
      return "forbidden_call";
    case absl::StatusCode::kUnavailable:
      return "start";
    default:
      return "crash";
  }
}

}  // namespace

SpeechMetrics::SpeechMetrics(prometheus::Registry& registry)
    : audio_seconds(base::AddCounter(
          registry, "lossy_agent_speech_audio_seconds_total",
          "Length of the recordings that the embedded recogniser transcribed, in seconds")),
      work_seconds(
          base::AddCounter(registry, "lossy_agent_speech_work_seconds_total",
                           "Time that the embedded recogniser worked on recordings, in seconds")),
      busy(base::AddGauge(registry, "lossy_agent_speech_busy_workers",
                          "Recognising and decoding processes that work on a recording")),
      lost_(BuildCounter()
                .Name("lossy_agent_speech_workers_lost_total")
                .Help("Recognising and decoding processes that failed and were replaced, by reason")
                .Register(registry)) {}

void SpeechMetrics::CountLost(const absl::Status& error) {
  lost_.Add({{"reason", ReasonOf(error)}}).Increment();
}

}  // namespace lossy::agent
