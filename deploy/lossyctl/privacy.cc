#include "deploy/lossyctl/privacy.h"

#include <filesystem>
#include <memory>

#include "absl/flags/declare.h"
#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/error/error.h"
#include "base/flags/flag_range.h"
#include "base/rpc/caller.h"
#include "base/rpc/channel.h"
#include "base/text/uuid.h"
#include "base/time/clock.h"
#include "deploy/lossyctl/export_writer.h"
#include "deploy/lossyctl/operator.h"
#include "deploy/lossyctl/required_flag.h"
#include "lossy/agent/v1/agent.grpc.pb.h"
#include "lossy/privacy/v1/privacy.grpc.pb.h"
#include "lossy/video/v1/video.grpc.pb.h"

ABSL_DECLARE_FLAG(std::string, user);
ABSL_FLAG(std::string, video, "127.0.0.1:4101",
          "Address of the video service; several comma-separated");
ABSL_FLAG(std::string, agent, "127.0.0.1:4102", "Address of the agent; several comma-separated");
ABSL_FLAG(std::string, notes, "127.0.0.1:4103",
          "Address of the notes service; several comma-separated");
ABSL_FLAG(std::string, out, "", "Folder that an export is written to; it must not exist yet");
ABSL_FLAG(int, wait_seconds, 60,
          "Limit of the wait until all services have erased the user, in seconds");

LOSSY_FLAG_RANGE(wait_seconds, 0, 86'400);

namespace lossy::lossyctl {
namespace {

constexpr absl::Duration kCallLimit = absl::Seconds(10);
constexpr absl::Duration kExportLimit = absl::Minutes(30);
constexpr absl::Duration kPause = absl::Milliseconds(200);

absl::Status ExportFrom(const std::string& service, const std::string& address,
                        const std::string& user) {
  const absl::StatusOr<base::Caller> caller =
      Operator(kExportLimit, absl::StrCat("lossy.", service, ".v1.PrivacyService"));
  if (!caller.ok()) return caller.status();
  const auto stub = privacy::v1::PrivacyService::NewStub(base::OpenChannel(address, service));
  grpc::ClientContext context;
  base::Propagate(*caller, kExportLimit, context);
  privacy::v1::ExportUserRequest request;
  request.set_user_id(user);
  const auto reader = stub->ExportUser(&context, request);
  ExportWriter writer(std::filesystem::path(absl::GetFlag(FLAGS_out)) / service);
  privacy::v1::ExportUserResponse part;
  absl::Status written;
  while (written.ok() && reader->Read(&part)) written = writer.Write(part);
  if (!written.ok()) {
    context.TryCancel();
    return written;
  }
  const absl::Status read = base::FromGrpc(reader->Finish());
  return read.ok() ? writer.Finish() : read;
}

// True when all services have erased the user.
absl::StatusOr<bool> Erase(privacy::v1::AccountService::Stub& accounts, const std::string& user) {
  const absl::StatusOr<base::Caller> caller =
      Operator(kCallLimit, video::v1::VideoService::service_full_name());
  if (!caller.ok()) return caller.status();
  grpc::ClientContext context;
  base::Propagate(*caller, kCallLimit, context);
  privacy::v1::EraseUserRequest request;
  request.set_user_id(user);
  privacy::v1::EraseUserResponse response;
  const absl::Status erased = base::FromGrpc(accounts.EraseUser(&context, request, &response));
  if (!erased.ok()) return erased;
  return response.done();
}

// Fills in what the deletions have in common and makes the call.
template <typename Stub, typename Request, typename Response>
absl::Status Delete(Stub& stub, absl::string_view service,
                    grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                    Request request) {
  const absl::StatusOr<std::string> user = Required(FLAGS_user);
  if (!user.ok()) return user.status();
  const absl::StatusOr<base::Caller> caller = Operator(kCallLimit, service);
  if (!caller.ok()) return caller.status();
  request.set_user_id(*user);
  request.set_request_id(base::NewUuid());
  grpc::ClientContext context;
  base::Propagate(*caller, kCallLimit, context);
  Response response;
  return base::FromGrpc((stub.*method)(&context, request, &response));
}

}  // namespace

absl::Status ExportUser(const std::string& user) {
  const absl::StatusOr<std::string> out = Required(FLAGS_out);
  if (!out.ok()) return out.status();
  if (std::filesystem::exists(*out)) {
    return absl::FailedPreconditionError(absl::StrCat(*out, " exists already"));
  }
  absl::Status done = ExportFrom("video", absl::GetFlag(FLAGS_video), user);
  if (done.ok()) done = ExportFrom("notes", absl::GetFlag(FLAGS_notes), user);
  return done.ok() ? ExportFrom("agent", absl::GetFlag(FLAGS_agent), user) : done;
}

absl::Status EraseUser(const std::string& user) {
  const auto accounts =
      privacy::v1::AccountService::NewStub(base::OpenChannel(absl::GetFlag(FLAGS_video), "video"));
  const absl::Time limit = base::SteadyNow() + absl::Seconds(absl::GetFlag(FLAGS_wait_seconds));
  for (;;) {
    const absl::StatusOr<bool> done = Erase(*accounts, user);
    if (!done.ok()) return done.status();
    if (*done) return absl::OkStatus();
    if (base::SteadyNow() > limit) {
      return absl::UnavailableError(
          "not all services have erased the user yet; they continue, and the same command waits "
          "again");
    }
    absl::SleepFor(kPause);
  }
}

absl::Status DeleteVideo(const std::string& video_id) {
  const auto stub =
      video::v1::VideoService::NewStub(base::OpenChannel(absl::GetFlag(FLAGS_video), "video"));
  video::v1::DeleteVideoRequest request;
  request.set_video_id(video_id);
  return Delete(*stub, video::v1::VideoService::service_full_name(),
                &video::v1::VideoService::Stub::DeleteVideo, request);
}

absl::Status DeleteRecording(const std::string& recording_id) {
  const auto stub =
      agent::v1::AgentService::NewStub(base::OpenChannel(absl::GetFlag(FLAGS_agent), "agent"));
  agent::v1::DeleteRecordingRequest request;
  request.set_recording_id(recording_id);
  return Delete(*stub, agent::v1::AgentService::service_full_name(),
                &agent::v1::AgentService::Stub::DeleteRecording, request);
}

}  // namespace lossy::lossyctl
