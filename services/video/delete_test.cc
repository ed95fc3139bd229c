#include <string>

#include "gmock/gmock.h"
#include "lossy/notifications/v1/notifications.pb.h"
#include "services/shared/privacy/forget_queue.h"
#include "services/video/videos_fixture.h"

namespace lossy::video {
namespace {

using base::Caller;
using testing::ElementsAre;

class DeleteVideoTest : public VideosTest {
 protected:
  absl::Status Delete(const Caller& caller, const std::string& id,
                      const std::string& request_id = "", const std::string& user_id = "") {
    v1::DeleteVideoRequest request;
    request.set_video_id(id);
    request.set_request_id(request_id);
    request.set_user_id(user_id);
    v1::DeleteVideoResponse response;
    return videos_->Delete(caller, request, &response);
  }

  // The services and videos of the queued Forget calls, in order.
  std::vector<std::string> Orders() {
    std::vector<std::string> orders;
    for (const base::Outgoing& outgoing : outbox_->Queued(services::kForget)) {
      privacy::v1::ForgetOrder order;
      EXPECT_TRUE(order.ParseFromString(outgoing.payload));
      EXPECT_EQ(outgoing.target, order.request().video_id());
      EXPECT_EQ(outgoing.user_id, "ann");
      orders.push_back(order.service() + " " + order.request().video_id());
    }
    return orders;
  }
};

TEST_F(DeleteVideoTest, DeletesTheVideoAndItsCopiesInEveryService) {
  const std::string id = Detect("ann", "a", "the wombat");
  v1::UpdateVideoStatusRequest update;
  update.set_video_id(id);
  update.set_request_id("r1");
  update.set_status(v1::VIDEO_STATUS_COMPLETE);
  v1::UpdateVideoStatusResponse updated;
  ASSERT_TRUE(videos_->UpdateStatus(As("ann"), update, &updated).ok());
  ASSERT_TRUE(Delete(As("ann"), id).ok());
  EXPECT_TRUE(List("ann").empty());
  EXPECT_EQ(pool_.Query("SELECT count(*) FROM requests")->Int(0, 0), 0);
  ASSERT_EQ(Queued("user:ann").size(), 1);
  EXPECT_EQ(Queued("user:ann")[0].video_deleted().id(), id);
  EXPECT_THAT(Orders(), ElementsAre("agent " + id, "notes " + id));
  EXPECT_EQ(outbox_->Events<notifications::v1::Redaction>("user:ann").size(), 1);
}

TEST_F(DeleteVideoTest, DeletesOnceForARequest) {
  const std::string id = Detect("ann", "a");
  ASSERT_TRUE(Delete(As("ann"), id, "r1").ok());
  EXPECT_TRUE(Delete(As("ann"), id, "r1").ok());
  EXPECT_TRUE(absl::IsNotFound(Delete(As("ann"), id, "r2")));
  EXPECT_THAT(Orders(), ElementsAre("agent " + id, "notes " + id));
}

TEST_F(DeleteVideoTest, OnlyTheOwnerAndOperatorsMay) {
  const std::string id = Detect("ann", "a");
  EXPECT_TRUE(absl::IsNotFound(Delete(As("ben"), id)));
  EXPECT_TRUE(absl::IsPermissionDenied(Delete(As("ben"), id, "", "ann")));
  EXPECT_THAT(List("ann"), ElementsAre(id));
  Caller op = As("operator");
  op.identity.role = base::Role::kOperator;
  EXPECT_TRUE(Delete(op, id, "", "ann").ok());
  EXPECT_THAT(Orders(), ElementsAre("agent " + id, "notes " + id));
}

}  // namespace
}  // namespace lossy::video
