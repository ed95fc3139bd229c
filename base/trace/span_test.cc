#include "base/trace/span.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "base/trace/event_rate.h"
#include "base/trace/fake_span_sink.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::base {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

constexpr TraceContext kSampled{.trace_high = 1, .trace_low = 2, .span = 3, .sampled = true};
constexpr TraceContext kNotSampled{.trace_high = 1, .trace_low = 2, .span = 3, .sampled = false};

TEST(Span, RecordsNothingWithoutATracer) {
  Span span = StartSpan("work", SpanKind::kInternal, kSampled);
  span.Set("key", "text");
  span.Fail("problem");
  EXPECT_FALSE(span.records());
  // Other processes may export the trace.
  EXPECT_EQ(span.context(), kSampled);
  EXPECT_TRUE(StartSpan("work", SpanKind::kInternal, {}).context().empty());
}

TEST(Span, BecomesAChildOfItsParent) {
  FakeSpanSink sink;
  const TraceContext context = StartSpan("work", SpanKind::kServer, kSampled).context();
  EXPECT_EQ(context.trace_high, kSampled.trace_high);
  EXPECT_EQ(context.trace_low, kSampled.trace_low);
  EXPECT_NE(context.span, kSampled.span);
  const SpanRecord record = sink.Find("work");
  EXPECT_EQ(record.context, context);
  EXPECT_EQ(record.parent, kSampled.span);
  EXPECT_EQ(record.kind, SpanKind::kServer);
}

TEST(Span, BeginsATraceWithoutAParent) {
  FakeSpanSink sink;
  const TraceContext first = StartSpan("work", SpanKind::kServer, {}).context();
  const TraceContext second = StartSpan("work", SpanKind::kServer, {}).context();
  EXPECT_FALSE(first.empty());
  EXPECT_NE(first.trace_low, second.trace_low);
  EXPECT_EQ(sink.Find("work").parent, 0u);
}

TEST(Span, RecordsTimesAttributesAndLinks) {
  FakeSpanSink sink;
  const absl::Time before = absl::Now();
  {
    Span span = StartSpan("work", SpanKind::kInternal, kSampled);
    span.Set("text", "a\xff");
    span.Set("number", 7);
    span.Link(kNotSampled);
    span.Link({});
  }
  const SpanRecord record = sink.Find("work");
  EXPECT_GE(record.start, before);
  EXPECT_LE(record.start + record.duration, absl::Now());
  ASSERT_THAT(record.attributes, SizeIs(2));
  EXPECT_EQ(std::get<std::string>(record.attributes[0].second), "a\xef\xbf\xbd");
  EXPECT_EQ(std::get<std::int64_t>(record.attributes[1].second), 7);
  EXPECT_THAT(record.links, testing::ElementsAre(kNotSampled));
  EXPECT_FALSE(record.failed);
}

TEST(Span, MayBeginInThePast) {
  FakeSpanSink sink;
  const absl::Time start = absl::Now() - absl::Seconds(10);
  {
    Span span = StartSpan("work", SpanKind::kConsumer, kSampled);
    span.SetStart(start);
  }
  EXPECT_EQ(sink.Find("work").start, start);
  EXPECT_GE(sink.Find("work").duration, absl::Seconds(10));
}

TEST(Span, BoundsAttributesLinksAndTexts) {
  FakeSpanSink sink;
  {
    Span span = StartSpan("work", SpanKind::kInternal, kSampled);
    span.Set("long", std::string(10'000, 'x'));
    for (int i = 0; i < 100; ++i) span.Set("key", i);
    for (int i = 0; i < 100; ++i) span.Link(kSampled);
  }
  const SpanRecord record = sink.Find("work");
  EXPECT_LE(std::get<std::string>(record.attributes[0].second).size(), SpanRecord::kMaxTextBytes);
  EXPECT_THAT(record.attributes, SizeIs(SpanRecord::kMaxAttributes));
  EXPECT_THAT(record.links, SizeIs(SpanRecord::kMaxLinks));
  EXPECT_EQ(record.dropped_attributes, 101 - static_cast<int>(SpanRecord::kMaxAttributes));
  EXPECT_EQ(record.dropped_links, 100 - static_cast<int>(SpanRecord::kMaxLinks));
}

TEST(Span, EndsOnceAlthoughItIsMoved) {
  FakeSpanSink sink;
  Span span = StartSpan("work", SpanKind::kInternal, kSampled);
  Span moved = std::move(span);
  moved.End();
  moved.End();
  EXPECT_THAT(sink.spans(), SizeIs(1));
  EXPECT_FALSE(moved.context().empty());
}

TEST(Sampling, HonoursTheDecisionOfAParent) {
  FakeSpanSink never(0);
  EXPECT_TRUE(StartSpan("work", SpanKind::kServer, kSampled).context().sampled);
  FakeSpanSink always(1);
  EXPECT_FALSE(StartSpan("work", SpanKind::kServer, kNotSampled).context().sampled);
  EXPECT_THAT(always.spans(), IsEmpty());
}

TEST(Sampling, SamplesAShareOfNewTraces) {
  FakeSpanSink sink(0.1);
  constexpr int kTraces = 20'000;
  for (int i = 0; i < kTraces; ++i) StartSpan("work", SpanKind::kServer, {});
  // Seven standard deviations on each side.
  EXPECT_NEAR(static_cast<double>(sink.spans().size()), kTraces * 0.1, 300);
}

TEST(Sampling, ExportsAFailedSpanOfATraceThatIsNotSampled) {
  FakeSpanSink sink(0);
  {
    Span span = StartSpan("work", SpanKind::kServer, {});
    EXPECT_FALSE(span.records());
    span.SetStatus(absl::InternalError("with details of the defect"));
    EXPECT_FALSE(span.context().sampled);
  }
  const SpanRecord record = sink.Find("work");
  EXPECT_TRUE(record.failed);
  EXPECT_EQ(record.problem, "INTERNAL");
}

TEST(Sampling, BeginsATraceThatIsExportedOnlyIfItFails) {
  FakeSpanSink sink(1);
  StartUnsampledSpan("work", SpanKind::kServer).SetStatus(absl::OkStatus());
  EXPECT_THAT(sink.spans(), IsEmpty());
  StartUnsampledSpan("failed", SpanKind::kServer).SetStatus(absl::InternalError(""));
  EXPECT_EQ(sink.Find("failed").parent, 0u);
}

TEST(Sampling, BoundsTheFailedSpansOfTracesThatAreNotSampled) {
  FakeSpanSink sink(Tracer::Options{.rate = 0, .errors_per_second = 0});
  StartSpan("work", SpanKind::kServer, {}).Fail("problem");
  EXPECT_THAT(sink.spans(), IsEmpty());
}

TEST(Sampling, BoundsTheTracesThatClientsMakeSampled) {
  FakeSpanSink sink(Tracer::Options{.rate = 0, .client_traces_per_second = 1'000'000});
  EXPECT_TRUE(StartClientSpan("work", SpanKind::kServer, kSampled).context().sampled);
  EXPECT_FALSE(StartClientSpan("work", SpanKind::kServer, kNotSampled).context().sampled);
  EXPECT_FALSE(StartClientSpan("work", SpanKind::kServer, {}).context().sampled);
  FakeSpanSink none(Tracer::Options{.rate = 0, .client_traces_per_second = 0});
  const TraceContext context = StartClientSpan("work", SpanKind::kServer, kSampled).context();
  EXPECT_FALSE(context.sampled);
  // The trace of the client continues nevertheless.
  EXPECT_EQ(context.trace_low, kSampled.trace_low);
}

TEST(IsTraceError, IsTrueForErrorsOfServers) {
  EXPECT_TRUE(IsTraceError(absl::InternalError("")));
  EXPECT_TRUE(IsTraceError(absl::UnavailableError("")));
  EXPECT_TRUE(IsTraceError(absl::DeadlineExceededError("")));
  EXPECT_FALSE(IsTraceError(absl::OkStatus()));
  EXPECT_FALSE(IsTraceError(absl::InvalidArgumentError("")));
  EXPECT_FALSE(IsTraceError(absl::CancelledError("")));
}

TEST(EventRate, AdmitsANumberOfEventsEachSecond) {
  EventRate rate(2);
  EXPECT_TRUE(rate.Admit(10));
  EXPECT_TRUE(rate.Admit(10));
  EXPECT_FALSE(rate.Admit(10));
  EXPECT_TRUE(rate.Admit(11));
  EXPECT_TRUE(rate.Admit(11));
  EXPECT_FALSE(rate.Admit(11));
}

}  // namespace
}  // namespace lossy::base
