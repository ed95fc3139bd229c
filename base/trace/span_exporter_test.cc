#include "base/trace/span_exporter.h"

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "base/testing/eventually.h"
#include "base/time/clock.h"
#include "base/trace/fake_trace_receiver.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "opentelemetry/otlp.pb.h"
#include "prometheus/text_serializer.h"

namespace lossy::base {
namespace {

using testing::HasSubstr;

class SpanExporterTest : public testing::Test {
 protected:
  SpanExporter::Options Options() const {
    return {.endpoint = receiver_.endpoint(),
            .interval = absl::Milliseconds(10),
            .limit = absl::Seconds(20),
            .backoff = {.first = absl::Milliseconds(1), .longest = absl::Milliseconds(1)}};
  }

  std::unique_ptr<SpanExporter> Start(SpanExporter::Options options) {
    return std::make_unique<SpanExporter>(std::move(options),
                                          TraceResource{{"service.name", "tested"}}, registry_);
  }

  static std::unique_ptr<SpanRecord> Record(const std::string& name) {
    auto span = std::make_unique<SpanRecord>();
    span->name = name;
    span->kind = SpanKind::kServer;
    span->context = {.trace_high = 1, .trace_low = 2, .span = 3, .sampled = true};
    span->parent = 4;
    span->start = absl::FromUnixNanos(5'000);
    span->duration = absl::Nanoseconds(70);
    return span;
  }

  bool Counts(const std::string& line) {
    return absl::StrContains(prometheus::TextSerializer().Serialize(registry_.Collect()), line);
  }

  prometheus::Registry registry_;
  FakeTraceReceiver receiver_;
};

TEST_F(SpanExporterTest, SendsSpansAsOtlp) {
  const auto exporter = Start(Options());
  auto span = Record("work");
  span->attributes.emplace_back("number", std::int64_t{8});
  span->links.push_back({.trace_high = 9, .trace_low = 9, .span = 9, .sampled = false});
  span->failed = true;
  span->problem = "INTERNAL";
  exporter->Accept(std::move(span));
  ASSERT_TRUE(Eventually([&] { return Counts("lossy_trace_spans_exported_total 1"); }));
  const std::string request = receiver_.requests().at(0);
  EXPECT_THAT(request, testing::StartsWith("POST /v1/traces HTTP/1.1\r\n"));
  EXPECT_THAT(request, HasSubstr("Content-Type: application/x-protobuf\r\n"));
  opentelemetry::ExportTraceServiceRequest read;
  ASSERT_TRUE(read.ParseFromString(request.substr(request.find("\r\n\r\n") + 4)));
  const opentelemetry::ResourceSpans& all = read.resource_spans(0);
  EXPECT_EQ(all.resource().attributes(0).value().string_value(), "tested");
  const opentelemetry::Span& sent = all.scope_spans(0).spans(0);
  EXPECT_EQ(sent.trace_id(), std::string("\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\2", 16));
  EXPECT_EQ(sent.span_id(), std::string("\0\0\0\0\0\0\0\3", 8));
  EXPECT_EQ(sent.parent_span_id(), std::string("\0\0\0\0\0\0\0\4", 8));
  EXPECT_EQ(sent.start_time_unix_nano(), 5'000u);
  EXPECT_EQ(sent.end_time_unix_nano(), 5'070u);
  EXPECT_EQ(sent.attributes(0).value().int_value(), 8);
  EXPECT_EQ(sent.links(0).span_id(), std::string("\0\0\0\0\0\0\0\x9", 8));
  EXPECT_EQ(sent.status().code(), opentelemetry::Status::STATUS_CODE_ERROR);
  EXPECT_EQ(sent.flags(), 1u);
}

TEST_F(SpanExporterTest, SendsTheQueueWhenItStops) {
  SpanExporter::Options options = Options();
  options.interval = absl::Hours(1);
  const auto exporter = Start(std::move(options));
  for (int i = 0; i < 10; ++i) exporter->Accept(Record("work"));
  exporter->Stop(absl::Seconds(20));
  EXPECT_TRUE(Counts("lossy_trace_spans_exported_total 10"));
}

TEST_F(SpanExporterTest, RepeatsABatchAfterAFailureThatMayPass) {
  receiver_.Answer(503);
  SpanExporter::Options options = Options();
  options.tries = 1'000'000;
  const auto exporter = Start(std::move(options));
  exporter->Accept(Record("work"));
  ASSERT_TRUE(Eventually([&] { return receiver_.requests().size() >= 3; }));
  receiver_.Answer(200);
  EXPECT_TRUE(Eventually([&] { return Counts("lossy_trace_spans_exported_total 1"); }));
}

TEST_F(SpanExporterTest, DropsABatchAfterItsLastTry) {
  receiver_.Answer(503);
  const auto exporter = Start(Options());
  exporter->Accept(Record("work"));
  EXPECT_TRUE(Eventually(
      [&] { return Counts("lossy_trace_spans_dropped_total{reason=\"export_failed\"} 1"); }));
  EXPECT_EQ(receiver_.requests().size(), 3u);
}

TEST_F(SpanExporterTest, DoesNotRepeatABatchThatTheReceiverRejects) {
  receiver_.Answer(400);
  const auto exporter = Start(Options());
  exporter->Accept(Record("work"));
  EXPECT_TRUE(Eventually(
      [&] { return Counts("lossy_trace_spans_dropped_total{reason=\"export_failed\"} 1"); }));
  EXPECT_EQ(receiver_.requests().size(), 1u);
}

TEST_F(SpanExporterTest, DropsSpansWhileTheReceiverHangs) {
  receiver_.Answer(0);
  SpanExporter::Options options = Options();
  options.limit = absl::Hours(1);
  options.queue_spans = 5;
  options.batch_spans = 1;
  const auto exporter = Start(std::move(options));
  exporter->Accept(Record("first"));
  ASSERT_TRUE(Eventually([&] { return receiver_.requests().size() == 1; }));
  for (int i = 0; i < 12; ++i) exporter->Accept(Record("next"));
  EXPECT_TRUE(Counts("lossy_trace_spans_dropped_total{reason=\"queue_full\"} 7"));
  // The thread ends although the receiver does not answer: otherwise the test does not end.
  exporter->Stop(absl::ZeroDuration());
  EXPECT_TRUE(Counts("lossy_trace_spans_dropped_total{reason=\"export_failed\"} 1"));
}

TEST_F(SpanExporterTest, EndsATryThatTakesTooLong) {
  receiver_.Answer(0);
  SpanExporter::Options options = Options();
  options.limit = absl::Milliseconds(20);
  const auto exporter = Start(std::move(options));
  exporter->Accept(Record("work"));
  EXPECT_TRUE(Eventually(
      [&] { return Counts("lossy_trace_spans_dropped_total{reason=\"export_failed\"} 1"); }));
}

TEST_F(SpanExporterTest, DropsSpansWithoutAReceiver) {
  SpanExporter::Options options = Options();
  // No program listens on the first port.
  options.endpoint.port = "1";
  const auto exporter = Start(std::move(options));
  exporter->Accept(Record("work"));
  EXPECT_TRUE(Eventually(
      [&] { return Counts("lossy_trace_spans_dropped_total{reason=\"export_failed\"} 1"); }));
}

}  // namespace
}  // namespace lossy::base
