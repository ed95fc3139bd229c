#include "services/shared/video_access/video_client.h"

#include "base/outbox/one_by_one.h"
#include "base/outbox/relay.h"
#include "base/pg/test_database.h"
#include "base/rpc/channel.h"
#include "base/text/uuid.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/notes/fake_video_service.h"
#include "services/notes/notes.h"
#include "services/notes/outgoing.h"
#include "services/notes/schema.h"
#include "services/shared/testing/test_identity.h"

namespace lossy::notes {
namespace {

using testing::ElementsAre;

constexpr absl::Duration kLong = absl::Seconds(30);

class VideoClientTest : public testing::Test {
 protected:
  VideoClientTest() : service_(*identity_.verifier) {}

  services::VideoClient Client(absl::Duration limit = kLong) {
    return services::VideoClient(base::OpenChannel(service_.address(), "video"), identity_, limit);
  }

  base::Caller As(const std::string& user_id) {
    base::Caller caller{.identity = {.user_id = user_id}};
    caller.token = identity_.issuer->Issue(caller.identity, absl::Minutes(5));
    caller.request_id = "r";
    return caller;
  }

  const base::InternalIdentity identity_ = services::NewTestIdentity();
  const std::string video_ = base::NewUuid();
  FakeVideoService service_;
};

TEST_F(VideoClientTest, AsksAsTheCaller) {
  service_.Add("ann", video_);
  services::VideoClient client = Client();
  EXPECT_TRUE(client.CheckOwn(As("ann"), video_).ok());
  const absl::Status foreign = client.CheckOwn(As("ben"), video_);
  EXPECT_EQ(base::ToError(foreign).reason(), channel::v1::REASON_NOT_FOUND);
  EXPECT_EQ(base::ToError(foreign).message(), "Video not found");
}

TEST_F(VideoClientTest, FailsWhileTheVideoServiceIsDown) {
  service_.Stop();
  const absl::Status status = Client().CheckOwn(As("ann"), video_);
  EXPECT_EQ(base::ToError(status).reason(), channel::v1::REASON_UNAVAILABLE);
  EXPECT_EQ(base::ToError(status).message(), "the video service is unavailable");
}

TEST_F(VideoClientTest, WaitsNoLongerThanItsLimit) {
  service_.Stall();
  const absl::Status status = Client(absl::Milliseconds(50)).CheckOwn(As("ann"), video_);
  EXPECT_EQ(base::ToError(status).reason(), channel::v1::REASON_UNAVAILABLE);
}

TEST_F(VideoClientTest, WaitsNoLongerThanTheCaller) {
  service_.Stall();
  base::Caller caller = As("ann");
  caller.deadline = absl::Now() + absl::Milliseconds(50);
  EXPECT_TRUE(absl::IsUnavailable(Client().CheckOwn(caller, video_)));
}

// The rules of notes, and a relay that delivers their touches to the video service.
class TouchTest : public VideoClientTest {
 protected:
  TouchTest()
      : pool_({.url = base::pg::TestDatabase::Shared().url(), .schema = "touch"}, registry_),
        client_(Client()) {
    EXPECT_TRUE(Migrate(pool_).ok());
    EXPECT_TRUE(
        pool_.Query("TRUNCATE notes, embeddings, note_counts, outbox, requests CASCADE").ok());
    service_.Add("ann", video_);
    relay_.emplace(
        pool_,
        std::map<std::string, base::Relay::Handler>{
            {std::string(base::kPublish),
             base::OneByOne([](const base::Outgoing&) { return absl::OkStatus(); })},
            {std::string(kTouchVideo), base::OneByOne([this](const base::Outgoing& outgoing) {
               return client_.Touch(outgoing);
             })}},
        base::Relay::Options{.retry = absl::Milliseconds(1)}, registry_);
    notes_.emplace(pool_, client_);
  }

  std::string Create() {
    v1::CreateNoteRequest request;
    request.set_request_id(base::NewUuid());
    request.set_video_id(video_);
    request.set_text("x");
    v1::CreateNoteResponse response;
    const absl::Status status = notes_->Create(As("ann"), request, &response);
    EXPECT_TRUE(status.ok()) << status;
    return response.note().id();
  }

  // Returns the note counts of the first touches.
  std::vector<std::int64_t> Counts(std::future<void> enough) {
    EXPECT_EQ(enough.wait_for(std::chrono::seconds(20)), std::future_status::ready);
    std::vector<std::int64_t> counts;
    for (const auto& [user_id, touch] : service_.touches()) {
      EXPECT_EQ(user_id, "ann");
      EXPECT_EQ(touch.video_id(), video_);
      counts.push_back(touch.note_count());
    }
    return counts;
  }

  prometheus::Registry registry_;
  base::pg::Pool pool_;
  services::VideoClient client_;
  absl::optional<base::Relay> relay_;
  absl::optional<Notes> notes_;
};

TEST_F(TouchTest, ReportsEachChangeToTheVideoServiceInOrder) {
  std::future<void> three = service_.AwaitTouches(3);
  const std::string first = Create();
  Create();
  v1::DeleteNoteRequest request;
  request.set_note_id(first);
  v1::DeleteNoteResponse deleted;
  ASSERT_TRUE(notes_->Delete(As("ann"), request, &deleted).ok());
  EXPECT_THAT(Counts(std::move(three)), ElementsAre(1, 2, 1));
}

TEST_F(TouchTest, RepeatsATouchWithItsIdUntilItIsAccepted) {
  service_.FailTouches({absl::UnavailableError("later"), absl::InternalError("broken")});
  std::future<void> four = service_.AwaitTouches(4);
  Create();
  Create();
  EXPECT_THAT(Counts(std::move(four)), ElementsAre(1, 1, 1, 2));
  const auto touches = service_.touches();
  EXPECT_TRUE(base::IsUuid(touches[0].second.request_id()));
  EXPECT_EQ(touches[0].second.request_id(), touches[2].second.request_id());
  EXPECT_NE(touches[0].second.request_id(), touches[3].second.request_id());
}

TEST_F(TouchTest, SetsAnUndeliverableTouchAside) {
  service_.FailTouches({base::NotFound("Video not found"), base::InvalidArgument("video_id", "?")});
  std::future<void> three = service_.AwaitTouches(3);
  Create();
  Create();
  Create();
  EXPECT_THAT(Counts(std::move(three)), ElementsAre(1, 2, 3));
}

}  // namespace
}  // namespace lossy::notes
