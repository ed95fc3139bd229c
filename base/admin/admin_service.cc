#include "base/admin/admin_service.h"

#include <unistd.h>

#include <climits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/admin/readings.h"
#include "base/admin/stream_end.h"
#include "base/error/error.h"
#include "base/flags/effective_config.h"
#include "base/log/log.h"
#include "base/time/clock.h"
#include "base/time/timestamp.h"
#include "base/version/build_info.h"

namespace lossy::base {
namespace {

constexpr absl::Duration kLeastLevelTime = absl::Seconds(1);
constexpr absl::Duration kMostLevelTime = absl::Hours(24);

std::string HostName() {
  char name[HOST_NAME_MAX + 1] = "";
  gethostname(name, sizeof name - 1);
  return name;
}

// The numbers of admin::v1::LogLevel follow those of LogLevel, from 1 on.
admin::v1::LogLevel ToProto(LogLevel level) {
  return static_cast<admin::v1::LogLevel>(static_cast<int>(level) + 1);
}

// `level` is not LOG_LEVEL_UNSPECIFIED.
LogLevel FromProto(admin::v1::LogLevel level) { return static_cast<LogLevel>(level - 1); }

absl::Duration ToDuration(const google::protobuf::Duration& duration) {
  return absl::Seconds(duration.seconds()) + absl::Nanoseconds(duration.nanos());
}

std::string FollowTarget(const admin::v1::FollowRequest& request) {
  const std::string target = request.has_topic() ? absl::StrCat("topic ", request.topic())
                                                 : absl::StrCat("user ", request.user_id());
  return absl::StrCat(target, request.show_payloads() ? " with payloads" : "");
}

}  // namespace

AdminService::AdminService(Calls& calls, AdminTarget target, AdminAnswers* answers)
    : calls_(calls),
      target_(std::move(target)),
      none_(answers == nullptr ? std::make_unique<AdminAnswers>() : nullptr),
      answers_(answers == nullptr ? *none_ : *answers),
      started_at_(RealClock().Now()) {}

grpc::Status AdminService::GetOverview(grpc::ServerContext* context,
                                       const admin::v1::GetOverviewRequest* /*request*/,
                                       admin::v1::GetOverviewResponse* response) {
  return calls_.Run(*context, "GetOverview", "", [&] {
    DescribeProcess(response);
    return absl::OkStatus();
  });
}

void AdminService::DescribeProcess(admin::v1::GetOverviewResponse* response) const {
  const BuildInfo& build = GetBuildInfo();
  response->set_process(std::string(LogProcess()));
  response->set_host(HostName());
  response->set_pid(getpid());
  response->set_version(build.version);
  response->set_commit(build.commit);
  *response->mutable_started_at() = ToTimestamp(started_at_);
  *response->mutable_now() = ToTimestamp(RealClock().Now());
  const ProcessState state = target_.state();
  response->set_ready(state.ready);
  response->set_draining(state.draining);
  for (const ProcessState::Part& part : state.parts) {
    admin::v1::Part& added = *response->add_parts();
    added.set_name(part.name);
    added.set_required(part.required);
    added.set_works(part.status.ok());
    added.set_problem(std::string(part.status.message()));
  }
  response->set_log_level(ToProto(LeastLogLevel()));
  if (const absl::Time until = log_level_.until(); until != absl::InfiniteFuture()) {
    *response->mutable_log_level_until() = ToTimestamp(RealClock().Now() + (until - SteadyNow()));
  }
  AddReadings(target_.metrics, response->mutable_readings());
}

grpc::Status AdminService::ListRoutes(grpc::ServerContext* context,
                                      const admin::v1::ListRoutesRequest* request,
                                      admin::v1::ListRoutesResponse* response) {
  return calls_.Run(*context, "ListRoutes", "",
                    [&] { return answers_.ListRoutes(*request, response); });
}

grpc::Status AdminService::ListSockets(grpc::ServerContext* context,
                                       const admin::v1::ListSocketsRequest* request,
                                       admin::v1::ListSocketsResponse* response) {
  return calls_.Run(*context, "ListSockets", absl::StrCat("user ", request->user_id()),
                    [&] { return answers_.ListSockets(*request, response); });
}

grpc::Status AdminService::GetTopic(grpc::ServerContext* context,
                                    const admin::v1::GetTopicRequest* request,
                                    admin::v1::GetTopicResponse* response) {
  const std::string target =
      absl::StrCat("topic ", request->topic(), request->show_payloads() ? " with payloads" : "");
  return calls_.Run(*context, "GetTopic", target,
                    [&] { return answers_.GetTopic(*request, response); });
}

grpc::Status AdminService::GetSession(grpc::ServerContext* context,
                                      const admin::v1::GetSessionRequest* request,
                                      admin::v1::GetSessionResponse* response) {
  return calls_.Run(*context, "GetSession", absl::StrCat("session ", request->session_id()),
                    [&] { return answers_.GetSession(*request, response); });
}

grpc::Status AdminService::GetConfiguration(grpc::ServerContext* context,
                                            const admin::v1::GetConfigurationRequest* /*request*/,
                                            admin::v1::GetConfigurationResponse* response) {
  return calls_.Run(*context, "GetConfiguration", "", [&] {
    for (EffectiveFlag& flag : EffectiveFlags(target_.flag_sources)) {
      admin::v1::Flag& added = *response->add_flags();
      added.set_name(std::move(flag.name));
      added.set_value(std::move(flag.value));
      added.set_source(std::move(flag.source));
    }
    return absl::OkStatus();
  });
}

grpc::Status AdminService::SetLogLevel(grpc::ServerContext* context,
                                       const admin::v1::SetLogLevelRequest* request,
                                       admin::v1::SetLogLevelResponse* response) {
  const std::string target = absl::StrCat("level ", admin::v1::LogLevel_Name(request->level()),
                                          " for ", request->duration().seconds(), " s");
  return calls_.Run(*context, "SetLogLevel", target,
                    [&] { return ChangeLogLevel(*request, response); });
}

absl::Status AdminService::ChangeLogLevel(const admin::v1::SetLogLevelRequest& request,
                                          admin::v1::SetLogLevelResponse* response) {
  if (request.level() < admin::v1::LOG_LEVEL_DEBUG ||
      request.level() > admin::v1::LOG_LEVEL_ERROR) {
    return InvalidArgument("level", "must be debug, info, warning or error");
  }
  absl::Duration duration = absl::InfiniteDuration();
  if (request.has_duration()) {
    duration = ToDuration(request.duration());
    if (duration < kLeastLevelTime || duration > kMostLevelTime) {
      return InvalidArgument("duration", "must be 1 second to 24 hours");
    }
  }
  response->set_previous(ToProto(log_level_.Set(FromProto(request.level()), duration)));
  return absl::OkStatus();
}

grpc::Status AdminService::Drain(grpc::ServerContext* context,
                                 const admin::v1::DrainRequest* /*request*/,
                                 admin::v1::DrainResponse* /*response*/) {
  return calls_.Run(*context, "Drain", "", [&] {
    target_.drain();
    return absl::OkStatus();
  });
}

grpc::Status AdminService::CloseSocket(grpc::ServerContext* context,
                                       const admin::v1::CloseSocketRequest* request,
                                       admin::v1::CloseSocketResponse* response) {
  return calls_.Run(*context, "CloseSocket", absl::StrCat("socket ", request->socket_id()),
                    [&] { return answers_.CloseSocket(*request, response); });
}

grpc::Status AdminService::Follow(grpc::ServerContext* context,
                                  const admin::v1::FollowRequest* request,
                                  grpc::ServerWriter<admin::v1::FollowResponse>* writer) {
  StreamEnd end(*context);
  const FollowSink sink{
      .write = [&](const admin::v1::FollowResponse& response) { return writer->Write(response); },
      .cancelled = [&] { return context->IsCancelled(); },
      .cancel_at = [&](absl::Time time) { end.Set(time); }};
  return calls_.RunLong(*context, "Follow", FollowTarget(*request),
                        [&] { return answers_.Follow(*request, sink); });
}

}  // namespace lossy::base
