#include "base/trace/process_traces.h"

#include <unistd.h>

#include <cstddef>
#include <string>
#include <utility>

#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/flags/flag_check.h"
#include "base/flags/flag_range.h"
#include "base/log/log.h"
#include "base/log/refuse_start.h"
#include "base/text/uuid.h"
#include "base/trace/span_exporter.h"
#include "base/trace/trace_endpoint.h"
#include "base/trace/tracer.h"
#include "base/version/build_info.h"

ABSL_FLAG(std::string, trace_endpoint, "",
          "URL of a receiver of traces, OTLP over HTTP, as https://HOST:4318; http:// for loopback "
          "only; empty: no traces");
ABSL_FLAG(std::string, trace_ca, "",
          "PEM file of the certificate authorities that are trusted for it; empty: the system's");
ABSL_FLAG(double, trace_rate, 0.01,
          "Share of the traces begun in this process that are sampled, from 0 to 1");
ABSL_FLAG(int, trace_client_rate, 10,
          "Most traces each second that untrusted clients may make sampled by their traceparent; "
          "beyond, --trace_rate decides");
ABSL_FLAG(int, trace_errors_per_second, 100,
          "Most failed spans each second that are exported although their trace is not sampled");
ABSL_FLAG(int, trace_queue_spans, 4096,
          "Most spans that wait to be exported; further ones are dropped and counted");
ABSL_FLAG(int, trace_batch_spans, 512, "Most spans in one request to --trace_endpoint");
ABSL_FLAG(int, trace_interval_ms, 1000,
          "Longest wait of a span for a full request, in milliseconds");
ABSL_FLAG(int, trace_export_ms, 5000, "Longest time of one try to send a request, in milliseconds");
ABSL_FLAG(int, trace_export_tries, 3, "Most tries to send a request before its spans are dropped");
ABSL_FLAG(int, trace_flush_ms, 1000,
          "Longest wait of the ending process until its spans are exported, in milliseconds");

LOSSY_FLAG_RANGE(trace_rate, 0, 1);
LOSSY_FLAG_RANGE(trace_client_rate, 0, 1'000'000);
LOSSY_FLAG_RANGE(trace_errors_per_second, 0, 1'000'000);
LOSSY_FLAG_RANGE(trace_queue_spans, 1, 1'000'000);
LOSSY_FLAG_RANGE(trace_batch_spans, 1, 10'000);
LOSSY_FLAG_RANGE(trace_interval_ms, 10, 60'000);
LOSSY_FLAG_RANGE(trace_export_ms, 100, 60'000);
LOSSY_FLAG_RANGE(trace_export_tries, 1, 10);
LOSSY_FLAG_RANGE(trace_flush_ms, 0, 60'000);

namespace lossy::base {
namespace {

absl::Status CheckEndpoint() {
  const std::string text = absl::GetFlag(FLAGS_trace_endpoint);
  return text.empty() ? absl::OkStatus() : ParseTraceEndpoint(text).status();
}

absl::Status CheckAuthorities() {
  const std::string file = absl::GetFlag(FLAGS_trace_ca);
  if (file.empty() || access(file.c_str(), R_OK) == 0) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(file, " cannot be read"));
}

LOSSY_FLAG_CHECK(trace_endpoint, CheckEndpoint);
LOSSY_FLAG_CHECK(trace_ca, CheckAuthorities);

SpanExporter::Options ExporterOptions(TraceEndpoint endpoint) {
  return {.endpoint = std::move(endpoint),
          .ca_file = absl::GetFlag(FLAGS_trace_ca),
          .queue_spans = static_cast<std::size_t>(absl::GetFlag(FLAGS_trace_queue_spans)),
          .batch_spans = static_cast<std::size_t>(absl::GetFlag(FLAGS_trace_batch_spans)),
          .interval = absl::Milliseconds(absl::GetFlag(FLAGS_trace_interval_ms)),
          .limit = absl::Milliseconds(absl::GetFlag(FLAGS_trace_export_ms)),
          .tries = absl::GetFlag(FLAGS_trace_export_tries)};
}

Tracer::Options TracerOptions() {
  return {.rate = absl::GetFlag(FLAGS_trace_rate),
          .client_traces_per_second = absl::GetFlag(FLAGS_trace_client_rate),
          .errors_per_second = absl::GetFlag(FLAGS_trace_errors_per_second)};
}

// The names are those of OpenTelemetry's semantic conventions.
TraceResource ResourceOf(absl::string_view process) {
  char host[256] = "";
  gethostname(host, sizeof host - 1);
  return {{"service.namespace", "lossy"},
          {"service.name", std::string(process)},
          {"service.version", GetBuildInfo().version},
          {"service.instance.id", NewUuid()},
          {"host.name", host},
          {"process.pid", absl::StrCat(getpid())}};
}

}  // namespace

struct ProcessTraces::Parts {
  Parts(absl::string_view process, TraceEndpoint endpoint,
        std::shared_ptr<prometheus::Registry> metrics)
      : registry(std::move(metrics)),
        exporter(ExporterOptions(std::move(endpoint)), ResourceOf(process), *registry),
        tracer(TracerOptions(), exporter) {}

  const std::shared_ptr<prometheus::Registry> registry;
  SpanExporter exporter;
  Tracer tracer;
};

ProcessTraces::ProcessTraces(absl::string_view process,
                             std::shared_ptr<prometheus::Registry> registry) {
  const std::string text = absl::GetFlag(FLAGS_trace_endpoint);
  if (text.empty()) return;
  if (const absl::Status status = CheckAuthorities(); !status.ok()) {
    RefuseFlag("trace_ca", status.message());
  }
  TraceEndpoint endpoint = ValueOrRefuseFlag("trace_endpoint", ParseTraceEndpoint(text));
  Log(LogLevel::kInfo, "traces_started",
      {{"endpoint", absl::string_view(endpoint.Authority())},
       {"rate", absl::string_view(absl::StrCat(absl::GetFlag(FLAGS_trace_rate)))}});
  parts_ = new Parts(process, std::move(endpoint), std::move(registry));
  Tracer::Install(&parts_->tracer);
}

ProcessTraces::~ProcessTraces() {
  if (parts_ == nullptr) return;
  parts_->exporter.Stop(absl::Milliseconds(absl::GetFlag(FLAGS_trace_flush_ms)));
}

}  // namespace lossy::base
