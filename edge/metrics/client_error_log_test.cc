#include "edge/metrics/client_error_log.h"

#include <algorithm>
#include <string>

#include "base/log/log.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

using testing::HasSubstr;

class ClientErrorLogTest : public testing::Test {
 protected:
  ClientErrorLogTest() {
    base::InitLog("test");
    testing::internal::CaptureStderr();
  }

  std::string Lines() {
    EXPECT_TRUE(base::FlushLog());
    return testing::internal::GetCapturedStderr();
  }

  const base::Identity broken_{.user_id = "broken", .device_id = "extension"};
  const base::Identity other_{.user_id = "other", .device_id = "phone"};
  ClientErrorLog log_;
};

TEST_F(ClientErrorLogTest, NamesTheUserTheDeviceAndTheProblem) {
  log_.Record(ClientError::kEventRefused, broken_, "room:{id}", "text must be a string");
  const std::string lines = Lines();
  EXPECT_THAT(lines, HasSubstr(R"("event":"client_erred","error":"event_refused")"));
  EXPECT_THAT(lines, HasSubstr(R"("user_id":"broken","device_id":"extension")"));
  EXPECT_THAT(lines, HasSubstr(R"("topic":"room:{id}","problem":"text must be a string")"));
}

TEST_F(ClientErrorLogTest, LogsAFewLinesOfAFrequentError) {
  for (int i = 0; i < 1000; ++i) log_.Record(ClientError::kRateLimited, broken_, "", "");
  const std::string lines = Lines();
  EXPECT_LT(std::count(lines.begin(), lines.end(), '\n'), 100);
}

TEST_F(ClientErrorLogTest, LogsARareErrorBesideAFrequentOne) {
  for (int i = 0; i < 100; ++i) log_.Record(ClientError::kUnmatched, broken_, "", "");
  log_.Record(ClientError::kClosed, other_, "", "");
  EXPECT_THAT(Lines(), HasSubstr(R"("error":"closed","user_id":"other")"));
}

}  // namespace
}  // namespace lossy::edge
