#include "examples/cpp/service.h"

#include <utility>

#include "absl/strings/string_view.h"
#include "base/error/error.h"

namespace polls {
namespace {

using lossy::base::Caller;

bool IsChoice(absl::string_view text) { return text == "yes" || text == "no" || text == "later"; }

}  // namespace

grpc::Status Service::JoinPoll(grpc::ServerContext* context, const v1::PollRequest* request,
                               v1::Votes* response) {
  return calls_.Run(*context, "JoinPoll", [&](const Caller&) {
    *response = VotesOf(request->poll());
    return absl::OkStatus();
  });
}

grpc::Status Service::GetVotes(grpc::ServerContext* context, const v1::PollRequest* request,
                               v1::Votes* response) {
  return calls_.Run(*context, "GetVotes", [&](const Caller&) {
    *response = VotesOf(request->poll());
    return absl::OkStatus();
  });
}

grpc::Status Service::Vote(grpc::ServerContext* context, const v1::VoteRequest* request,
                           v1::Votes* response) {
  return calls_.Run(*context, "Vote", [&](const Caller& caller) -> absl::Status {
    if (!IsChoice(request->choice())) {
      return lossy::base::InvalidArgument("choice", "must be yes, no or later");
    }
    absl::StatusOr<v1::Votes> votes = Store(*request, caller.identity.user_id);
    if (!votes.ok()) return votes.status();
    v1::PollEvent event;
    event.mutable_voted()->set_choice(request->choice());
    *event.mutable_voted()->mutable_votes() = votes->votes();
    *response = *std::move(votes);
    return publisher_.Publish(request->poll(), event, caller);
  });
}

v1::Votes Service::Count(const Choices& choices) {
  v1::Votes votes;
  for (const auto& [user, choice] : choices) ++(*votes.mutable_votes())[choice];
  return votes;
}

v1::Votes Service::VotesOf(const std::string& poll) {
  lossy::base::MutexLock lock(mutex_);
  const auto found = polls_.find(poll);
  return found == polls_.end() ? v1::Votes() : Count(found->second);
}

absl::StatusOr<v1::Votes> Service::Store(const v1::VoteRequest& request, const std::string& user) {
  lossy::base::MutexLock lock(mutex_);
  Choices& choices = polls_[request.poll()];
  if (!choices.emplace(user, request.choice()).second) {
    return absl::AlreadyExistsError("the user has voted already");
  }
  return Count(choices);
}

}  // namespace polls
