#include "services/shared/user_settings/settings_client.h"

#include <cstddef>
#include <utility>

#include "base/rpc/outgoing_call.h"

namespace lossy::services {

using base::Caller;
using video::v1::SettingsService;

namespace {

// The most users of a call; BatchGetSettings accepts as many.
constexpr std::size_t kMaxUsers = 1000;
// The name for which the process calls when it asks for several users.
constexpr char kReader[] = "settings";

UserSettings FromProto(const video::v1::Settings& settings) {
  return {.features = {settings.feature_flags().begin(), settings.feature_flags().end()},
          .min_confidence = settings.min_confidence()};
}

}  // namespace

SettingsClient::SettingsClient(std::shared_ptr<grpc::Channel> video,
                               const base::InternalIdentity& identity, absl::Duration limit)
    : stub_(SettingsService::NewStub(std::move(video))),
      identity_(identity),
      limit_(limit),
      // One call at a time, so that each serves as many joins as wait.
      batcher_({.largest = kMaxUsers, .parallel = 1},
               [this](absl::Span<const Caller* const> callers) { return FindAll(callers); }) {}

absl::StatusOr<UserSettings> SettingsClient::Find(const Caller& caller) {
  Found found = batcher_.Call(caller);
  return absl::IsUnimplemented(found.status()) ? FindOne(caller) : found;
}

std::vector<SettingsClient::Found> SettingsClient::FindAll(
    absl::Span<const Caller* const> callers) {
  // The call belongs to the trace of the first caller.
  const Caller& first = *callers.front();
  Caller self = identity_.ToCall(kReader, first.request_id, SettingsService::service_full_name());
  self.trace = first.trace;
  base::OutgoingCall call(self, limit_, "lossy.video.v1.SettingsService/BatchGetSettings");
  video::v1::BatchGetSettingsRequest request;
  for (const Caller* caller : callers) request.add_user_ids(caller->identity.user_id);
  video::v1::BatchGetSettingsResponse response;
  absl::Status status = call.Finish(stub_->BatchGetSettings(call.context(), request, &response));
  if (status.ok() && response.settings_size() != request.user_ids_size()) {
    status = absl::InternalError("the video service returned settings of other users");
  }
  if (!status.ok()) return std::vector<Found>(callers.size(), status);
  std::vector<Found> all;
  all.reserve(callers.size());
  for (const video::v1::Settings& settings : response.settings()) {
    all.emplace_back(FromProto(settings));
  }
  return all;
}

absl::StatusOr<UserSettings> SettingsClient::FindOne(const Caller& caller) {
  base::OutgoingCall call(identity_.ToCall(caller, SettingsService::service_full_name()), limit_,
                          "lossy.video.v1.SettingsService/GetSettings");
  video::v1::GetSettingsResponse response;
  absl::Status status = call.Finish(stub_->GetSettings(call.context(), {}, &response));
  if (!status.ok()) return status;
  return FromProto(response.settings());
}

}  // namespace lossy::services
