#include "services/notes/service.h"

#include "base/error/error.h"
#include "base/pg/test_database.h"
#include "base/text/uuid.h"
#include "gmock/gmock.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/server_builder.h"
#include "gtest/gtest.h"
#include "services/notes/schema.h"
#include "services/shared/testing/outbox_reader.h"
#include "services/shared/testing/test_identity.h"
#include "services/shared/user_settings/fake_user_settings.h"
#include "services/shared/video_access/fake_video_access.h"

namespace lossy::notes {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

class ServiceTest : public testing::Test {
 protected:
  ServiceTest()
      : calls_(*identity_.verifier, registry_),
        pool_({.url = base::pg::TestDatabase::Shared().url(), .schema = "notes_service"},
              registry_) {
    EXPECT_TRUE(Migrate(pool_).ok());
    outbox_.emplace(pool_);
    notes_.emplace(pool_, videos_);
    revisions_.emplace(pool_);
    exporter_.emplace(pool_, videos_);
    service_.emplace(calls_, *notes_, *revisions_, *exporter_, settings_);
    grpc::ServerBuilder builder;
    builder.RegisterService(&*service_);
    server_ = builder.BuildAndStart();
    stub_ = v1::NotesService::NewStub(server_->InProcessChannel({}));
    videos_.Add("ann", video_);
  }

  template <typename Request, typename Response>
  using Method = grpc::Status (v1::NotesService::Stub::*)(grpc::ClientContext*, const Request&,
                                                          Response*);

  // Calls as a user, or as a service on behalf of a user.
  template <typename Request, typename Response>
  absl::Status Call(Method<Request, Response> method, const Request& request, Response* response,
                    base::Role role = base::Role::kUser) {
    base::Caller caller{.identity = {.user_id = "ann", .device_id = "d1", .role = role}};
    caller.token = identity_.issuer->Issue(caller.identity, absl::Minutes(5));
    grpc::ClientContext context;
    base::Propagate(caller, absl::Seconds(30), context);
    response->Clear();
    return base::FromGrpc(((*stub_).*method)(&context, request, response));
  }

  using Stub = v1::NotesService::Stub;

  const base::InternalIdentity identity_ = services::NewTestIdentity();
  const std::string video_ = base::NewUuid();
  prometheus::Registry registry_;
  base::Calls calls_;
  services::FakeVideoAccess videos_;
  services::FakeSettings settings_;
  base::pg::Pool pool_;
  absl::optional<services::OutboxReader> outbox_;
  absl::optional<Notes> notes_;
  absl::optional<Revisions> revisions_;
  absl::optional<Exporter> exporter_;
  absl::optional<Service> service_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<Stub> stub_;
};

TEST_F(ServiceTest, AnswersAJoinWithTheGuarantees) {
  settings_.chosen["ann"].min_confidence = 0.6;
  settings_.chosen["ann"].features["phoenix_telemetry"] = true;
  v1::JoinVideoNotesRequest video;
  video.set_video_id(video_);
  v1::JoinVideoNotesResponse joined;
  ASSERT_TRUE(Call(&Stub::JoinVideoNotes, video, &joined).ok());
  EXPECT_EQ(joined.scope().type(), "video");
  EXPECT_EQ(joined.scope().id(), video_);
  EXPECT_EQ(joined.user_id(), "ann");
  EXPECT_EQ(joined.device_id(), "d1");
  EXPECT_EQ(joined.min_confidence(), 0.6);
  EXPECT_TRUE(joined.features().at("phoenix_telemetry"));
  EXPECT_FALSE(joined.features().at("phoenix_voice_session"));
  EXPECT_EQ(joined.active_version(), 2);
  EXPECT_THAT(joined.supported_versions(), ElementsAre(1, 2));

  v1::JoinUserNotesRequest user;
  user.set_user_id("ann");
  user.mutable_requested_version()->set_string_value("1");
  v1::JoinUserNotesResponse followed;
  ASSERT_TRUE(Call(&Stub::JoinUserNotes, user, &followed).ok());
  EXPECT_EQ(followed.scope().type(), "user");
  EXPECT_EQ(followed.scope().id(), "ann");
  EXPECT_EQ(followed.active_version(), 1);
  EXPECT_EQ(followed.min_confidence(), 0.6);
}

TEST_F(ServiceTest, RefusesAJoinWithTheReasonOnTheWire) {
  v1::JoinUserNotesRequest user;
  user.set_user_id("ben");
  v1::JoinUserNotesResponse followed;
  const absl::Status refused = Call(&Stub::JoinUserNotes, user, &followed);
  EXPECT_EQ(base::ToError(refused).reason(), channel::v1::REASON_FORBIDDEN);
  grpc::ClientContext context;
  EXPECT_EQ(stub_->JoinUserNotes(&context, user, &followed).error_code(),
            grpc::StatusCode::UNAUTHENTICATED);
}

TEST_F(ServiceTest, ServesAProcessThatActsForAUser) {
  v1::CreateNoteRequest create;
  create.set_request_id(base::NewUuid());
  create.set_video_id(video_);
  create.set_text("x");
  v1::CreateNoteResponse created;
  ASSERT_TRUE(Call(&Stub::CreateNote, create, &created, base::Role::kService).ok());
  const std::string id = created.note().id();

  v1::ListVideoNotesRequest timeline;
  timeline.set_video_id(video_);
  v1::ListVideoNotesResponse of_video;
  ASSERT_TRUE(Call(&Stub::ListVideoNotes, timeline, &of_video).ok());
  ASSERT_THAT(of_video.notes(), SizeIs(1));
  EXPECT_EQ(of_video.notes(0).id(), id);

  create.set_request_id(base::NewUuid());
  create.set_video_id(base::NewUuid());
  EXPECT_EQ(base::ToError(Call(&Stub::CreateNote, create, &created, base::Role::kService)).reason(),
            channel::v1::REASON_NOT_FOUND);
}

TEST_F(ServiceTest, CarriesANoteThroughItsLife) {
  v1::CreateNoteRequest create;
  create.set_request_id(base::NewUuid());
  create.set_session_id(base::NewUuid());
  create.set_text("x");
  v1::CreateNoteResponse created;
  ASSERT_TRUE(Call(&Stub::CreateNote, create, &created).ok());
  v1::EnrichNoteRequest enrich;
  enrich.set_note_id(created.note().id());
  enrich.mutable_embedding()->Resize(768, 0.5f);
  enrich.set_timestamp(1);
  v1::EnrichNoteResponse enriched;
  ASSERT_TRUE(Call(&Stub::EnrichNote, enrich, &enriched).ok());
  v1::UpdateNoteRequest update;
  update.set_note_id(created.note().id());
  update.set_text("y");
  v1::UpdateNoteResponse updated;
  ASSERT_TRUE(Call(&Stub::UpdateNote, update, &updated).ok());
  v1::RevertNoteRequest revert;
  revert.set_note_id(created.note().id());
  v1::RevertNoteResponse reverted;
  ASSERT_TRUE(Call(&Stub::RevertNote, revert, &reverted).ok());
  v1::ListNoteRevisionsRequest history;
  history.set_note_id(created.note().id());
  v1::ListNoteRevisionsResponse revisions;
  ASSERT_TRUE(Call(&Stub::ListNoteRevisions, history, &revisions).ok());
  EXPECT_THAT(revisions.revisions(), SizeIs(3));
  v1::GetNoteRequest get;
  get.set_note_id(created.note().id());
  v1::GetNoteResponse got;
  ASSERT_TRUE(Call(&Stub::GetNote, get, &got).ok());
  EXPECT_EQ(got.note().SerializeAsString(), reverted.note().SerializeAsString());
  v1::DeleteNoteRequest remove;
  remove.set_note_id(created.note().id());
  v1::DeleteNoteResponse removed;
  ASSERT_TRUE(Call(&Stub::DeleteNote, remove, &removed).ok());
  v1::CountDeletedNotesRequest count;
  count.set_session_id(create.session_id());
  v1::CountDeletedNotesResponse counted;
  ASSERT_TRUE(Call(&Stub::CountDeletedNotes, count, &counted).ok());
  ASSERT_THAT(counted.counts(), SizeIs(1));
  EXPECT_EQ(counted.counts(0).count(), 1);
  v1::ListNotesResponse newest;
  ASSERT_TRUE(Call(&Stub::ListNotes, v1::ListNotesRequest(), &newest).ok());
  for (const v1::Note& note : newest.notes()) EXPECT_NE(note.id(), created.note().id());
}

}  // namespace
}  // namespace lossy::notes
