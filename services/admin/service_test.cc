#include "services/admin/service.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "services/admin/console_fixture.h"

namespace lossy::admin {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

console::v1::ReplicaAddress AddressOf(const std::string& program, const std::string& address) {
  console::v1::ReplicaAddress replica;
  replica.set_program(program);
  replica.set_address(address);
  return replica;
}

v1::GetOverviewResponse Ready(bool ready) {
  v1::GetOverviewResponse overview;
  overview.set_process("edge");
  overview.set_ready(ready);
  return overview;
}

const console::v1::Replica* Find(const console::v1::Overview& overview,
                                 const std::string& address) {
  for (const console::v1::Replica& replica : overview.replicas()) {
    if (replica.address() == address) return &replica;
  }
  return nullptr;
}

TEST_F(ConsoleTest, TheOverviewHasEachReplicaOrTheReasonWhyItDoesNotAnswer) {
  edge_.SetOverview(Ready(true));
  const auto joined = Get(&Stub::JoinOverview, console::v1::JoinOverviewRequest());
  EXPECT_EQ(joined.operator_(), "ann");
  const console::v1::Overview& overview = joined.overview();
  ASSERT_EQ(overview.replicas_size(), 6);
  EXPECT_TRUE(Find(overview, edge_.address())->overview().ready());
  EXPECT_THAT(Find(overview, kDead)->problem(), HasSubstr("failed to connect"));
  EXPECT_FALSE(Find(overview, kDead)->has_overview());
  EXPECT_THAT(Find(overview, kUnresolved)->problem(), HasSubstr("127.0.0.1"));
}

TEST_F(ConsoleTest, AsksEachProcessAsTheOperator) {
  Get(&Stub::GetOverview, console::v1::GetOverviewRequest());
  EXPECT_THAT(notifier_.calls(), ElementsAre("ann GetOverview"));
}

TEST_F(ConsoleTest, TheOverviewNamesAReplicaThatRefusesTheOperator) {
  edge_.Refuse(absl::PermissionDeniedError("only operators may call it"));
  const auto got = Get(&Stub::GetOverview, console::v1::GetOverviewRequest());
  EXPECT_EQ(Find(got.overview(), edge_.address())->problem(),
            "permission_denied: only operators may call it");
}

TEST_F(ConsoleTest, PublishesAnOverviewOnlyWhileAnOperatorWatches) {
  overviews_.PublishChanges();
  EXPECT_THAT(OverviewEvents(), IsEmpty());
  Get(&Stub::GetOverview, console::v1::GetOverviewRequest());
  overviews_.PublishChanges();
  EXPECT_THAT(OverviewEvents(), SizeIs(1));
  clock_.Advance(Overviews::kWatched);
  edge_.SetOverview(Ready(false));
  overviews_.PublishChanges();
  EXPECT_THAT(OverviewEvents(), SizeIs(1));
}

TEST_F(ConsoleTest, PublishesAnOverviewOnlyIfItHasChanged) {
  edge_.SetOverview(Ready(true));
  Get(&Stub::GetOverview, console::v1::GetOverviewRequest());
  overviews_.PublishChanges();
  v1::GetOverviewResponse later = Ready(true);
  later.mutable_now()->set_seconds(7);
  later.add_readings()->set_name("lossy_process_clock_seconds");
  edge_.SetOverview(later);
  overviews_.PublishChanges();
  ASSERT_THAT(OverviewEvents(), SizeIs(1));
  edge_.SetOverview(Ready(false));
  overviews_.PublishChanges();
  ASSERT_THAT(OverviewEvents(), SizeIs(2));
  const console::v1::Overview overview = OverviewEvents().back().overview_changed();
  EXPECT_FALSE(Find(overview, edge_.address())->overview().ready());
}

TEST_F(ConsoleTest, PublishesAnOverviewAgainAfterAFailure) {
  Get(&Stub::GetOverview, console::v1::GetOverviewRequest());
  notifications_.Refuse({grpc::StatusCode::UNAVAILABLE, "not now"});
  overviews_.PublishChanges();
  notifications_.Refuse(grpc::Status::OK);
  overviews_.PublishChanges();
  EXPECT_THAT(OverviewEvents(), SizeIs(1));
}

TEST_F(ConsoleTest, ListsTheSocketsOfAUserOnAllEdges) {
  edge_.AddSocket("bob", "s1");
  edge_.AddSocket("eve", "s2");
  second_edge_.AddSocket("bob", "s3");
  console::v1::ListSocketsRequest request;
  request.set_user_id("bob");
  const auto listed = Get(&Stub::ListSockets, request);
  std::vector<std::string> found;
  for (const auto& socket : listed.sockets()) {
    found.push_back(socket.edge() + " " + socket.socket().id());
  }
  EXPECT_THAT(found, testing::UnorderedElementsAre(edge_.address() + " s1",
                                                   second_edge_.address() + " s3"));
}

TEST_F(ConsoleTest, NamesTheEdgesThatDoNotListTheSockets) {
  edge_.Refuse(absl::ResourceExhaustedError("too many calls"));
  second_edge_.AddSocket("bob", "s3");
  console::v1::ListSocketsRequest request;
  request.set_user_id("bob");
  const auto listed = Get(&Stub::ListSockets, request);
  EXPECT_EQ(listed.sockets_size(), 1);
  ASSERT_EQ(listed.unanswered_size(), 1);
  EXPECT_EQ(listed.unanswered(0).replica().address(), edge_.address());
  EXPECT_THAT(listed.unanswered(0).problem(), HasSubstr("too many calls"));
}

TEST_F(ConsoleTest, ClosesASocketOnTheEdgeThatHasIt) {
  second_edge_.AddSocket("bob", "s3");
  console::v1::CloseSocketRequest request;
  request.set_user_id("bob");
  request.set_socket_id("s3");
  Get(&Stub::CloseSocket, request);
  console::v1::CloseSocketResponse response;
  EXPECT_TRUE(absl::IsNotFound(Call(&Stub::CloseSocket, request, &response)));
}

TEST_F(ConsoleTest, DoesNotSayThatASocketIsMissingWhileAnEdgeDoesNotAnswer) {
  edge_.Refuse(absl::UnavailableError("not now"));
  console::v1::CloseSocketRequest request;
  request.set_user_id("bob");
  request.set_socket_id("s3");
  console::v1::CloseSocketResponse response;
  const absl::Status status = Call(&Stub::CloseSocket, request, &response);
  EXPECT_TRUE(absl::IsUnavailable(status));
  EXPECT_THAT(status.message(), HasSubstr(edge_.address()));
}

TEST_F(ConsoleTest, PublishesEachActionWithItsOperator) {
  second_edge_.AddSocket("bob", "s3");
  console::v1::CloseSocketRequest request;
  request.set_user_id("bob");
  request.set_socket_id("s3");
  Get(&Stub::CloseSocket, request);
  ASSERT_THAT(OverviewEvents(), SizeIs(1));
  const console::v1::Action action = OverviewEvents()[0].action_taken();
  EXPECT_EQ(action.operator_(), "ann");
  EXPECT_EQ(action.action(), "close_socket");
  EXPECT_EQ(action.target(), "user bob socket s3");
  EXPECT_EQ(action.problem(), "");
}

TEST_F(ConsoleTest, SetsTheLogLevelOfOneReplicaForATime) {
  console::v1::SetLogLevelRequest request;
  *request.mutable_replica() = AddressOf("edge", edge_.address());
  request.set_level(v1::LOG_LEVEL_DEBUG);
  request.set_seconds(60);
  EXPECT_EQ(Get(&Stub::SetLogLevel, request).previous(), v1::LOG_LEVEL_INFO);
  EXPECT_EQ(edge_.level_request().level(), v1::LOG_LEVEL_DEBUG);
  EXPECT_EQ(edge_.level_request().duration().seconds(), 60);
  EXPECT_THAT(second_edge_.calls(), IsEmpty());
}

TEST_F(ConsoleTest, RefusesALogLevelForTooLong) {
  console::v1::SetLogLevelRequest request;
  *request.mutable_replica() = AddressOf("edge", edge_.address());
  request.set_level(v1::LOG_LEVEL_DEBUG);
  request.set_seconds(86'401);
  console::v1::SetLogLevelResponse response;
  EXPECT_TRUE(absl::IsInvalidArgument(Call(&Stub::SetLogLevel, request, &response)));
}

TEST_F(ConsoleTest, DrainsOneReplica) {
  console::v1::DrainRequest request;
  *request.mutable_replica() = AddressOf("edge", edge_.address());
  Get(&Stub::Drain, request);
  EXPECT_THAT(edge_.calls(), ElementsAre("ann Drain"));
  EXPECT_THAT(second_edge_.calls(), IsEmpty());
}

TEST_F(ConsoleTest, CallsNoAddressThatIsNoReplica) {
  console::v1::DrainRequest request;
  *request.mutable_replica() = AddressOf("edge", "127.0.0.1:22");
  console::v1::DrainResponse response;
  EXPECT_TRUE(absl::IsNotFound(Call(&Stub::Drain, request, &response)));
}

TEST_F(ConsoleTest, ReturnsATopicOfNotificationsAndOfTheEdges) {
  notifier_.SetTopicHead(41);
  console::v1::GetTopicRequest request;
  request.set_topic("video:1");
  const auto got = Get(&Stub::GetTopic, request);
  ASSERT_EQ(got.states_size(), 3);
  EXPECT_EQ(got.states(0).replica().program(), "notifications");
  EXPECT_EQ(got.states(0).state().head(), 41);
}

TEST_F(ConsoleTest, AsksAnotherAgentWhenOneDoesNotAnswer) {
  console::v1::GetSessionRequest request;
  request.set_session_id("known");
  EXPECT_EQ(Get(&Stub::GetSession, request).session().session_id(), "known");
  request.set_session_id("unknown");
  console::v1::GetSessionResponse response;
  EXPECT_TRUE(absl::IsNotFound(Call(&Stub::GetSession, request, &response)));
}

TEST_F(ConsoleTest, AcceptsNoCallWithoutAToken) {
  console::v1::GetOverviewResponse response;
  grpc::ClientContext context;
  EXPECT_EQ(stub_->GetOverview(&context, {}, &response).error_code(),
            grpc::StatusCode::UNAUTHENTICATED);
}

}  // namespace
}  // namespace lossy::admin
