#include "services/admin/service.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/error/error.h"
#include "services/admin/target_names.h"

namespace lossy::admin {
namespace {

using base::Caller;
using Kind = FollowTarget::Kind;

constexpr int kDefaultFollowSeconds = 60;

std::string TextOf(const FollowTarget& target) {
  return target.kind == Kind::kUser ? UserTarget(target.name) : TopicTarget(target.name);
}

absl::Status CheckTarget(const FollowTarget& target) {
  if (target.kind == Kind::kUser) return CheckUser(target.name);
  // The frames of the console's own topics would be frames that cause further ones.
  if (absl::StartsWith(target.name, "admin:")) {
    return base::InvalidArgument("topic", "must not be a topic of the console");
  }
  return CheckTopic(target.name);
}

}  // namespace

absl::Status Service::JoinOnOverview(const Caller& caller, const console::v1::JoinOverviewRequest&,
                                     console::v1::JoinOverviewResponse* response) {
  response->set_operator_(caller.identity.user_id);
  *response->mutable_overview() = rules_.overviews.Get(caller);
  return absl::OkStatus();
}

absl::Status Service::Overview(const Caller& caller, const console::v1::GetOverviewRequest&,
                               console::v1::GetOverviewResponse* response) {
  *response->mutable_overview() = rules_.overviews.Get(caller);
  return absl::OkStatus();
}

absl::Status Service::JoinOnUser(const Caller&, const console::v1::JoinUserRequest& request,
                                 console::v1::JoinUserResponse* response) {
  if (absl::Status status = CheckUser(request.user_id()); !status.ok()) return status;
  const auto follow = rules_.follows.Find({Kind::kUser, request.user_id()});
  if (follow) *response->mutable_follow() = *follow;
  return absl::OkStatus();
}

absl::Status Service::JoinOnTopic(const Caller&, const console::v1::JoinTopicRequest& request,
                                  console::v1::JoinTopicResponse* response) {
  if (absl::Status status = CheckTopic(request.topic()); !status.ok()) return status;
  const auto follow = rules_.follows.Find({Kind::kTopic, request.topic()});
  if (follow) *response->mutable_follow() = *follow;
  return absl::OkStatus();
}

absl::Status Service::BeginUser(const Caller& caller, const console::v1::FollowUserRequest& request,
                                console::v1::FollowUserResponse* response) {
  const auto follow =
      Begin(caller, {Kind::kUser, request.user_id()}, request.seconds(), request.show_payloads());
  if (follow.ok()) *response->mutable_follow() = *follow;
  return follow.status();
}

absl::Status Service::EndUser(const Caller& caller, const console::v1::UnfollowUserRequest& request,
                              console::v1::UnfollowUserResponse*) {
  End(caller, {Kind::kUser, request.user_id()});
  return absl::OkStatus();
}

absl::Status Service::BeginTopic(const Caller& caller,
                                 const console::v1::FollowTopicRequest& request,
                                 console::v1::FollowTopicResponse* response) {
  const auto follow =
      Begin(caller, {Kind::kTopic, request.topic()}, request.seconds(), request.show_payloads());
  if (follow.ok()) *response->mutable_follow() = *follow;
  return follow.status();
}

absl::Status Service::EndTopic(const Caller& caller,
                               const console::v1::UnfollowTopicRequest& request,
                               console::v1::UnfollowTopicResponse*) {
  End(caller, {Kind::kTopic, request.topic()});
  return absl::OkStatus();
}

absl::StatusOr<console::v1::Follow> Service::Begin(const Caller& caller, const FollowTarget& target,
                                                   int seconds, bool show_payloads) {
  if (absl::Status status = CheckTarget(target); !status.ok()) return status;
  const absl::Duration duration = absl::Seconds(seconds == 0 ? kDefaultFollowSeconds : seconds);
  if (duration < absl::Seconds(1) || duration > longest_follow_) {
    return base::InvalidArgument(
        "seconds", absl::StrCat("must be 1 to ", absl::ToInt64Seconds(longest_follow_)));
  }
  absl::StatusOr<console::v1::Follow> follow =
      rules_.follows.Begin(caller, target, duration, show_payloads);
  rules_.log.RecordAction(caller, "follow",
                          absl::StrCat(TextOf(target), show_payloads ? " with payloads" : ""),
                          follow.status());
  return follow;
}

void Service::End(const Caller& caller, const FollowTarget& target) {
  rules_.follows.End(target);
  rules_.log.RecordAction(caller, "unfollow", TextOf(target), absl::OkStatus());
}

}  // namespace lossy::admin
