#include "base/refusal/refusal_recorder.h"

#include <string>

#include "base/log/log.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "prometheus/text_serializer.h"

namespace lossy::base {
namespace {

using testing::HasSubstr;
using testing::Not;

class RefusalRecorderTest : public testing::Test {
 protected:
  RefusalRecorderTest() { InitLog("test"); }

  std::string Metrics() { return prometheus::TextSerializer().Serialize(registry_.Collect()); }

  prometheus::Registry registry_;
  RefusalRecorder recorder_{registry_, "refused_total", "Refused, by reason", "token_refused"};
};

TEST_F(RefusalRecorderTest, CountsByReason) {
  recorder_.Record(RefusalReason::kExpired, "it has expired");
  recorder_.Record(RefusedToken(RefusalReason::kAudience, "it is for another audience"));
  EXPECT_THAT(Metrics(), HasSubstr("refused_total{reason=\"expired\"} 1"));
  EXPECT_THAT(Metrics(), HasSubstr("refused_total{reason=\"audience\"} 1"));
  EXPECT_THAT(Metrics(), HasSubstr("refused_total{reason=\"origin\"} 0"));
}

TEST_F(RefusalRecorderTest, LogsTheReasonAndTheProblem) {
  testing::internal::CaptureStderr();
  recorder_.Record(RefusalReason::kExpired, "it has expired");
  EXPECT_TRUE(FlushLog());
  const std::string log = testing::internal::GetCapturedStderr();
  EXPECT_THAT(log, HasSubstr(R"("reason":"expired")"));
  EXPECT_THAT(log, HasSubstr(R"("problem":"it has expired")"));
}

TEST_F(RefusalRecorderTest, LogsARareReasonBesideAFrequentOne) {
  testing::internal::CaptureStderr();
  for (int i = 0; i < 1000; ++i) recorder_.Record(RefusalReason::kUnknownKey, "frequent");
  recorder_.Record(RefusalReason::kRevoked, "rare");
  EXPECT_TRUE(FlushLog());
  const std::string log = testing::internal::GetCapturedStderr();
  EXPECT_THAT(log, HasSubstr("rare"));
  EXPECT_LT(log.size(), 10'000u) << "a client must not fill the disk";
}

}  // namespace
}  // namespace lossy::base
