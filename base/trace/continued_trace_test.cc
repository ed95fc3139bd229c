#include "base/trace/continued_trace.h"

#include <vector>

#include "base/trace/current_trace.h"
#include "base/trace/fake_span_sink.h"
#include "gtest/gtest.h"

namespace lossy::base {
namespace {

constexpr TraceContext kSampled{.trace_high = 1, .trace_low = 2, .span = 3, .sampled = true};
constexpr TraceContext kUnsampled{.trace_high = 1, .trace_low = 2, .span = 3, .sampled = false};

TEST(ContinuedTraceTest, StoresOnlyASampledTrace) {
  EXPECT_TRUE(SampledTrace().empty());
  {
    const CurrentTrace current(kUnsampled);
    EXPECT_TRUE(SampledTrace().empty());
  }
  const CurrentTrace current(kSampled);
  EXPECT_EQ(SampledTrace(), kSampled);
}

TEST(ContinuedTraceTest, ContinuesTheTraceOfTheCause) {
  FakeSpanSink sink;
  ContinueSpan("later", SpanKind::kConsumer, kSampled).End();
  const std::vector<SpanRecord> spans = sink.spans();
  ASSERT_EQ(spans.size(), 1u);
  EXPECT_EQ(spans[0].parent, kSampled.span);
  EXPECT_EQ(spans[0].context.TraceId(), kSampled.TraceId());
}

TEST(ContinuedTraceTest, BeginsNoTraceForACauseThatIsNotSampled) {
  FakeSpanSink sink;
  for (const TraceContext& cause : {TraceContext(), kUnsampled}) {
    Span span = ContinueSpan("later", SpanKind::kConsumer, cause);
    EXPECT_TRUE(span.context().empty());
    span.Fail("a problem");
  }
  EXPECT_TRUE(sink.spans().empty());
}

TEST(ContinuedTraceTest, PassesTheTraceOnInAProcessThatExportsNothing) {
  EXPECT_EQ(ContinueSpan("later", SpanKind::kConsumer, kSampled).context(), kSampled);
}

}  // namespace
}  // namespace lossy::base
