#include "services/video/settings.h"

#include <algorithm>
#include <map>
#include <vector>

#include "base/error/error.h"
#include "base/identity/identity.h"
#include "base/once/once.h"
#include "base/outbox/outbox.h"
#include "base/time/timestamp.h"
#include "lossy/video/v1/video.pb.h"
#include "services/shared/pubsub_topics/topics.h"
#include "services/shared/text/clean_text.h"
#include "services/shared/text/confidence.h"
#include "services/video/settings_store.h"

namespace lossy::video {
namespace {

using base::Caller;
using base::pg::Transaction;

using Features = std::map<std::string, bool>;

constexpr std::size_t kMaxFeatures = 64;
constexpr std::size_t kMaxFeatureBytes = 64;
constexpr int kMaxUsers = 1000;

v1::Settings ToProto(const StoredSettings& stored) {
  v1::Settings settings;
  const services::UserSettings& chosen = stored.settings;
  settings.mutable_feature_flags()->insert(chosen.features.begin(), chosen.features.end());
  settings.set_min_confidence(services::RoundConfidence(chosen.min_confidence));
  if (stored.updated_at) {
    *settings.mutable_updated_at() = base::ToTimestamp(*stored.updated_at);
  }
  return settings;
}

absl::Status CheckNumber(const Features& features) {
  return features.size() <= kMaxFeatures
             ? absl::OkStatus()
             : base::InvalidArgument("feature_flags", "must be at most 64");
}

absl::Status CheckUsers(const v1::BatchGetSettingsRequest& request) {
  if (request.user_ids().empty()) return base::InvalidArgument("user_ids", "is required");
  if (request.user_ids_size() > kMaxUsers) {
    return base::InvalidArgument("user_ids", "must be at most 1,000");
  }
  for (const std::string& user : request.user_ids()) {
    if (base::IsUserId(user)) continue;
    return base::InvalidArgument("user_ids",
                                 "must have 1 to 255 bytes each, without control characters");
  }
  return absl::OkStatus();
}

bool IsName(const std::string& name) {
  return !name.empty() && name.size() <= kMaxFeatureBytes &&
         std::none_of(name.begin(), name.end(), services::IsControl);
}

absl::Status Check(const v1::UpdateSettingsRequest& request, const Features& features) {
  if (absl::Status id = base::CheckRequestId(request.request_id()); !id.ok()) return id;
  if (features.empty() && !request.has_min_confidence()) {
    return base::InvalidArgument("feature_flags", "or min_confidence is required");
  }
  // This form rejects NaN.
  const double confidence = request.min_confidence();
  if (request.has_min_confidence() && !(confidence >= 0 && confidence <= 1)) {
    return base::InvalidArgument("min_confidence", "must be between 0 and 1");
  }
  for (const auto& [name, on] : features) {
    if (IsName(name)) continue;
    return base::InvalidArgument("feature_flags",
                                 "must have names of 1 to 64 bytes, without control characters");
  }
  return CheckNumber(features);
}

absl::StatusOr<StoredSettings> Change(Transaction& transaction, const std::string& user_id,
                                      const Features& features,
                                      absl::optional<double> min_confidence) {
  absl::Status changed = StoreSettings(transaction, user_id, features, min_confidence);
  if (!changed.ok()) return changed;
  absl::StatusOr<StoredSettings> stored = FindSettings(transaction, user_id);
  if (!stored.ok()) return stored;
  if (absl::Status number = CheckNumber(stored->settings.features); !number.ok()) return number;
  return stored;
}

}  // namespace

absl::Status Settings::Get(const Caller& caller, const v1::GetSettingsRequest&,
                           v1::GetSettingsResponse* response) {
  const absl::StatusOr<StoredSettings> stored = FindSettings(pool_, caller.identity.user_id);
  if (stored.ok()) *response->mutable_settings() = ToProto(*stored);
  return stored.status();
}

absl::Status Settings::BatchGet(const Caller& caller, const v1::BatchGetSettingsRequest& request,
                                v1::BatchGetSettingsResponse* response) {
  if (caller.identity.role == base::Role::kUser) {
    return absl::PermissionDeniedError("only services may read the settings of several users");
  }
  if (absl::Status fit = CheckUsers(request); !fit.ok()) return fit;
  const std::vector<absl::string_view> users(request.user_ids().begin(), request.user_ids().end());
  const absl::StatusOr<std::vector<StoredSettings>> all = FindSettingsOfAll(pool_, users);
  if (!all.ok()) return all.status();
  for (const StoredSettings& stored : *all) *response->add_settings() = ToProto(stored);
  return absl::OkStatus();
}

absl::StatusOr<services::UserSettings> Settings::Find(const Caller& caller) {
  absl::StatusOr<StoredSettings> stored = FindSettings(pool_, caller.identity.user_id);
  if (!stored.ok()) return stored.status();
  return std::move(stored->settings);
}

absl::Status Settings::Update(const Caller& caller, const v1::UpdateSettingsRequest& request,
                              v1::UpdateSettingsResponse* response) {
  const Features features(request.feature_flags().begin(), request.feature_flags().end());
  if (absl::Status fit = Check(request, features); !fit.ok()) return fit;
  absl::optional<double> min_confidence;
  if (request.has_min_confidence()) {
    min_confidence = services::RoundConfidence(request.min_confidence());
  }
  const std::string& user_id = caller.identity.user_id;
  const base::RequestKey key{
      .user_id = user_id, .method = "UpdateSettings", .request_id = request.request_id()};
  return base::Once(pool_, key, response, [&](Transaction& transaction) -> absl::Status {
    absl::StatusOr<StoredSettings> stored = Change(transaction, user_id, features, min_confidence);
    if (!stored.ok()) return stored.status();
    *response->mutable_settings() = ToProto(*stored);
    v1::VideoEvent event;
    *event.mutable_settings_updated() = response->settings();
    return base::QueueEvent(transaction, services::UserTopic(user_id), event, user_id,
                            caller.request_id);
  });
}

}  // namespace lossy::video
