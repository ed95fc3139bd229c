#include "services/agent/service.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/error/error.h"
#include "base/text/uuid.h"
#include "base/time/clock.h"
#include "gmock/gmock.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/server_builder.h"
#include "gtest/gtest.h"
#include "lossy/notes/v1/notes.grpc.pb.h"
#include "services/agent/models/api/not_configured.h"
#include "services/agent/models/rules/rules_note_writer.h"
#include "services/agent/pipeline/dispatcher.h"
#include "services/agent/pipeline/draft_stage.h"
#include "services/agent/pipeline/fake_confidence_policy.h"
#include "services/agent/pipeline/notes_client.h"
#include "services/agent/storage/agent_fixture.h"
#include "services/agent/usage/fake_usage_quota.h"
#include "services/shared/testing/test_identity.h"
#include "services/shared/user_settings/fake_user_settings.h"
#include "services/shared/video_access/fake_video_access.h"

namespace lossy::agent {
namespace {

using testing::ElementsAre;

// Accepts only valid tokens, and records the requests.
class FakeNotesService final : public notes::v1::NotesService::Service {
 public:
  explicit FakeNotesService(base::TokenVerifier& verifier) : calls_(verifier, registry_) {
    grpc::ServerBuilder builder;
    builder.RegisterService(this);
    server_ = builder.BuildAndStart();
  }

  std::shared_ptr<grpc::Channel> Channel() { return server_->InProcessChannel({}); }

  grpc::Status CreateNote(grpc::ServerContext* context, const notes::v1::CreateNoteRequest* request,
                          notes::v1::CreateNoteResponse* response) override {
    return calls_.Run(*context, "CreateNote", [&](const base::Caller& caller) {
      users.push_back(caller.identity.user_id);
      requests.push_back(*request);
      response->mutable_note()->set_id(request->request_id());
      response->mutable_note()->set_text(request->text());
      return absl::OkStatus();
    });
  }

  // Tests may read these only while no call is in progress.
  std::vector<std::string> users;
  std::vector<notes::v1::CreateNoteRequest> requests;

 private:
  prometheus::Registry registry_;
  base::Calls calls_;
  std::unique_ptr<grpc::Server> server_;
};

// The client of one session stream.
class Client {
 public:
  Client(v1::AgentService::Stub& stub, const base::Caller& caller) {
    base::Propagate(caller, absl::Seconds(60), context_);
    stream_ = stub.Session(&context_);
  }
  ~Client() {
    if (stream_ != nullptr) context_.TryCancel();
  }

  void Write(const v1::SessionRequest& request) { stream_->Write(request); }

  v1::SessionResponse Read() {
    v1::SessionResponse response;
    EXPECT_TRUE(stream_->Read(&response));
    return response;
  }

  // Returns the reply, and skips pushes before it.
  v1::SessionResponse Ask(v1::SessionRequest request) {
    request.set_ref("1");
    Write(request);
    v1::SessionResponse response = Read();
    while (response.ref().empty() && !testing::Test::HasFailure()) response = Read();
    return response;
  }

  v1::SessionResponse Join(const std::string& session_id, const std::string& video_id = "") {
    v1::SessionRequest request;
    request.mutable_join()->set_session_id(session_id);
    if (!video_id.empty()) request.mutable_join()->set_video_id(video_id);
    return Ask(request);
  }

  void HalfClose() { stream_->WritesDone(); }

  // Reads all messages, and returns the status of the stream.
  absl::Status End() {
    v1::SessionResponse unread;
    while (stream_->Read(&unread)) {
    }
    return base::FromGrpc(std::exchange(stream_, nullptr)->Finish());
  }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReaderWriter<v1::SessionRequest, v1::SessionResponse>> stream_;
};

class ServiceTest : public AgentTest {
 protected:
  ServiceTest() {
    video_access_.Add("ann", video_);
    grpc::ServerBuilder builder;
    builder.RegisterService(&service_);
    server_ = builder.BuildAndStart();
    stub_ = v1::AgentService::NewStub(server_->InProcessChannel({}));
  }
  ~ServiceTest() override {
    streams_.Stop();
    server_->Shutdown();
  }

  base::Caller As(const std::string& user_id) {
    base::Caller caller{.identity = {.user_id = user_id, .device_id = "d1"}};
    caller.token = identity_.issuer->Issue(caller.identity, absl::Minutes(5));
    return caller;
  }

  // One unary call of a user.
  template <typename Response>
  class Call {
   public:
    Call(ServiceTest* test, const std::string& user_id) {
      base::Propagate(test->As(user_id), absl::Seconds(30), *context_);
    }
    grpc::ClientContext* context() const { return context_.get(); }
    Response* response() const { return response_.get(); }
    channel::v1::Reason Reason(const grpc::Status& status) const {
      return base::ToError(base::FromGrpc(status)).reason();
    }

   private:
    std::unique_ptr<grpc::ClientContext> context_ = std::make_unique<grpc::ClientContext>();
    std::unique_ptr<Response> response_ = std::make_unique<Response>();
  };

  static v1::SessionRequest Ping(int ref) {
    v1::SessionRequest request;
    request.set_ref(absl::StrCat(ref));
    request.mutable_ping();
    return request;
  }

  static v1::SessionRequest Speech(const std::string& text) {
    v1::SessionRequest request;
    request.mutable_transcript_final()->set_text(text);
    return request;
  }

  static long ThreadsOfThisProcess() {
    const std::filesystem::directory_iterator tasks("/proc/self/task");
    return std::distance(begin(tasks), end(tasks));
  }

  const std::string video_ = base::NewUuid();
  const std::string session_ = base::NewUuid();
  const base::InternalIdentity identity_ = services::NewTestIdentity();
  prometheus::Registry service_registry_;
  base::Calls calls_{*identity_.verifier, service_registry_};
  FakeNotesService notes_{*identity_.verifier};
  NotesClient notes_client_{notes_.Channel(), identity_, absl::Seconds(30)};
  RulesNoteWriter rules_;
  FakeConfidencePolicy confidence_;
  FakeUsageQuota usage_quota_;
  PipelineMetrics metrics_{service_registry_};
  TranscriptOutcome outcome_{transcripts_, metrics_, base::RealClock()};
  BoundedWriter writer_{rules_, transcripts_, usage_quota_, /*max_answers=*/3};
  DraftWriter drafts_{rules_, writer_, confidence_, base::RealClock(), {}};
  DraftStage draft_stage_{outcome_, drafts_, notes_client_, {}};
  Dispatcher dispatcher_{
      transcripts_, Stage::kDraft, {.threads = 0}, [this](const Transcript& transcript) {
        draft_stage_.Work(transcript);
      }};
  NoVisionRefiner no_vision_;
  NoteRefiner refiner_{no_vision_,
                       notes_client_,
                       usage_quota_,
                       [](const notes::v1::Note&, const std::string&) { return "scope"; },
                       {.threads = 1}};
  UsageLedger ledger_{pool_};
  StorageQuota storage_quota_{pool_, {.sessions = 3}};
  services::FakeVideoAccess video_access_;
  services::FakeSettings settings_;
  const SessionJoiner joiner_{
      sessions_,
      settings_,
      [this](const base::Caller& caller, const std::string& video_id) {
        return video_access_.CheckOwn(
            identity_.OnBehalfOf(caller.identity.user_id, caller.request_id), video_id);
      },
      base::RealClock(),
      {}};
  const TranscriptIntake transcript_intake_{transcripts_, [] {}};
  const AudioIntake audio_intake_{/*transcribes=*/true, [] {}};
  base::Workers workers_{2};
  SessionStreams streams_{[this](base::Caller caller, Conversation::Send send) {
                            return Conversation(joiner_, transcript_intake_, audio_intake_,
                                                std::move(caller), std::move(send));
                          },
                          workers_, service_registry_};
  SpokenWords words_{pool_, base::RealClock()};
  Recordings recordings_{transcripts_, words_, /*transcribes=*/true, [] {}};
  UsageReport usage_report_{ledger_, storage_quota_};
  Service service_{calls_, streams_, refiner_, recordings_, usage_report_};
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<v1::AgentService::Stub> stub_;
};

TEST_F(ServiceTest, MakesANoteOfSpokenWords) {
  Client ann(*stub_, As("ann"));
  EXPECT_EQ(ann.Join(session_, video_).join().video_id(), video_);
  v1::SessionRequest moment;
  moment.mutable_set_timestamp()->set_timestamp(12.5);
  EXPECT_FALSE(ann.Ask(moment).has_error());
  EXPECT_FALSE(ann.Ask(Speech("um the pacing is too slow")).has_error());

  EXPECT_EQ(dispatcher_.WorkOnce(), 1);
  ASSERT_EQ(notes_.requests.size(), 1);
  EXPECT_THAT(notes_.users, ElementsAre("ann"));
  const notes::v1::CreateNoteRequest& note = notes_.requests[0];
  EXPECT_EQ(note.text(), "Speed up the pacing");
  EXPECT_EQ(note.raw_transcript(), "um the pacing is too slow");
  EXPECT_EQ(note.category(), notes::v1::NOTE_CATEGORY_PACING);
  EXPECT_EQ(note.video_id(), video_);
  EXPECT_EQ(note.timestamp_seconds(), 12.5);
  EXPECT_THAT(Events(session_),
              ElementsAre("transcript_ready", "note Speed up the pacing", "note_created"));
}

TEST_F(ServiceTest, ReportsWhyNoNoteWasMade) {
  Client ann(*stub_, As("ann"));
  ann.Join(session_);
  ann.Ask(Speech("um"));
  dispatcher_.WorkOnce();
  EXPECT_TRUE(notes_.requests.empty());
  EXPECT_THAT(Events(session_), ElementsAre("transcript_ready", "note_skipped noise"));
}

TEST_F(ServiceTest, AnswersInTheOrderOfTheQuestions) {
  static constexpr int kQuestions = 50;
  Client ann(*stub_, As("ann"));
  ann.Join(session_);
  for (int i = 0; i < kQuestions; ++i) ann.Write(Ping(i));
  for (int i = 0; i < kQuestions; ++i) EXPECT_EQ(ann.Read().ref(), absl::StrCat(i));
}

TEST_F(ServiceTest, HoldsManySessionsWithTheSameThreads) {
  static constexpr int kSessions = 200;
  Client first(*stub_, As("ann"));
  first.Join(session_);
  const long before = ThreadsOfThisProcess();
  std::vector<std::unique_ptr<Client>> open;
  for (int i = 0; i < kSessions; ++i) {
    open.push_back(std::make_unique<Client>(*stub_, As("ann")));
    EXPECT_TRUE(open.back()->Join(base::NewUuid()).has_join());
  }
  EXPECT_LT(ThreadsOfThisProcess() - before, kSessions / 4);
}

TEST_F(ServiceTest, RefusesACallWithoutAToken) {
  Client nobody(*stub_, base::Caller{});
  EXPECT_TRUE(absl::IsUnauthenticated(nobody.End()));
}

TEST_F(ServiceTest, EndsAStreamAfterARefusedJoin) {
  Client ann(*stub_, As("ann")), ben(*stub_, As("ben"));
  ann.Join(session_);
  EXPECT_EQ(ben.Join(session_).error().reason(), channel::v1::REASON_NOT_FOUND);
  EXPECT_TRUE(ben.End().ok());
}

TEST_F(ServiceTest, EndsWhenTheClientLeaves) {
  Client ann(*stub_, As("ann"));
  ann.Join(session_);
  ann.HalfClose();
  EXPECT_TRUE(ann.End().ok());
  Client again(*stub_, As("ann"));
  EXPECT_TRUE(again.Join(session_).has_join());
}

TEST_F(ServiceTest, CutsAClientThatDoesNotRead) {
  static constexpr std::size_t kPush = 20'000;
  Client ann(*stub_, As("ann"));
  ann.Join(session_);
  v1::SessionRequest partial;
  partial.mutable_transcript_partial()->set_text(std::string(kPush, 'a'));
  for (std::size_t sent = 0; sent < 3 * SessionCall::kMaxUnsentBytes; sent += kPush) {
    ann.Write(partial);
  }
  EXPECT_TRUE(absl::IsCancelled(ann.End()));
}

TEST_F(ServiceTest, AsksItsClientsToReconnectWhenItStops) {
  Client ann(*stub_, As("ann"));
  ann.Join(session_);
  streams_.Stop();
  EXPECT_TRUE(absl::IsUnavailable(ann.End()));
  Client late(*stub_, As("ann"));
  EXPECT_TRUE(absl::IsUnavailable(late.End()));
}

TEST_F(ServiceTest, ReportsAMissingVisionModel) {
  const Call<v1::RefineNoteResponse> call(this, "ann");
  EXPECT_EQ(call.Reason(stub_->RefineNote(call.context(), {}, call.response())),
            channel::v1::REASON_NOT_CONFIGURED);
}

TEST_F(ServiceTest, ListsItsRecordingsAndTranscribesThemAgain) {
  Client ann(*stub_, As("ann"));
  ann.Join(session_);
  v1::SessionRequest request;
  request.mutable_audio_chunk()->set_data("sound");
  ann.Ask(request);
  request.mutable_stop_recording();
  ann.Ask(request);

  const Call<v1::ListRecordingsResponse> list(this, "ann");
  ASSERT_TRUE(stub_->ListRecordings(list.context(), {}, list.response()).ok());
  ASSERT_EQ(list.response()->recordings_size(), 1);
  const v1::Recording recording = list.response()->recordings(0);
  EXPECT_EQ(recording.session_id(), session_);
  EXPECT_EQ(recording.size_bytes(), 5);
  EXPECT_EQ(recording.status(), "recorded");

  v1::TranscribeAgainRequest again;
  again.set_recording_id(recording.id());
  const Call<v1::TranscribeAgainResponse> early(this, "ann");
  EXPECT_EQ(early.Reason(stub_->TranscribeAgain(early.context(), again, early.response())),
            channel::v1::REASON_FAILED_PRECONDITION);
  ASSERT_TRUE(pool_.Query("UPDATE transcripts SET status = 'failed'").ok());
  const Call<v1::TranscribeAgainResponse> foreign(this, "ben");
  EXPECT_EQ(foreign.Reason(stub_->TranscribeAgain(foreign.context(), again, foreign.response())),
            channel::v1::REASON_NOT_FOUND);
  const Call<v1::TranscribeAgainResponse> heard(this, "ann");
  EXPECT_TRUE(stub_->TranscribeAgain(heard.context(), again, heard.response()).ok());
}

TEST_F(ServiceTest, ReportsTheStoredBytesOfAUser) {
  Client ann(*stub_, As("ann"));
  ann.Join(session_);
  v1::SessionRequest request;
  request.mutable_audio_chunk()->set_data("sound");
  ann.Ask(request);
  request.mutable_stop_recording();
  ann.Ask(request);
  const Call<v1::GetUsageResponse> call(this, "ann");
  ASSERT_TRUE(stub_->GetUsage(call.context(), {}, call.response()).ok());
  EXPECT_GE(call.response()->stored_bytes().used(), 5);
  EXPECT_EQ(call.response()->stored_bytes().limit(), std::int64_t{4} << 30);
  EXPECT_EQ(call.response()->sessions().used(), 1);
  EXPECT_EQ(call.response()->sessions().limit(), 3);
  EXPECT_EQ(call.response()->recordings().used(), 1);
  EXPECT_EQ(call.response()->transcripts().used(), 1);
  EXPECT_EQ(call.response()->waiting_recordings().used(), 1);
  const Call<v1::GetUsageResponse> other(this, "ben");
  ASSERT_TRUE(stub_->GetUsage(other.context(), {}, other.response()).ok());
  EXPECT_EQ(other.response()->stored_bytes().used(), 0);
}

TEST_F(ServiceTest, ReportsTheCostOfSessions) {
  ASSERT_TRUE(
      ledger_.Add("ann", session_, ModelCall::kStructuring, {.model = "m", .cost_micros = 7}).ok());
  v1::GetUsageRequest request;
  request.set_session_id(session_);
  const Call<v1::GetUsageResponse> call(this, "ann");
  ASSERT_TRUE(stub_->GetUsage(call.context(), request, call.response()).ok());
  EXPECT_EQ(call.response()->calls(), 1);
  EXPECT_EQ(call.response()->cost_micros(), 7);
  request.set_session_id("x");
  const Call<v1::GetUsageResponse> bad(this, "ann");
  EXPECT_EQ(bad.Reason(stub_->GetUsage(bad.context(), request, bad.response())),
            channel::v1::REASON_INVALID_ARGUMENT);
}

}  // namespace
}  // namespace lossy::agent
