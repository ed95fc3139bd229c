#include <future>
#include <string>
#include <vector>

#include "base/outbox/one_by_one.h"
#include "base/outbox/relay_fixture.h"
#include "base/sync/mutex.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::base {
namespace {

using testing::ElementsAre;

using RelayRetryTest = RelayTest;

TEST_F(RelayRetryTest, ARefusedItemDelaysItsTargetOnly) {
  Mutex mutex;
  std::vector<std::string> taken;
  bool refuse = true;
  std::promise<void> others_done, all_done;
  Relay relay(pool_,
              {{std::string(kPublish), OneByOne([&](const Outgoing& outgoing) -> absl::Status {
                  MutexLock lock(mutex);
                  if (outgoing.target == "a" && refuse) return absl::UnknownError("not now");
                  taken.push_back(TextOf(outgoing));
                  if (taken.size() == 2) others_done.set_value();
                  if (taken.size() == 4) all_done.set_value();
                  return absl::OkStatus();
                })}},
              {.retry = absl::Milliseconds(1)}, registry_);
  QueueText("a", "a1");
  QueueText("b", "b1");
  QueueText("a", "a2");
  QueueText("b", "b2");
  ASSERT_EQ(others_done.get_future().wait_for(std::chrono::seconds(10)), std::future_status::ready);
  {
    MutexLock lock(mutex);
    EXPECT_THAT(taken, ElementsAre("b1", "b2"));
    refuse = false;
  }
  ASSERT_EQ(all_done.get_future().wait_for(std::chrono::seconds(10)), std::future_status::ready);
  EXPECT_THAT(taken, ElementsAre("b1", "b2", "a1", "a2"));
}

TEST_F(RelayRetryTest, RetriesWithTheSameIdUntilTheItemIsAccepted) {
  std::vector<std::string> ids;
  std::promise<void> done;
  Relay relay(pool_,
              {{std::string(kPublish), OneByOne([&](const Outgoing& outgoing) -> absl::Status {
                  ids.push_back(outgoing.id);
                  if (ids.size() < 3) return absl::UnavailableError("not now");
                  done.set_value();
                  return absl::OkStatus();
                })}},
              {.retry = absl::Milliseconds(1)}, registry_);
  QueueText("a", "1");
  ASSERT_EQ(done.get_future().wait_for(std::chrono::seconds(10)), std::future_status::ready);
  EXPECT_THAT(ids, ElementsAre(ids[0], ids[0], ids[0]));
}

TEST_F(RelayRetryTest, KeepsUndeliveredItems) {
  for (const char* text : {"taken", "wrong", "refused", "behind it"}) QueueText("a", text);
  Mutex mutex;
  std::vector<std::vector<std::string>> batches;
  std::promise<void> done;
  const Relay relay(pool_,
                    {{std::string(kPublish),
                      [&](absl::Span<const Outgoing> batch) -> std::vector<absl::Status> {
                        MutexLock lock(mutex);
                        batches.emplace_back();
                        for (const Outgoing& each : batch) batches.back().push_back(TextOf(each));
                        if (batches.size() == 2) done.set_value();
                        if (batches.size() > 1) return std::vector<absl::Status>(batch.size());
                        return {absl::OkStatus(), absl::InvalidArgumentError("wrong"),
                                absl::UnavailableError("not now"),
                                absl::CancelledError("not its turn")};
                      }}},
                    {.retry = absl::Milliseconds(1)}, registry_);
  ASSERT_EQ(done.get_future().wait_for(std::chrono::seconds(20)), std::future_status::ready);
  MutexLock lock(mutex);
  EXPECT_THAT(batches[0], ElementsAre("taken", "wrong", "refused", "behind it"));
  EXPECT_THAT(batches[1], ElementsAre("refused", "behind it"));
}

TEST_F(RelayRetryTest, ARefusedKindDelaysNoOtherKind) {
  std::promise<void> done;
  Relay relay(
      pool_,
      {{std::string(kPublish), OneByOne([&](const Outgoing&) {
          done.set_value();
          return absl::OkStatus();
        })},
       {"stuck", OneByOne([](const Outgoing&) { return absl::UnavailableError("not now"); })}},
      {}, registry_);
  QueueOther("stuck");
  QueueText("a", "1");
  EXPECT_EQ(done.get_future().wait_for(std::chrono::seconds(10)), std::future_status::ready);
}

TEST_F(RelayRetryTest, ASlowKindDelaysNoOtherKind) {
  std::promise<void> published;
  std::promise<bool> slow_done;
  std::shared_future<void> came = published.get_future().share();
  QueueOther("another");
  std::promise<void> slow_began;
  Relay relay(
      pool_,
      {{std::string(kPublish), OneByOne([&](const Outgoing&) {
          published.set_value();
          return absl::OkStatus();
        })},
       {"another", OneByOne([&](const Outgoing&) {
          slow_began.set_value();
          slow_done.set_value(came.wait_for(std::chrono::seconds(20)) == std::future_status::ready);
          return absl::OkStatus();
        })}},
      {}, registry_);
  slow_began.get_future().wait();
  QueueText("a", "1");
  EXPECT_TRUE(slow_done.get_future().get());
}

TEST_F(RelayRetryTest, ATargetWithABatchOfRefusedItemsDelaysNoOtherTarget) {
  std::promise<void> done;
  for (int i = 0; i < 5; ++i) QueueText("refused", std::to_string(i));
  QueueText("taken", "1");
  const Relay relay(pool_, {{std::string(kPublish), OneByOne([&](const Outgoing& outgoing) {
                               if (outgoing.target == "refused")
                                 return absl::InternalError("not now");
                               done.set_value();
                               return absl::OkStatus();
                             })}},
                    {.batch = 2, .retry = absl::Minutes(5)}, registry_);
  EXPECT_EQ(done.get_future().wait_for(std::chrono::seconds(20)), std::future_status::ready);
}

}  // namespace
}  // namespace lossy::base
