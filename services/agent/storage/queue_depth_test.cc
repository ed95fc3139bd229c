#include "services/agent/storage/queue_depth.h"

#include <string>

#include "base/text/uuid.h"
#include "gtest/gtest.h"
#include "prometheus/metric_family.h"
#include "services/agent/storage/agent_fixture.h"

namespace lossy::agent {
namespace {

class QueueDepthTest : public AgentTest {
 protected:
  void Add(const std::string& status, int age_seconds) {
    EXPECT_TRUE(pool_
                    .Query("INSERT INTO transcripts (user_id, id, session_id, request_id, text, "
                           "source, timestamp_seconds, status, inserted_at, heard_at) VALUES ('u', "
                           "$1, $2, 'r', 'x', 'local', 0, $3, now() - $4::int * interval '1 s', "
                           "now() - $4::int * interval '1 s')",
                           {base::NewUuid(), base::NewUuid(), status, age_seconds})
                    .ok());
  }

  double Value(const std::string& name, const std::string& status) {
    for (const prometheus::MetricFamily& family : registry_.Collect()) {
      if (family.name != name) continue;
      for (const prometheus::ClientMetric& metric : family.metric) {
        if (metric.label.at(0).value == status) return metric.gauge.value;
      }
    }
    return -1;
  }

  QueueDepth depth_{pool_, registry_};
};

TEST_F(QueueDepthTest, CountsTranscriptsAndTheirAgeByStatus) {
  Add("recorded", 30);
  Add("pending", 10);
  Add("pending", 90);
  Add("noted", 1000);
  ASSERT_TRUE(depth_.Measure().ok());
  EXPECT_EQ(Value("lossy_agent_queue_transcripts", "recorded"), 1);
  EXPECT_EQ(Value("lossy_agent_queue_transcripts", "pending"), 2);
  EXPECT_EQ(Value("lossy_agent_queue_transcripts", "plain"), 0);
  EXPECT_GE(Value("lossy_agent_queue_oldest_seconds", "pending"), 90);
  EXPECT_LT(Value("lossy_agent_queue_oldest_seconds", "pending"), 1000);
  EXPECT_EQ(Value("lossy_agent_queue_oldest_seconds", "plain"), 0);
}

TEST_F(QueueDepthTest, CountsRefusedWordsApartFromPendingOnes) {
  Add("pending", 10);
  ASSERT_TRUE(pool_.Query("UPDATE transcripts SET refused_at = now()").ok());
  ASSERT_TRUE(depth_.Measure().ok());
  EXPECT_EQ(Value("lossy_agent_queue_transcripts", "refused"), 1);
  EXPECT_EQ(Value("lossy_agent_queue_transcripts", "pending"), 0);
}

TEST_F(QueueDepthTest, ReturnsToZeroWhenTheQueueIsEmpty) {
  Add("plain", 10);
  ASSERT_TRUE(depth_.Measure().ok());
  EXPECT_EQ(Value("lossy_agent_queue_transcripts", "plain"), 1);
  ASSERT_TRUE(pool_.Query("UPDATE transcripts SET status = 'noted'").ok());
  ASSERT_TRUE(depth_.Measure().ok());
  EXPECT_EQ(Value("lossy_agent_queue_transcripts", "plain"), 0);
  EXPECT_EQ(Value("lossy_agent_queue_oldest_seconds", "plain"), 0);
}

}  // namespace
}  // namespace lossy::agent
