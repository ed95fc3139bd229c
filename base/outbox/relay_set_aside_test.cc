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
using testing::HasSubstr;

using RelaySetAsideTest = RelayTest;

TEST_F(RelaySetAsideTest, SetsUndeliverableItemsAsideAndContinues) {
  std::vector<std::string> taken;
  std::promise<void> done;
  for (const char* text : {"before", "wrong", "after"}) QueueText("a", text);
  {
    const Relay relay(pool_,
                      {{std::string(kPublish), OneByOne([&](const Outgoing& outgoing) {
                          if (TextOf(outgoing) == "wrong") {
                            return absl::InvalidArgumentError(std::string("bytes \xff\0", 8));
                          }
                          taken.push_back(TextOf(outgoing));
                          if (taken.size() == 2) done.set_value();
                          return absl::OkStatus();
                        })}},
                      {}, registry_);
    ASSERT_EQ(done.get_future().wait_for(std::chrono::seconds(20)), std::future_status::ready);
  }
  EXPECT_THAT(taken, ElementsAre("before", "after"));
  EXPECT_TRUE(pool_.Query("SELECT count(*) = 0 FROM outbox")->Bool(0, 0));
  const absl::StatusOr<pg::Rows> kept =
      pool_.Query("SELECT kind, target, payload, problem FROM outbox_set_aside");
  ASSERT_TRUE(kept.ok()) << kept.status();
  ASSERT_EQ(kept->size(), 1);
  EXPECT_EQ(kept->Text(0, 0), kPublish);
  EXPECT_EQ(kept->Text(0, 1), "a");
  EXPECT_EQ(TextOf({.id = {},
                    .kind = {},
                    .target = {},
                    .user_id = {},
                    .request_id = {},
                    .payload = kept->Bytes(0, 2)}),
            "wrong");
  EXPECT_THAT(std::string(kept->Text(0, 3)), HasSubstr("bytes \\xff\\x00"));
}

TEST_F(RelaySetAsideTest, SetsALongRefusedItemAsideWhileOtherItemsAreAccepted) {
  Mutex mutex;
  std::vector<std::string> taken;
  std::promise<void> done;
  Relay relay(pool_,
              {{std::string(kPublish), OneByOne([&](const Outgoing& outgoing) -> absl::Status {
                  MutexLock lock(mutex);
                  if (TextOf(outgoing) == "poison") return absl::InternalError("cannot be read");
                  taken.push_back(TextOf(outgoing));
                  if (outgoing.target == "a") done.set_value();
                  return absl::OkStatus();
                })}},
              {.retry = absl::Milliseconds(1), .patience = absl::ZeroDuration()}, registry_);
  QueueText("a", "poison");
  QueueText("a", "behind it");
  QueueText("b", "another");
  ASSERT_EQ(done.get_future().wait_for(std::chrono::seconds(20)), std::future_status::ready);
  MutexLock lock(mutex);
  EXPECT_THAT(taken, ElementsAre("another", "behind it"));
  EXPECT_TRUE(pool_.Query("SELECT count(*) = 1 FROM outbox_set_aside")->Bool(0, 0));
}

TEST_F(RelaySetAsideTest, KeepsTheNewestSetAsideItems) {
  EXPECT_TRUE(
      pool_
          .Query("INSERT INTO outbox_set_aside (seq, id, kind, target, user_id, request_id, "
                 "payload, queued_at, problem, set_aside_at) SELECT i, gen_random_uuid(), 'k', "
                 "'t', 'u', 'r', '', now(), '', now() - (10 - i) * interval '1 day' "
                 "FROM generate_series(1, 10) AS g(i)")
          .ok());
  const Relay relay(pool_, {{"k", OneByOne([](const Outgoing&) { return absl::OkStatus(); })}},
                    {.keep_set_aside = absl::Hours(24 * 5), .max_set_aside = 3}, registry_);
  EXPECT_TRUE(Becomes("SELECT min(seq) = 8 FROM outbox_set_aside"));
}

TEST_F(RelaySetAsideTest, DeletesAllOldSetAsideItems) {
  EXPECT_TRUE(
      pool_
          .Query("INSERT INTO outbox_set_aside (seq, id, kind, target, user_id, request_id, "
                 "payload, queued_at, problem, set_aside_at) SELECT i, gen_random_uuid(), 'k', "
                 "'t', 'u', 'r', '', now(), '', now() - interval '10 days' "
                 "FROM generate_series(1, 3500) AS g(i)")
          .ok());
  // One portion per minute would take longer than Becomes waits.
  const Relay relay(pool_, {{"k", OneByOne([](const Outgoing&) { return absl::OkStatus(); })}},
                    {.keep_set_aside = absl::Hours(24)}, registry_);
  EXPECT_TRUE(Becomes("SELECT count(*) = 0 FROM outbox_set_aside"));
}

}  // namespace
}  // namespace lossy::base
