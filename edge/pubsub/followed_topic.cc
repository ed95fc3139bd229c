#include "edge/pubsub/followed_topic.h"

#include <algorithm>
#include <utility>

namespace lossy::edge {

FollowedTopic::FollowedTopic(base::SharedText name, const CatchUpContext& context)
    : name_(std::move(name)), context_(context), catch_up_(name_, state_, context) {}

void FollowedTopic::Follow(Hub& hub) {
  hubs_.push_back(&hub);
  context_.hubs.Followed(hub, name_, *catch_up_.position());
}

void FollowedTopic::AwaitLive(Hub& hub, absl::Time deadline) {
  waiting_.push_back({.hub = &hub, .deadline = deadline});
}

void FollowedTopic::Remove(Hub& hub) {
  hubs_.erase(std::remove(hubs_.begin(), hubs_.end(), &hub), hubs_.end());
  waiting_.erase(std::remove_if(waiting_.begin(), waiting_.end(),
                                [&](const Waiting& each) { return each.hub == &hub; }),
                 waiting_.end());
  catch_up_.Forget(hub);
}

void FollowedTopic::Recover(Hub& hub, const Position& after) {
  if (std::find(hubs_.begin(), hubs_.end(), &hub) == hubs_.end()) return;
  catch_up_.Recover(hub, after);
}

void FollowedTopic::Publish(const PublishedEventPtr& event) {
  catch_up_.Add(event);
  for (Hub* hub : hubs_) context_.hubs.Publish(*hub, event);
}

void FollowedTopic::GoLive() {
  for (const Waiting& each : std::exchange(waiting_, {})) Follow(*each.hub);
}

bool FollowedTopic::ReportGap() {
  if (hubs_.empty()) return false;
  catch_up_.ForgetAll();
  const std::vector<Hub*> hubs(hubs_.begin(), hubs_.end());
  hubs_.clear();
  for (Hub* hub : hubs) context_.hubs.ReportGap(*hub, name_);
  return true;
}

void FollowedTopic::RefuseWaiting(const absl::Status& status) {
  for (const Waiting& each : std::exchange(waiting_, {})) {
    context_.hubs.RefuseFollow(*each.hub, name_, status);
  }
}

void FollowedTopic::RefuseLate(absl::Time now, const absl::Status& status) {
  const auto late = std::stable_partition(waiting_.begin(), waiting_.end(),
                                          [&](const Waiting& each) { return each.deadline > now; });
  for (auto each = late; each != waiting_.end(); ++each) {
    context_.hubs.RefuseFollow(*each->hub, name_, status);
  }
  waiting_.erase(late, waiting_.end());
}

}  // namespace lossy::edge
