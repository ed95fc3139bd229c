#include "base/trace/trace_context.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace lossy::base {
namespace {

// The example of the specification.
constexpr char kExample[] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

TEST(ParseTraceparent, ReadsTheExampleOfTheSpecification) {
  const TraceContext context = ParseTraceparent(kExample);
  EXPECT_EQ(context.TraceId(), "4bf92f3577b34da6a3ce929d0e0e4736");
  EXPECT_EQ(context.SpanId(), "00f067aa0ba902b7");
  EXPECT_TRUE(context.sampled);
  EXPECT_EQ(Traceparent(context), kExample);
}

TEST(ParseTraceparent, ReadsThatATraceIsNotSampled) {
  const TraceContext context =
      ParseTraceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-fe");
  EXPECT_FALSE(context.empty());
  EXPECT_FALSE(context.sampled);
}

TEST(ParseTraceparent, ReadsTheKnownPartOfALaterVersion) {
  const std::string later = absl::StrCat("cc", std::string(kExample).substr(2));
  EXPECT_FALSE(ParseTraceparent(later).empty());
  EXPECT_FALSE(ParseTraceparent(absl::StrCat(later, "-what-follows")).empty());
  EXPECT_TRUE(ParseTraceparent(absl::StrCat(later, "what-follows")).empty());
}

TEST(ParseTraceparent, IgnoresInvalidTexts) {
  const std::string invalid[] = {
      "",
      "00",
      "4bf92f3577b34da6a3ce929d0e0e4736",
      absl::StrCat(kExample, "-"),
      absl::StrCat(kExample, "0"),
      absl::StrCat(" ", kExample),
      "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
      "0g-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
      "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
      "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
      "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
      "00-4bf92f3577b34da6a3ce929d0e0e473x-00f067aa0ba902b7-01",
      "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902bx-01",
      "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0x",
      "00_4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7_01",
      "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1",
      std::string("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0\0", 55),
  };
  for (const std::string& text : invalid) {
    EXPECT_TRUE(ParseTraceparent(text).empty()) << text;
  }
}

TEST(Traceparent, WritesNothingForAnEmptyContext) { EXPECT_EQ(Traceparent({}), ""); }

TEST(Traceparent, PadsIdsWithZeros) {
  EXPECT_EQ(Traceparent({.trace_high = 0, .trace_low = 0xa, .span = 0xb, .sampled = false}),
            "00-0000000000000000000000000000000a-000000000000000b-00");
}

}  // namespace
}  // namespace lossy::base
