#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/error/error.h"
#include "base/text/uuid.h"
#include "base/time/clock.h"
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
#include "services/agent/service.h"
#include "services/agent/storage/agent_fixture.h"
#include "services/agent/usage/fake_usage_quota.h"
#include "services/shared/testing/test_identity.h"
#include "services/shared/user_settings/fake_user_settings.h"
#include "services/shared/video_access/fake_video_access.h"

namespace lossy::agent {

// A fake of the notes service over gRPC: it accepts only valid tokens, and stores the requests.
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

// A client of one session stream, for tests.
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

  // Sends a request and returns the reply. Skips pushes before it.
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

// A fixture for tests of the agent's Service over gRPC, on a real database.
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
  const TranscriptIntake transcript_intake_{
      [this](const Transcript& words) { return transcripts_.Keep(words); }};
  const AudioIntake audio_intake_{/*transcribes=*/true, [] {}};
  base::Workers workers_{2};
  SessionStreams streams_{[this](base::Caller caller, Conversation::Send send) {
                            return Conversation(joiner_, transcript_intake_, audio_intake_,
                                                std::move(caller), std::move(send));
                          },
                          workers_, service_registry_};
  SpokenWords words_{pool_, base::RealClock()};
  Recordings recordings_{recording_store_, words_, /*transcribes=*/true, [] {}};
  UsageReport usage_report_{ledger_, storage_quota_};
  Service service_{calls_, streams_, refiner_, recordings_, usage_report_};
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<v1::AgentService::Stub> stub_;
};

}  // namespace lossy::agent
