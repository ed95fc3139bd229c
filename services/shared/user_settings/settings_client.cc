#include "services/shared/user_settings/settings_client.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "base/rpc/outgoing_call.h"
#include "base/time/clock.h"

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
      batcher_([this](const std::vector<std::string>& user_ids,
                      const Caller& first) { return FindAll(user_ids, first); },
               kMaxUsers) {}

absl::StatusOr<UserSettings> SettingsClient::Find(const Caller& caller) {
  const absl::Time deadline = std::min(caller.deadline, base::SteadyNow() + limit_);
  absl::StatusOr<UserSettings> found = batcher_.Find(caller, deadline);
  return absl::IsUnimplemented(found.status()) ? FindOne(caller) : found;
}

SettingsBatcher::Answer SettingsClient::FindAll(const std::vector<std::string>& user_ids,
                                                const Caller& first) {
  Caller self = identity_.ToCall(kReader, first.request_id, SettingsService::service_full_name());
  self.trace = first.trace;
  base::OutgoingCall call(self, limit_, "lossy.video.v1.SettingsService/BatchGetSettings");
  video::v1::BatchGetSettingsRequest request;
  for (const std::string& user_id : user_ids) request.add_user_ids(user_id);
  video::v1::BatchGetSettingsResponse response;
  absl::Status status = call.Finish(stub_->BatchGetSettings(call.context(), request, &response));
  if (!status.ok()) return status;
  if (static_cast<std::size_t>(response.settings_size()) != user_ids.size()) {
    return absl::InternalError("the video service returned settings of other users");
  }
  std::vector<UserSettings> all;
  all.reserve(user_ids.size());
  for (const video::v1::Settings& settings : response.settings())
    all.push_back(FromProto(settings));
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
